package org.allidb.storage.wal.internal;

import org.allidb.storage.api.statistics.LogStatistics;

/** Counts of a log at one moment. */
record SegmentedLogStatistics(
        long records,
        long recordBytes,
        long writtenBytes,
        long syncs,
        long syncNanos,
        int segments,
        long segmentBytes,
        long recycledSegments,
        long replayedRecords,
        long replayedBytes)
        implements LogStatistics {}
