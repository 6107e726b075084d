package org.allidb.storage.api.statistics;

import org.osgi.annotation.versioning.ConsumerType;

/** Figures of a log since it was opened, but for the current sizes. */
@ConsumerType
public interface LogStatistics {

    /** {@return records appended} */
    default long records() {
        return 0;
    }

    /** {@return bytes of their content} */
    default long recordBytes() {
        return 0;
    }

    /** {@return bytes written to segments: records with their frames, marks and padding, not preallocation} */
    default long writtenBytes() {
        return 0;
    }

    /** {@return syncs of a segment} */
    default long syncs() {
        return 0;
    }

    /** {@return time spent in them in nanoseconds} */
    default long syncNanos() {
        return 0;
    }

    /** {@return segments on disk that hold records} */
    default int segments() {
        return 0;
    }

    /** {@return bytes of records in them} */
    default long segmentBytes() {
        return 0;
    }

    /** {@return segments that were used again} */
    default long recycledSegments() {
        return 0;
    }

    /** {@return records delivered at the open} */
    default long replayedRecords() {
        return 0;
    }

    /** {@return bytes of log read at the open} */
    default long replayedBytes() {
        return 0;
    }
}
