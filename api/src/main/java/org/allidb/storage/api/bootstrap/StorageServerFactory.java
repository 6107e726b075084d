package org.allidb.storage.api.bootstrap;

import org.allidb.storage.api.Provider;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageServer;
import org.osgi.annotation.versioning.ConsumerType;

/** How {@link StorageServer#start} finds the server with {@link java.util.ServiceLoader}. */
@ConsumerType
public interface StorageServerFactory extends Provider {

    /**
     * Opens the door of a platform.
     *
     * @param platform the platform
     * @return the open door
     */
    StorageServer start(StoragePlatform platform);
}
