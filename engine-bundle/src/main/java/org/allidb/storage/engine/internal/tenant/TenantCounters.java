package org.allidb.storage.engine.internal.tenant;

import java.util.concurrent.atomic.LongAdder;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.engine.internal.fairness.Work;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue.BackgroundWork;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue.Dropped;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue.Merges;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue.Readers;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue.Writers;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.MergeResult;

/** The counters of a tenant's flushes, compactions and scans. Thread-safe. */
final class TenantCounters {

    private final LongAdder scanned = new LongAdder();
    private final LongAdder flushes = new LongAdder();
    private final LongAdder flushedBytes = new LongAdder();
    private final LongAdder compactions = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder tombstones = new LongAdder();
    private final LongAdder expired = new LongAdder();

    /** Counts entries that a scan has read. */
    void scanned(int entries) {
        scanned.add(entries);
    }

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

    /** Returns what the tenant took of the machine, in nanoseconds. */
    long workNanos(TenantUsage calls) {
        return Work.of(calls, scanned.sum(), flushedBytes.sum() + bytesWritten.sum());
    }

    /**
     * Returns the tenant's figures.
     *
     * @param tenant what else is counted
     * @param state what readers see, retained by the caller
     * @param due what is due to be merged
     * @param writers writes that were refused or delayed
     */
    TenantStatistics statistics(TenantState tenant, ReadState state, CompactionDebt due, Writers writers) {
        Readers readers = new Readers(
                state.memtables().length,
                tenant.snapshots().size(),
                tenant.visible().get(),
                tenant.readerMemory().held(),
                tenant.versions().tableFiles().heldBytes(),
                scanned.sum());
        Dropped dropped = new Dropped(duplicates.sum(), tombstones.sum(), expired.sum());
        Merges merges = new Merges(compactions.sum(), bytesRead.sum(), bytesWritten.sum(), dropped);
        return new TenantStatisticsValue(
                tenant.access().usage(),
                state.version().figures(),
                readers,
                due,
                new BackgroundWork(
                        flushes.sum(),
                        flushedBytes.sum(),
                        merges,
                        tenant.running().now()),
                writers);
    }
}
