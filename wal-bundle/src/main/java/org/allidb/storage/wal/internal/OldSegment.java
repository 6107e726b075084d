package org.allidb.storage.wal.internal;

import java.util.HashMap;
import java.util.Map;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/**
 * A segment that an earlier run wrote.
 *
 * @param header its header
 * @param end offset after the last record that counts
 * @param synced offset up to which its records say that it is durable
 * @param lastSequences the last sequence of each tenant generation with records in it
 */
record OldSegment(SegmentHeader header, long end, long synced, Map<Long, Long> lastSequences) {

    /** Returns the name of its file. */
    String name() {
        return SegmentFiles.name(header.number());
    }

    /** Returns the position after the last record that counts. */
    long endPosition() {
        return header.startPosition() + end - SegmentHeader.LENGTH;
    }

    /** Returns the last sequence of each generation with records in it that are not flushed. */
    Map<Long, Long> pins(FlushedSequences flushed) {
        Map<Long, Long> pins = new HashMap<>(lastSequences);
        pins.entrySet().removeIf(pin -> flushed.covers(pin.getKey(), pin.getValue()));
        return pins;
    }
}
