package org.allidb.storage.api.config;

import org.allidb.storage.api.Durability;

/** The values of {@link EngineOptions}, in the order of the file. */
record EngineValues(
        Durability durability,
        String vfs,
        String runtime,
        long drainTimeoutMs,
        long stallTimeoutMs,
        double maxInFlightMb,
        double leftInLogMb,
        long slowOperationMs,
        boolean trackOrigins)
        implements EngineOptions {}
