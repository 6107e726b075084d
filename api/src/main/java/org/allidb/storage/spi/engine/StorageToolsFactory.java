package org.allidb.storage.spi.engine;

import java.util.List;
import org.allidb.storage.api.StorageConfiguration;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.spi.Provider;
import org.osgi.annotation.versioning.ConsumerType;

/** How {@link StorageTools#load()} finds the engine with {@link java.util.ServiceLoader}. */
@ConsumerType
public interface StorageToolsFactory extends Provider {

    /**
     * Makes the tools. Nothing is opened.
     *
     * @param configuration names the components to use
     * @param providers components in addition to those that {@link java.util.ServiceLoader} finds
     * @return the tools
     */
    StorageTools create(StorageConfiguration configuration, List<Provider> providers);
}
