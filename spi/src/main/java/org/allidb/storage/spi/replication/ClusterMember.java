package org.allidb.storage.spi.replication;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A node of a cluster.
 */
@ProviderType
public interface ClusterMember {

    /**
     * Returns where its peers reach it.
     *
     * @return {@code host:port}
     */
    default String address() {
        return host() + ":" + port();
    }

    /** {@return its name, 1 to 32 lower-case letters, digits and hyphens} */
    String name();

    /** {@return where its peers reach it: a name or an address} */
    String host();

    /** {@return the port there} */
    int port();

    /**
     * Makes a value.
     *
     * @param name its name, 1 to 32 lower-case letters, digits and hyphens
     * @param host where its peers reach it: a name or an address
     * @param port the port there
     * @return the value
     */
    static ClusterMember of(String name, String host, int port) {
        record Value(String name, String host, int port) implements ClusterMember {}
        return new Value(name, host, port);
    }
}
