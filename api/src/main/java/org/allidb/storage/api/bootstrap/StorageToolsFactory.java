package org.allidb.storage.api.bootstrap;

import java.util.List;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.config.StorageConfiguration;
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
