package org.allidb.storage.tenant.internal;

import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.spi.runtime.StorageClock;

/**
 * A limiter of a rate, without a lock: the generic cell rate algorithm of ITU-T I.371. One number says when all admitted units
 * would be done at that rate. The units of one second may be taken at once. Thread-safe.
 */
final class RateLimiter {

    private static final long BURST_NANOS = 1_000_000_000L;
    /** A day: more is not waited for, whatever was used. */
    private static final long MOST_OWED_NANOS = 86_400_000_000_000L;

    private final StorageClock clock;
    private final AtomicLong doneAt;

    RateLimiter(StorageClock clock) {
        this.clock = clock;
        this.doneAt = new AtomicLong(clock.nanoTime());
    }

    /** Takes units that were used already. The next ones wait for them. */
    void charge(long units, long perSecond) {
        long cost = Math.min(cost(units, perSecond), MOST_OWED_NANOS);
        while (true) {
            long now = clock.nanoTime();
            long before = doneAt.get();
            long owed = Math.max(0, before - now) + cost;
            if (doneAt.compareAndSet(before, now + Math.min(owed, MOST_OWED_NANOS))) {
                return;
            }
        }
    }

    /** Returns the units that were taken and are not done at the rate. Up to the rate, nobody waits for them. */
    long owed(long perSecond) {
        return (long) (Math.max(0, doneAt.get() - clock.nanoTime()) * (double) perSecond / 1e9);
    }

    private static long cost(long units, long perSecond) {
        return (long) (units * 1e9 / perSecond);
    }

    /**
     * Takes units, unless the caller would have to wait too long for them.
     *
     * @return nanoseconds to wait, 0 if none; negative if the wait would be longer than allowed, and nothing was taken
     */
    long take(long units, long perSecond, long maxWaitNanos) {
        long cost = cost(units, perSecond);
        while (true) {
            long now = clock.nanoTime();
            long before = doneAt.get();
            long start = before - now < 0 ? now : before;
            long wait = start + cost - now - BURST_NANOS;
            // a request larger than the burst passes once nothing is owed
            long owed = start - now;
            long effective = cost > BURST_NANOS ? owed : wait;
            if (effective > maxWaitNanos) {
                return -effective;
            }
            if (doneAt.compareAndSet(before, start + cost)) {
                return Math.max(0, effective);
            }
        }
    }
}
