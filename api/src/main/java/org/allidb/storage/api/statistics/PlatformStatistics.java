package org.allidb.storage.api.statistics;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Figures of a platform since it was opened, but for the current sizes.
 *
 * @param tenants tenants in the catalogue
 * @param openTenants tenants that are open
 * @param bufferBytes bytes of all memtables
 * @param bufferLimitBytes bytes that they may take
 * @param heldBufferBytes bytes of memtables that were flushed since, and that open cursors keep in memory
 * @param heldBufferLimitBytes bytes of them from which on the oldest cursors are ended
 * @param log the shared write-ahead log
 * @param cache the block cache
 * @param scrub the scrub
 * @param latencies how long operations took
 * @param slowOperations calls of the file system that took longer than {@code engine.slow_operation_ms}
 * @param hangingOperations those of them that have not ended
 * @param refusedWrites writes of all tenants that were not acknowledged, those of tenants that are closed again too
 * @param recoveryNanos how long the last open took, in nanoseconds
 * @param recoveredRecords log records that it replayed
 */
@ProviderType
public record PlatformStatistics(
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
        long recoveredRecords) {}
