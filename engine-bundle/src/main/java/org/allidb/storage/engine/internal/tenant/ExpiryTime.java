package org.allidb.storage.engine.internal.tenant;

import org.allidb.storage.spi.runtime.StorageClock;

/**
 * The time by which merges drop rows that have expired. It is the wall clock's; for a replica of a cluster not later than that of the last
 * write that was applied. Otherwise a machine whose clock is ahead would have dropped a row that a write, decided at an earlier time, finds
 * on the others. Thread-safe.
 */
public final class ExpiryTime {

    private final StorageClock clock;
    private volatile long latest = Long.MAX_VALUE;

    /** Follows a clock alone. */
    public ExpiryTime(StorageClock clock) {
        this.clock = clock;
    }

    /** Says that no row has expired which does so after a wall time in milliseconds. */
    void notAfter(long wallMillis) {
        latest = wallMillis;
    }

    /** Returns the wall time in milliseconds at or before which a row has expired. */
    long nowMillis() {
        return Math.min(clock.wallMillis(), latest);
    }
}
