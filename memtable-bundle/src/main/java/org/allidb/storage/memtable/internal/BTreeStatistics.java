package org.allidb.storage.memtable.internal;

import org.allidb.storage.spi.memtable.MemtableStatistics;

/** Counts of a memtable as of one publication. */
record BTreeStatistics(
        long entries,
        long rangeTombstones,
        long keyBytes,
        long valueBytes,
        long minSequence,
        long maxSequence,
        long minTimestamp)
        implements MemtableStatistics {}
