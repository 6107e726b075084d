package org.allidb.storage.wal.internal;

import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/**
 * A segment that is surveyed.
 *
 * @param file its file
 * @param header its header, or one that is assumed because its own is damaged
 * @param headerIntact whether the header is its own
 * @param limit offset up to which the next segment vouches for it, -1 if none does
 */
record SurveyedSegment(InspectedFile file, SegmentHeader header, boolean headerIntact, long limit) {

    SurveyedSegment upTo(long newLimit) {
        return new SurveyedSegment(file, header, headerIntact, newLimit);
    }

    /** The position of an offset; only if the header is intact. */
    long position(long offset) {
        return header.startPosition() + offset - SegmentHeader.LENGTH;
    }

    /** The offset of a position; only if the header is intact. */
    long offset(long position) {
        return position - header.startPosition() + SegmentHeader.LENGTH;
    }
}
