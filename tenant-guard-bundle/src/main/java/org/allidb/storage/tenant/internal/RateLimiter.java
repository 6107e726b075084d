package org.allidb.storage.tenant.internal;

import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.spi.runtime.StorageClock;

/**
 * A limiter of a rate, without a lock: the generic cell rate algorithm of ITU-T I.371. One number says when all admitted units
 * would be done at that rate. The units of one second may be taken at once. Thread-safe.
 */
final class RateLimiter {

    private static final long BURST_NANOS = 1_000_000_000L;

    private final StorageClock clock;
    private final AtomicLong doneAt;

    RateLimiter(StorageClock clock) {
        this.clock = clock;
        this.doneAt = new AtomicLong(clock.nanoTime());
    }

    /**
     * Takes units, unless the caller would have to wait too long for them.
     *
     * @return nanoseconds to wait, 0 if none; negative if the wait would be longer than allowed, and nothing was taken
     */
    long take(long units, long perSecond, long maxWaitNanos) {
        long cost = (long) (units * 1e9 / perSecond);
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
