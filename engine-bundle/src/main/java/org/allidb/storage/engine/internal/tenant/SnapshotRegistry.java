package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.TreeMap;

/** The sequences of a tenant's open snapshots. Thread-safe. */
final class SnapshotRegistry {

    @GuardedBy("this")
    private final TreeMap<Long, Integer> counts = new TreeMap<>();

    /**
     * Opens a snapshot of what is visible now. The sequence is read under the monitor, so that no merge asks for the
     * snapshots between the two.
     */
    synchronized long open(VisibleSequence visible) {
        long sequence = visible.get();
        counts.merge(sequence, 1, Integer::sum);
        return sequence;
    }

    /** Closes a snapshot. */
    synchronized void close(long sequence) {
        counts.computeIfPresent(sequence, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Returns the sequences that a merge which begins now must keep readable, ascending. */
    synchronized long[] sequences() {
        return counts.keySet().stream().mapToLong(Long::longValue).toArray();
    }

    /** Returns the number of open snapshots. */
    synchronized int size() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
