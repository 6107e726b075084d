package org.allidb.storage.engine.internal.value;

import java.util.List;
import org.allidb.storage.api.statistics.RefusedWrites;
import org.allidb.storage.api.statistics.RunningTask;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.engine.internal.fairness.Work;
import org.allidb.storage.spi.compaction.CompactionDebt;

/**
 * The engine's {@link TenantStatistics}.
 *
 * @param usage what the tenant uses of its quotas
 * @param current its tables
 * @param readers what reads see, and what open cursors keep
 * @param due tables that are due to be merged
 * @param done flushes and merges
 * @param writers writes that were refused or delayed, or are kept for consumers of changes
 */
public record TenantStatisticsValue(
        TenantUsage usage, Tables current, Readers readers, CompactionDebt due, BackgroundWork done, Writers writers)
        implements TenantStatistics {

    /** Figures of tables. */
    public record Tables(int count, long bytes, long entries, int perRead) {}

    /** Figures of what reads see, of what open cursors keep that is obsolete, and of what scans have read. */
    public record Readers(
            int memtables, int snapshots, long lastSequence, long heldBufferBytes, long heldTableBytes, long scanned) {}

    /** Figures of flushes and merges, and those that are under way. */
    public record BackgroundWork(long flushes, long flushedBytes, Merges merges, List<RunningTask> running) {

        /** No flush and no merge. */
        public static final BackgroundWork NONE =
                new BackgroundWork(0, 0, new Merges(0, 0, 0, new Dropped(0, 0, 0)), List.of());
    }

    /** Figures of merges. */
    public record Merges(long count, long bytesRead, long bytesWritten, Dropped dropped) {}

    /** Entries that merges dropped. */
    public record Dropped(long duplicates, long tombstones, long expired) {}

    /** Figures of writes that were refused or delayed, and of those that are kept for consumers of changes. */
    public record Writers(RefusedWrites refused, long stallNanos, Feed feed) {

        /** No write was refused, delayed or kept. */
        public static final Writers NONE = new Writers(RefusedWritesValue.NONE, 0, Feed.NONE);

        /** Figures of a change feed. */
        public record Feed(long bytes, long oldestSequence) {

            /** No feed. */
            public static final Feed NONE = new Feed(0, 0);
        }
    }

    @Override
    public int tables() {
        return current.count;
    }

    @Override
    public long tableBytes() {
        return current.bytes;
    }

    @Override
    public long tableEntries() {
        return current.entries;
    }

    @Override
    public int tablesPerRead() {
        return current.perRead;
    }

    @Override
    public int dueTables() {
        return due.tables();
    }

    @Override
    public long dueBytes() {
        return due.bytes();
    }

    @Override
    public int memtables() {
        return readers.memtables;
    }

    @Override
    public long heldBufferBytes() {
        return readers.heldBufferBytes;
    }

    @Override
    public long heldTableBytes() {
        return readers.heldTableBytes;
    }

    @Override
    public int snapshots() {
        return readers.snapshots;
    }

    @Override
    public long lastSequence() {
        return readers.lastSequence;
    }

    @Override
    public long flushes() {
        return done.flushes;
    }

    @Override
    public long flushedBytes() {
        return done.flushedBytes;
    }

    @Override
    public long compactions() {
        return done.merges.count;
    }

    @Override
    public long compactionBytesRead() {
        return done.merges.bytesRead;
    }

    @Override
    public long compactionBytesWritten() {
        return done.merges.bytesWritten;
    }

    @Override
    public long duplicatesDropped() {
        return done.merges.dropped.duplicates;
    }

    @Override
    public long tombstonesDropped() {
        return done.merges.dropped.tombstones;
    }

    @Override
    public long expiredDropped() {
        return done.merges.dropped.expired;
    }

    @Override
    public List<RunningTask> runningTasks() {
        return done.running;
    }

    @Override
    public long feedBytes() {
        return writers.feed.bytes;
    }

    @Override
    public long feedOldestSequence() {
        return writers.feed.oldestSequence;
    }

    @Override
    public RefusedWrites refusedWrites() {
        return writers.refused;
    }

    @Override
    public long stallNanos() {
        return writers.stallNanos;
    }

    @Override
    public long entriesScanned() {
        return readers.scanned;
    }

    @Override
    public long workNanos() {
        return Work.of(usage, readers.scanned, done.flushedBytes + done.merges.bytesWritten);
    }
}
