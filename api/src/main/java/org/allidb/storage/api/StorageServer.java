package org.allidb.storage.api;

import java.net.InetSocketAddress;
import java.util.ServiceLoader;
import org.allidb.storage.api.bootstrap.ServiceLookup;
import org.allidb.storage.api.bootstrap.StorageServerFactory;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The network door of a platform: clients of Redis reach its tenants. In a container the bundle of the server opens it, and registers
 * it as a service; a plain Java program starts it. What it does is in the section {@code server} of the configuration. Thread-safe.
 */
@ProviderType
public interface StorageServer extends AutoCloseable {

    /**
     * Opens the door of a platform, as its configuration says; {@code server.enabled} is not asked.
     *
     * @param platform the platform; closed by its owner, after the door
     * @return the open door
     * @throws ComponentMissingException if no server is on the class path or module path
     * @throws InvalidArgumentException if the configuration does not allow it, for example an address that others reach
     * @throws StorageIoException if the address cannot be bound
     */
    static StorageServer start(StoragePlatform platform) {
        ServiceLookup lookup = new ServiceLookup(StorageServer.class);
        return lookup.last(loader -> ServiceLoader.load(StorageServerFactory.class, loader))
                .orElseThrow(() -> lookup.missing("server", "netty", "allidb-storage-server"))
                .start(platform);
    }

    /**
     * Returns where it listens.
     *
     * @return address and port, the real one also where the configuration has port 0
     */
    InetSocketAddress address();

    /**
     * Returns how many connections are open.
     *
     * @return at least 0
     */
    int connections();

    /**
     * Closes the door. Commands under way end and are answered, as far as that takes no longer than {@code engine.drain_timeout_ms};
     * then all connections are closed. Closing twice is allowed.
     */
    @Override
    void close();
}
