package org.allidb.storage.replication.internal;

import java.util.concurrent.TimeUnit;
import org.allidb.storage.spi.replication.CommittedEntry;

/**
 * Until when a leader may answer reads alone. An entry that it has committed was with a majority, and each of these waits for the shortest
 * election timeout from then on before it votes for another. So for half of that time, counted from the moment before the entry was
 * appended, nobody else can have acknowledged a write. The other half is for clocks that run at different speeds.
 *
 * <p>A reader takes its view first and looks at the lease afterwards: in the other order the process may stand still in between. Thread-safe.
 */
final class Lease {

    private static final long NONE = Long.MIN_VALUE;

    private final long nanos;
    /** Until when, by the monotonic clock; {@link #NONE} for not at all. */
    private volatile long until = NONE;
    /** Whether this node leads, and does not hand the lead over. */
    private volatile boolean leading;

    Lease(long electionTimeoutMillis) {
        this.nanos = TimeUnit.MILLISECONDS.toNanos(electionTimeoutMillis) / 2;
    }

    /** Renews it by an entry that was applied. */
    void applied(CommittedEntry entry) {
        if (entry.isOwn() && leading) {
            until = entry.preparedNanos() + nanos;
            if (!leading) {
                // it was dropped in between
                until = NONE;
            }
        }
    }

    /**
     * Tells that this node leads, or that it may not any more: because another was elected, or is to be. Then the lease ends, and no entry
     * renews it, those neither that are applied while the lead is handed over.
     */
    void leads(boolean leads) {
        leading = leads;
        if (!leads) {
            until = NONE;
        }
    }

    /** Returns whether it holds at a moment of the monotonic clock. */
    boolean holds(long nowNanos) {
        long end = until;
        return end != NONE && nowNanos - end < 0;
    }
}
