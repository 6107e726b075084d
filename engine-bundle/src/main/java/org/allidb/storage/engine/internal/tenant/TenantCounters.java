package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.allidb.storage.api.statistics.RunningTask;
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

    @GuardedBy("this")
    private long flushes;

    @GuardedBy("this")
    private long flushedBytes;

    @GuardedBy("this")
    private long compactions;

    @GuardedBy("this")
    private long bytesRead;

    @GuardedBy("this")
    private long bytesWritten;

    @GuardedBy("this")
    private long duplicates;

    @GuardedBy("this")
    private long tombstones;

    @GuardedBy("this")
    private long expired;

    /** Counts entries that a scan has read. */
    void scanned(int entries) {
        scanned.add(entries);
    }

    /** Counts a flush. */
    synchronized void flushed(MergeResult result) {
        flushes++;
        flushedBytes += result.bytesWritten();
    }

    /** Counts a merge. */
    synchronized void compacted(MergeResult result) {
        compactions++;
        bytesRead += result.bytesRead();
        bytesWritten += result.bytesWritten();
        duplicates += result.duplicatesDropped();
        tombstones += result.tombstonesDropped();
        expired += result.expiredDropped();
    }

    /** Returns what the tenant took of the machine, in nanoseconds. */
    long workNanos(TenantUsage calls) {
        return Work.of(calls, scanned.sum(), background());
    }

    private synchronized long background() {
        return flushedBytes + bytesWritten;
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
        return new TenantStatisticsValue(
                tenant.access().usage(),
                state.version().figures(),
                readers,
                due,
                work(tenant.running().now()),
                writers);
    }

    private synchronized BackgroundWork work(List<RunningTask> running) {
        Dropped dropped = new Dropped(duplicates, tombstones, expired);
        Merges merges = new Merges(compactions, bytesRead, bytesWritten, dropped);
        return new BackgroundWork(flushes, flushedBytes, merges, running);
    }
}
