package org.allidb.storage.api.statistics;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Figures of a log since it was opened, but for the current sizes.
 *
 * @param records records appended
 * @param recordBytes bytes of their content
 * @param writtenBytes bytes written to segments: records with their frames, marks and padding, not preallocation
 * @param syncs syncs of a segment
 * @param syncNanos time spent in them in nanoseconds
 * @param segments segments on disk that hold records
 * @param segmentBytes bytes of records in them
 * @param recycledSegments segments that were used again
 * @param replayedRecords records delivered at the open
 * @param replayedBytes bytes of log read at the open
 */
@ProviderType
public record LogStatistics(
        long records,
        long recordBytes,
        long writtenBytes,
        long syncs,
        long syncNanos,
        int segments,
        long segmentBytes,
        long recycledSegments,
        long replayedRecords,
        long replayedBytes) {}
