package org.allidb.storage.engine.internal.value;

import java.util.List;
import org.allidb.storage.api.statistics.CacheStatistics;
import org.allidb.storage.api.statistics.Latencies;
import org.allidb.storage.api.statistics.LogStatistics;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.api.statistics.RefusedWrites;
import org.allidb.storage.api.statistics.RunningTask;
import org.allidb.storage.api.statistics.ScrubStatistics;

/**
 * The engine's {@link PlatformStatistics}.
 *
 * @param catalogue tenants, and how many of them are open
 * @param memory bytes that memtables take
 * @param files log, block cache and scrub
 * @param operations how long calls took, which were slow or refused, and which tasks are under way
 * @param recovery what the open replayed
 */
public record PlatformStatisticsValue(
        Tenants catalogue, Memory memory, Files files, Operations operations, Recovery recovery)
        implements PlatformStatistics {

    /** Numbers of tenants. */
    public record Tenants(int known, int open) {}

    /** Bytes of memtables, and of flushed ones that open cursors keep. */
    public record Memory(long buffers, long bufferLimit, long held, long heldLimit) {}

    /** Figures of the log, the block cache and the scrub. */
    public record Files(LogStatistics log, CacheStatistics cache, ScrubStatistics scrub) {}

    /** Figures of calls: how long they took, which were slow, which were refused; flushes and merges under way. */
    public record Operations(
            Latencies latencies, long slow, int hanging, RefusedWrites refused, List<RunningTask> running) {}

    /** Figures of an open. */
    public record Recovery(long nanos, long records) {}

    @Override
    public int tenants() {
        return catalogue.known;
    }

    @Override
    public int openTenants() {
        return catalogue.open;
    }

    @Override
    public long bufferBytes() {
        return memory.buffers;
    }

    @Override
    public long bufferLimitBytes() {
        return memory.bufferLimit;
    }

    @Override
    public long heldBufferBytes() {
        return memory.held;
    }

    @Override
    public long heldBufferLimitBytes() {
        return memory.heldLimit;
    }

    @Override
    public LogStatistics log() {
        return files.log;
    }

    @Override
    public CacheStatistics cache() {
        return files.cache;
    }

    @Override
    public ScrubStatistics scrub() {
        return files.scrub;
    }

    @Override
    public Latencies latencies() {
        return operations.latencies;
    }

    @Override
    public long slowOperations() {
        return operations.slow;
    }

    @Override
    public int hangingOperations() {
        return operations.hanging;
    }

    @Override
    public RefusedWrites refusedWrites() {
        return operations.refused;
    }

    @Override
    public List<RunningTask> runningTasks() {
        return operations.running;
    }

    @Override
    public long recoveryNanos() {
        return recovery.nanos;
    }

    @Override
    public long recoveredRecords() {
        return recovery.records;
    }
}
