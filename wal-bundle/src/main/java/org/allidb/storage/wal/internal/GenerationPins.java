package org.allidb.storage.wal.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The last sequence of each tenant generation that has unflushed records in a segment. The generation that was pinned last
 * is kept beside the map, because most records are of the same generation as the one before. Used under the append lock.
 */
final class GenerationPins {

    private final Map<Long, Long> pins = new HashMap<>();
    private long latestGeneration;
    private long latestSequence;

    /** Notes a record in the segment; the sequences of a generation grow. */
    void pin(long generation, long sequence) {
        if (generation != latestGeneration) {
            settle();
            latestGeneration = generation;
        }
        latestSequence = sequence;
    }

    /** Removes the pin of a generation whose records up to a sequence are flushed, unless it has later ones. */
    void unpin(long generation, long throughSequence) {
        settle();
        Long last = pins.get(generation);
        if (last != null && last <= throughSequence) {
            pins.remove(generation);
        }
    }

    /** Returns whether no generation needs the segment. */
    boolean isEmpty() {
        settle();
        return pins.isEmpty();
    }

    /** Returns the generations that need the segment. */
    Set<Long> generations() {
        settle();
        return pins.keySet();
    }

    private void settle() {
        if (latestGeneration != 0) {
            pins.put(latestGeneration, latestSequence);
            latestGeneration = 0;
        }
    }
}
