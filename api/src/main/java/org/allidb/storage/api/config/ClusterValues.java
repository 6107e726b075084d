package org.allidb.storage.api.config;

/** The values of {@link ClusterOptions}, in the order of the file. */
record ClusterValues(
        String provider,
        String node,
        String members,
        int shards,
        int electionTimeoutMs,
        int timeoutMs,
        int logMb,
        String reads,
        String tlsAuthority,
        String tlsCertificate,
        String tlsKey)
        implements ClusterOptions {}
