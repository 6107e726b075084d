package org.allidb.storage.api.statistics;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Figures of a platform since it was opened, but for the current sizes. */
@ProviderType
public interface PlatformStatistics {

    /** {@return tenants in the catalogue} */
    int tenants();

    /** {@return tenants that are open} */
    int openTenants();

    /** {@return bytes of all memtables} */
    long bufferBytes();

    /** {@return bytes that they may take} */
    long bufferLimitBytes();

    /** {@return bytes of memtables that were flushed since, and that open cursors keep in memory} */
    long heldBufferBytes();

    /** {@return bytes of them from which on the oldest cursors are ended} */
    long heldBufferLimitBytes();

    /** {@return the shared write-ahead log} */
    LogStatistics log();

    /** {@return the block cache} */
    CacheStatistics cache();

    /** {@return the scrub} */
    ScrubStatistics scrub();

    /** {@return how long operations took} */
    Latencies latencies();

    /** {@return calls of the file system that took longer than {@code engine.slow_operation_ms}} */
    long slowOperations();

    /** {@return those of them that have not ended} */
    int hangingOperations();

    /** {@return writes of all tenants that were not acknowledged, those of tenants that are closed again too} */
    RefusedWrites refusedWrites();

    /** {@return flushes and merges of all tenants that are under way, the oldest first} */
    List<RunningTask> runningTasks();

    /** {@return how long the last open took, in nanoseconds} */
    long recoveryNanos();

    /** {@return log records that it replayed} */
    long recoveredRecords();
}
