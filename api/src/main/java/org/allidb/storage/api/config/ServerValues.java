package org.allidb.storage.api.config;

/** The values of {@link ServerOptions}, in the order of the file. */
record ServerValues(
        boolean enabled,
        String address,
        int port,
        String loopbackTenant,
        String tlsCertificate,
        String tlsKey,
        String tlsClientCa,
        boolean plaintextOffLoopback,
        String backupDirectory,
        int eventLoops,
        int maxConnections,
        int maxConnectionsPerTenant,
        int maxArguments,
        double maxRequestMb,
        double maxOutputMb,
        double maxBufferedMb,
        int maxScanCursors,
        int authSeconds,
        int requestSeconds,
        int outputSeconds,
        int idleSeconds)
        implements ServerOptions {}
