package org.allidb.storage.engine.internal.value;

import org.allidb.storage.api.statistics.CacheStatistics;
import org.allidb.storage.api.statistics.Latencies;
import org.allidb.storage.api.statistics.LogStatistics;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.api.statistics.RefusedWrites;
import org.allidb.storage.api.statistics.ScrubStatistics;

/** The engine's {@link PlatformStatistics}. */
public record PlatformStatisticsValue(
        int tenants,
        int openTenants,
        long bufferBytes,
        long bufferLimitBytes,
        long heldBufferBytes,
        long heldBufferLimitBytes,
        LogStatistics log,
        CacheStatistics cache,
        ScrubStatistics scrub,
        Latencies latencies,
        long slowOperations,
        int hangingOperations,
        RefusedWrites refusedWrites,
        long recoveryNanos,
        long recoveredRecords)
        implements PlatformStatistics {}
