package org.allidb.storage.wal.internal;

import org.allidb.storage.api.statistics.LogStatistics;

/** Counts of a log at one moment. */
record SegmentedLogStatistics(Appended appended, Syncs synced, Segments chain, Replayed replayed)
        implements LogStatistics {

    /** Figures of what was appended: records, bytes of their content, and bytes of the file. */
    record Appended(long records, long recordBytes, long writtenBytes) {}

    /** Number of syncs, and the time that they took. */
    record Syncs(long count, long nanos) {}

    /** Figures of the segments that hold records. */
    record Segments(int count, long bytes, long recycled) {}

    /** Figures of the replay at the open. */
    record Replayed(long records, long bytes) {}

    @Override
    public long records() {
        return appended.records;
    }

    @Override
    public long recordBytes() {
        return appended.recordBytes;
    }

    @Override
    public long writtenBytes() {
        return appended.writtenBytes;
    }

    @Override
    public long syncs() {
        return synced.count;
    }

    @Override
    public long syncNanos() {
        return synced.nanos;
    }

    @Override
    public int segments() {
        return chain.count;
    }

    @Override
    public long segmentBytes() {
        return chain.bytes;
    }

    @Override
    public long recycledSegments() {
        return chain.recycled;
    }

    @Override
    public long replayedRecords() {
        return replayed.records;
    }

    @Override
    public long replayedBytes() {
        return replayed.bytes;
    }
}
