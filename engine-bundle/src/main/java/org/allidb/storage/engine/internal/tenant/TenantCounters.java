package org.allidb.storage.engine.internal.tenant;

import java.util.concurrent.atomic.LongAdder;
import org.allidb.storage.api.statistics.RefusedWrites;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.MergeResult;

/** The counters of a tenant's flushes and compactions. Thread-safe. */
final class TenantCounters {

    private final LongAdder flushes = new LongAdder();
    private final LongAdder flushedBytes = new LongAdder();
    private final LongAdder compactions = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder tombstones = new LongAdder();
    private final LongAdder expired = new LongAdder();

    /** Counts a flush. */
    void flushed(MergeResult result) {
        flushes.increment();
        flushedBytes.add(result.bytesWritten());
    }

    /** Counts a merge. */
    void compacted(MergeResult result) {
        compactions.increment();
        bytesRead.add(result.bytesRead());
        bytesWritten.add(result.bytesWritten());
        duplicates.add(result.duplicatesDropped());
        tombstones.add(result.tombstonesDropped());
        expired.add(result.expiredDropped());
    }

    /**
     * Returns the tenant's figures.
     *
     * @param tenant what else is counted
     * @param state what readers see, retained by the caller
     * @param due what is due to be merged
     * @param refusedWrites writes that were refused
     * @param stallNanos how long writers were slowed or stopped
     */
    TenantStatistics statistics(
            TenantState tenant, ReadState state, CompactionDebt due, RefusedWrites refusedWrites, long stallNanos) {
        return new TenantStatisticsValue(
                tenant.access().usage(),
                state.version().tables().size(),
                state.version().tableBytes(),
                state.version().tables().stream()
                        .mapToLong(t -> t.properties().entries())
                        .sum(),
                state.version().tablesPerRead(),
                due.tables(),
                due.bytes(),
                state.memtables().length,
                tenant.readerMemory().held(),
                tenant.versions().tableFiles().heldBytes(),
                tenant.snapshots().size(),
                tenant.visible().get(),
                flushes.sum(),
                flushedBytes.sum(),
                compactions.sum(),
                bytesRead.sum(),
                bytesWritten.sum(),
                duplicates.sum(),
                tombstones.sum(),
                expired.sum(),
                refusedWrites,
                stallNanos);
    }
}
