package org.allidb.storage.memtable.internal;

import org.allidb.storage.spi.memtable.MemtableStatistics;

/** Counts of a memtable as of one publication. */
record BTreeStatistics(long entries, long rangeTombstones, long keyBytes, long valueBytes, Bounds bounds)
        implements MemtableStatistics {

    /** The bounds of sequences and timestamps; all 0 if there are none. */
    record Bounds(long minSequence, long maxSequence, long minTimestamp) {}

    @Override
    public long minSequence() {
        return bounds.minSequence;
    }

    @Override
    public long maxSequence() {
        return bounds.maxSequence;
    }

    @Override
    public long minTimestamp() {
        return bounds.minTimestamp;
    }
}
