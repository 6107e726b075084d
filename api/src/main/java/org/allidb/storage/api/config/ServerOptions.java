package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/** The network door: where it listens, and what a client may take. */
@Section(
        value = "server",
        description = "The network door, by which clients of Redis reach tenants; for containers and programs with the"
                + " server's bundle.")
@ProviderType
public sealed interface ServerOptions permits ServerValues {

    /** Every parameter at its default. */
    ServerOptions DEFAULTS = Options.defaults(ServerOptions.class);

    /** {@return whether a container opens it} */
    @Parameter(
            key = "enabled",
            byDefault = "true",
            description = "Whether the container opens the door. A program opens it by StorageServer.start.")
    boolean enabled();

    /** {@return the address of this machine on which it listens} */
    @Parameter(
            key = "address",
            byDefault = "127.0.0.1",
            description = "The address of this machine on which the door listens. One that others reach needs TLS,"
                    + " or plaintext_off_loopback.")
    String address();

    /** {@return the port; 0 for any that is free} */
    @Parameter(
            key = "port",
            byDefault = "6379",
            max = 65_535,
            description = "The port; 6379 is that of Redis. 0 takes one that is free.")
    int port();

    /** {@return the tenant of clients without a key; {@code none} for none} */
    @Parameter(
            key = "loopback_tenant",
            byDefault = "default",
            live = true,
            description =
                    "The tenant of clients of this machine that present no key, as long as there are no keys at all;"
                            + " it is created when it is needed. none refuses them.")
    String loopbackTenant();

    /** {@return the file of the certificate; {@code none} for no TLS} */
    @Parameter(
            key = "tls_certificate",
            byDefault = "none",
            description = "PEM file with the certificate of the door and those between it and its authority. With it"
                    + " all clients use TLS 1.3; it is read again when it changes.")
    String tlsCertificate();

    /** {@return the file of the certificate's key; {@code none} for no TLS} */
    @Parameter(
            key = "tls_key",
            byDefault = "none",
            description = "PEM file with the private key of tls_certificate: PKCS #8, not encrypted.")
    String tlsKey();

    /** {@return the file of the authorities of clients; {@code none} for none} */
    @Parameter(
            key = "tls_client_ca",
            byDefault = "none",
            description = "PEM file with the authorities of client certificates. One of theirs with the URI"
                    + " allidb:tenant/TENANT/ROLE counts as a key.")
    String tlsClientCa();

    /** {@return whether it may listen on other addresses than loopback} */
    @Parameter(
            key = "plaintext_off_loopback",
            byDefault = "false",
            description = "Whether the door may listen where other machines reach it without TLS: keys and rows cross"
                    + " the network in the clear then, for all on the way to read.")
    boolean plaintextOffLoopback();

    /** {@return the directory of the backups that are made over the network; {@code none} for none} */
    @Parameter(
            key = "backup_directory",
            byDefault = "none",
            live = true,
            description = "The directory of the backups that administrators make, verify and restore over HTTP, best on"
                    + " another device. No request names a directory; with none there are no such backups.")
    String backupDirectory();

    /** {@return the number of threads that serve connections; 0 for one of each two cores} */
    @Parameter(
            key = "event_loops",
            byDefault = "0",
            max = 256,
            description = "Threads that serve all connections; 0 is one for each two cores, and at least one.")
    int eventLoops();

    /** {@return the most connections} */
    @Parameter(
            key = "max_connections",
            byDefault = "10000",
            min = 1,
            max = 1_000_000,
            live = true,
            description = "Most connections; one more is told so, and closed.")
    int maxConnections();

    /** {@return the most connections of a tenant} */
    @Parameter(
            key = "max_connections_per_tenant",
            byDefault = "1000",
            min = 1,
            max = 1_000_000,
            live = true,
            description = "Most connections of one tenant.")
    int maxConnectionsPerTenant();

    /** {@return the most arguments of a command} */
    @Parameter(
            key = "max_arguments",
            byDefault = "10000",
            min = 16,
            max = 1_000_000,
            live = true,
            description = "Most arguments of a command, its name included.")
    int maxArguments();

    /** {@return the most bytes of a command in MiB} */
    @Parameter(
            key = "max_request_mb",
            byDefault = "16",
            min = 0.0625,
            max = 1024,
            live = true,
            description = "Most MiB of a command with all its arguments. A larger row than tenants.default_row_bytes is"
                    + " refused by the storage anyway.")
    double maxRequestMb();

    /** {@return the most bytes of an answer in MiB} */
    @Parameter(
            key = "max_output_mb",
            byDefault = "64",
            min = 0.0625,
            max = 1024,
            live = true,
            description =
                    "Most MiB of an answer; a larger one is an error instead. Further commands wait until a client has"
                            + " read what it was answered.")
    double maxOutputMb();

    /** {@return the most bytes of commands and answers of all connections in MiB} */
    @Parameter(
            key = "max_buffered_mb",
            byDefault = "256",
            min = 1,
            max = 1_048_576,
            live = true,
            description = "Most MiB of commands that have arrived in part, and of answers that are not read, of all"
                    + " connections; half of it for one tenant. The connection that needs more is closed.")
    double maxBufferedMb();

    /** {@return the most cursors of SCAN of a tenant} */
    @Parameter(
            key = "max_scan_cursors",
            byDefault = "1000",
            min = 1,
            max = 1_000_000,
            live = true,
            description =
                    "Most cursors of SCAN that a tenant has under way; the one that was used longest ago is forgotten.")
    int maxScanCursors();

    /** {@return the time for a client to present a key in seconds} */
    @Parameter(
            key = "auth_seconds",
            byDefault = "10",
            min = 1,
            max = 3_600,
            live = true,
            description = "Seconds in which a client presents its key, where one is needed.")
    int authSeconds();

    /** {@return the time for a command to arrive in seconds} */
    @Parameter(
            key = "request_seconds",
            byDefault = "60",
            min = 1,
            max = 86_400,
            live = true,
            description = "Seconds in which a command that has begun to arrive must be complete.")
    int requestSeconds();

    /** {@return the time for a client to read something in seconds} */
    @Parameter(
            key = "output_seconds",
            byDefault = "60",
            min = 1,
            max = 86_400,
            live = true,
            description = "Seconds after which a client that reads nothing of its answers is disconnected.")
    int outputSeconds();

    /** {@return the time without a command in seconds; 0 for any} */
    @Parameter(
            key = "idle_seconds",
            byDefault = "0",
            max = 31_536_000,
            live = true,
            description =
                    "Seconds without a command after which a client is disconnected; 0 is never, as in Redis: pools"
                            + " keep connections. Connections to machines that are gone are found by TCP's keep-alive.")
    int idleSeconds();

    /**
     * Returns the most bytes of a command.
     *
     * @return bytes
     */
    default int maxRequestBytes() {
        return bytes(maxRequestMb());
    }

    /**
     * Returns the most bytes of an answer.
     *
     * @return bytes
     */
    default int maxOutputBytes() {
        return bytes(maxOutputMb());
    }

    /**
     * Returns the most bytes of commands and answers of all connections.
     *
     * @return bytes
     */
    default long maxBufferedBytes() {
        return (long) (maxBufferedMb() * (1 << 20));
    }

    private static int bytes(double mb) {
        return (int) (mb * (1 << 20));
    }
}
