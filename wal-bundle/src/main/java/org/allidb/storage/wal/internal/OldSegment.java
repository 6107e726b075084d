package org.allidb.storage.wal.internal;

import java.util.HashMap;
import java.util.Map;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/**
 * A segment that an earlier run wrote.
 *
 * @param header its header
 * @param end offset after the last record that counts
 * @param isEndKnown whether the next segment vouches for the end, or the last record is the mark of a rotation
 * @param durable position that is known to be durable by the segment, or by the next one that vouches for it
 * @param lastSequences the last sequence of each tenant generation with records in it
 */
record OldSegment(SegmentHeader header, long end, boolean isEndKnown, long durable, Map<Long, Long> lastSequences) {

    /** Returns the name of its file. */
    String name() {
        return SegmentFiles.name(header.number());
    }

    /** Returns the position after the last record that counts. */
    long endPosition() {
        return header.startPosition() + end - SegmentHeader.LENGTH;
    }

    /** Returns the offset of the first record that is not known to be durable, or the end. */
    long firstDoubtful(long knownDurable) {
        return Math.clamp(knownDurable - header.startPosition() + SegmentHeader.LENGTH, SegmentHeader.LENGTH, end);
    }

    /** Returns the last sequence of each generation with records in it that are not flushed. */
    Map<Long, Long> pins(FlushedSequences flushed) {
        Map<Long, Long> pins = new HashMap<>(lastSequences);
        pins.entrySet().removeIf(pin -> flushed.covers(pin.getKey(), pin.getValue()));
        return pins;
    }
}
