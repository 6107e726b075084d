package org.allidb.storage.wal.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The last sequence of each stream that has unflushed records in a segment. The stream that was pinned last is kept
 * beside the map, because most records are of the same stream as the one before. Used under the append lock.
 */
final class StreamPins {

    private final Map<Long, Long> pins = new HashMap<>();
    private long latestStream;
    private long latestSequence;

    /** A record of a stream is in the segment; sequences of a stream grow. */
    void pin(long stream, long sequence) {
        if (stream != latestStream) {
            settle();
            latestStream = stream;
        }
        latestSequence = sequence;
    }

    /** A stream's records up to a sequence are not needed any more. */
    void unpin(long stream, long throughSequence) {
        settle();
        Long last = pins.get(stream);
        if (last != null && last <= throughSequence) {
            pins.remove(stream);
        }
    }

    boolean isEmpty() {
        settle();
        return pins.isEmpty();
    }

    Set<Long> streams() {
        settle();
        return pins.keySet();
    }

    private void settle() {
        if (latestStream != 0) {
            pins.put(latestStream, latestSequence);
            latestStream = 0;
        }
    }
}
