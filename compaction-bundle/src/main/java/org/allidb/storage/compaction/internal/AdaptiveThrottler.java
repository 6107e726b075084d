package org.allidb.storage.compaction.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.throttle.PlatformLoad;
import org.allidb.storage.spi.throttle.Throttler;

/**
 * A throttler that gives background work a share of its limits: less while operations are slow, more while they are fast, and all
 * of it while merges are behind. Each {@link PlatformLoad} moves the share.
 *
 * <ul>
 *   <li>Where the debt is half of what slows writers, the share doubles, whatever operations take: writers that are slowed for want
 *       of merges are slower than those beside them.
 *   <li>Otherwise, where operations are slow while background work runs, the share falls by a quarter, to a {@link #FLOOR}
 *       at least. Slow is a p99 of twice that of quiet times, and a millisecond more. Quiet is the least p99, which is forgotten
 *       by 2 % and ten microseconds a load, so that a workload that became slower by itself is known as such after some minutes.
 *   <li>Otherwise it grows by a {@link #STEP}.
 * </ul>
 *
 * <p>It begins with all of its limits, so that one that is told no load is a {@link TokenBucket}. Without limits nothing waits, and
 * nothing is adapted. Additive increase and multiplicative decrease is after Chiu and Jain (<em>Analysis of the increase and
 * decrease algorithms for congestion avoidance</em>, 1989). RocksDB's <a
 * href="https://rocksdb.org/blog/2017/12/18/17-auto-tuned-rate-limiter.html">auto-tuned rate limiter</a> follows the demand of
 * background work alone; that the latency of the foreground counts is after SILK (Balmau et al., USENIX ATC 2019).
 */
final class AdaptiveThrottler implements Throttler {

    /** The least share. */
    static final double FLOOR = 0.05;
    /** How much the share grows at once. */
    static final double STEP = 0.05;

    private static final double DECREASE = 0.75;
    private static final double PRESSING_DEBT = 0.5;
    private static final long FEW_OPERATIONS = 20;
    private static final double SLOW = 2;
    private static final long SLOWER_NANOS = 1_000_000;
    private static final double FORGETTING = 1.02;
    private static final long FORGETTING_NANOS = 10_000;

    private final TokenBucket bucket;
    private volatile ThrottleLimits limits;
    /** Whether background work ran since the last load. */
    private volatile boolean used;

    @GuardedBy("this")
    private double share = 1;

    /** The p99 of quiet times, in nanoseconds. */
    @GuardedBy("this")
    private double quiet = Double.MAX_VALUE;

    AdaptiveThrottler(ThrottleLimits limits, StorageClock clock) {
        this.limits = limits;
        this.bucket = new TokenBucket(limits, clock);
    }

    @Override
    public void acquire(int bytes, int operations) throws InterruptedException {
        used = true;
        bucket.acquire(bytes, operations);
    }

    @Override
    public synchronized void setLimits(ThrottleLimits newLimits) {
        limits = newLimits;
        bucket.setLimits(inForce());
    }

    @Override
    public ThrottleLimits limits() {
        return limits;
    }

    @Override
    public synchronized void observe(PlatformLoad load) {
        boolean slow = isSlow(load);
        if (load.debt() >= PRESSING_DEBT) {
            share = Math.min(1, 2 * share);
        } else if (!slow) {
            share = Math.min(1, share + STEP);
        } else if (used) {
            share = Math.max(FLOOR, share * DECREASE);
        }
        used = false;
        bucket.setLimits(inForce());
    }

    /** Returns the limits that hold now. */
    synchronized ThrottleLimits inForce() {
        return new ThrottleLimits(shareOf(limits.bytesPerSecond()), shareOf(limits.operationsPerSecond()));
    }

    @GuardedBy("this")
    private boolean isSlow(PlatformLoad load) {
        if (load.operations() < FEW_OPERATIONS) {
            return false;
        }
        double p99 = Math.max(0, load.p99Nanos());
        boolean slow = quiet < Double.MAX_VALUE && p99 > SLOW * quiet + SLOWER_NANOS;
        quiet = Math.min(p99, quiet * FORGETTING + FORGETTING_NANOS);
        return slow;
    }

    /** Returns 0, which is no limit, of 0 alone. */
    @GuardedBy("this")
    private long shareOf(long limit) {
        return limit == 0 ? 0 : Math.max(1, (long) (limit * share));
    }
}
