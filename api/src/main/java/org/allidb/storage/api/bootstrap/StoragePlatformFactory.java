package org.allidb.storage.api.bootstrap;

import java.nio.file.Path;
import java.util.List;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.config.StorageConfiguration;
import org.osgi.annotation.versioning.ConsumerType;

/** How {@link StoragePlatform#open(Path)} finds the engine with {@link java.util.ServiceLoader}. */
@ConsumerType
public interface StoragePlatformFactory extends Provider {

    /**
     * Opens a platform.
     *
     * @param directory the data directory, created if missing
     * @param configuration the configuration
     * @param providers components installed in addition to those that {@link java.util.ServiceLoader} finds; of two
     *     with one name the later one here wins
     * @return the open platform
     */
    StoragePlatform open(Path directory, StorageConfiguration configuration, List<Provider> providers);

    /**
     * Opens a data directory for reading only.
     *
     * @param directory the data directory, which exists
     * @param configuration the configuration
     * @param providers components as for {@link #open}
     * @return the open platform, which refuses every change
     */
    StoragePlatform openReadOnly(Path directory, StorageConfiguration configuration, List<Provider> providers);
}
