package org.allidb.storage.engine.internal.tenant;

import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The sequences of the live snapshots. Thread-safe. */
final class SnapshotRegistry {

    private final TreeMap<Long, Integer> counts = new TreeMap<>();

    /** Takes a snapshot of what is visible now. */
    synchronized long open(LongSupplier visible) {
        long sequence = visible.getAsLong();
        counts.merge(sequence, 1, Integer::sum);
        return sequence;
    }

    synchronized void close(long sequence) {
        counts.computeIfPresent(sequence, (key, count) -> count == 1 ? null : count - 1);
    }

    /** The sequences that a merge beginning now must keep readable, ascending. */
    synchronized long[] sequences() {
        return counts.keySet().stream().mapToLong(Long::longValue).toArray();
    }

    synchronized int size() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
