package org.allidb.storage.wal.internal;

import java.util.HashMap;
import java.util.Map;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/**
 * A segment that an earlier run wrote.
 *
 * @param header its header
 * @param name its file
 * @param fileBytes length of the file
 * @param end offset after the last record that counts
 * @param synced offset up to which its records say that it is durable
 * @param clean whether the log was closed in good order after that record
 * @param lastSequences the last sequence of each stream with records in it
 */
record OldSegment(
        SegmentHeader header,
        String name,
        long fileBytes,
        long end,
        long synced,
        boolean clean,
        Map<Long, Long> lastSequences) {

    /** Position after the last record that counts. */
    long endPosition() {
        return header.startPosition() + end - SegmentHeader.LENGTH;
    }

    /** The same, with the streams whose records are flushed or forgotten left out. */
    Map<Long, Long> pins(Map<Long, Long> flushed) {
        Map<Long, Long> pins = new HashMap<>(lastSequences);
        pins.entrySet().removeIf(pin -> flushed.getOrDefault(pin.getKey(), 0L) >= pin.getValue());
        return pins;
    }
}
