package org.allidb.storage.wal.internal;

import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/**
 * A segment of a log that is surveyed.
 *
 * @param file its file
 * @param header its header, or one that is assumed because its own is damaged
 * @param headerIntact whether the header is its own
 * @param limit offset up to which the next segment vouches for it, -1 if none does
 */
record SurveyedSegment(InspectedFile file, SegmentHeader header, boolean headerIntact, long limit) {

    /** Returns the same segment with another limit. */
    SurveyedSegment upTo(long newLimit) {
        return new SurveyedSegment(file, header, headerIntact, newLimit);
    }

    /** Returns the position of an offset. The header is intact. */
    long position(long offset) {
        return header.startPosition() + offset - SegmentHeader.LENGTH;
    }

    /** Returns the offset of a position. The header is intact. */
    long offset(long position) {
        return position - header.startPosition() + SegmentHeader.LENGTH;
    }
}
