package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.allidb.storage.api.StorageException;

/** The open snapshots of a tenant. Thread-safe. */
final class SnapshotRegistry {

    /** Unmodifiable until there was one: most tenants have none. */
    @GuardedBy("this")
    private Set<OpenSnapshot> open = Set.of();

    /**
     * Opens a snapshot of what is visible now. The sequence is read under the monitor, so that no merge asks for the
     * snapshots between the two.
     *
     * @param closed called once, when it is closed
     */
    synchronized OpenSnapshot open(VisibleSequence visible, Runnable closed) {
        OpenSnapshot snapshot = new OpenSnapshot(visible.get(), ended -> {
            close(ended);
            closed.run();
        });
        if (open.isEmpty()) {
            open = new HashSet<>();
        }
        open.add(snapshot);
        return snapshot;
    }

    private synchronized void close(OpenSnapshot snapshot) {
        if (open.contains(snapshot)) {
            open.remove(snapshot);
        }
    }

    /**
     * Ends the snapshots that are open for too long. Their age counts from the first call that sees them. Called by one thread at
     * a time.
     *
     * @param nowNanos the time, not 0
     * @param maxNanos how old they may be
     * @param why makes the error that their users get
     * @return how many were ended
     */
    int endOlder(long nowNanos, long maxNanos, Supplier<StorageException> why) {
        int ended = 0;
        for (OpenSnapshot snapshot : all()) {
            if (snapshot.seenNanos == 0) {
                snapshot.seenNanos = nowNanos;
            } else if (nowNanos - snapshot.seenNanos > maxNanos && snapshot.end(why)) {
                ended++;
            }
        }
        return ended;
    }

    private synchronized List<OpenSnapshot> all() {
        return List.copyOf(open);
    }

    /** Returns the sequences that a merge which begins now must keep readable, ascending. */
    synchronized long[] sequences() {
        return open.stream()
                .mapToLong(OpenSnapshot::sequence)
                .distinct()
                .sorted()
                .toArray();
    }

    /** Returns the number of open snapshots. */
    synchronized int size() {
        return open.size();
    }
}
