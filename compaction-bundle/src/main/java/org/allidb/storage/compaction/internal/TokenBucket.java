package org.allidb.storage.compaction.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.throttle.Throttler;

/**
 * A throttler of two token buckets, one of bytes and one of operations. Each holds at most the tokens of a tenth of a second. A
 * request may leave a bucket in debt, and the next one waits until the debt is paid, so that requests larger than a bucket
 * pass. Callers are served in the order of their arrival (the lock is fair).
 */
final class TokenBucket implements Throttler {

    private static final long BURST_NANOS = 100_000_000;
    private static final double NANOS = 1e9;

    private final StorageClock clock;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition limitsChanged = lock.newCondition();
    private volatile ThrottleLimits limits;

    @GuardedBy("lock")
    private double byteTokens;

    @GuardedBy("lock")
    private double operationTokens;

    @GuardedBy("lock")
    private long refilled;

    /** Whether the thread at the head of the line waits for tokens. */
    @GuardedBy("lock")
    private boolean headWaits;

    private final Condition headFree = lock.newCondition();

    TokenBucket(ThrottleLimits limits, StorageClock clock) {
        this.limits = limits;
        this.clock = clock;
        this.refilled = clock.nanoTime();
    }

    @Override
    public void acquire(int bytes, int operations) throws InterruptedException {
        if (bytes < 0 || bytes > MAX_REQUEST_BYTES || operations < 0) {
            throw new IllegalArgumentException("a request of " + bytes + " bytes and " + operations
                    + " operations is not allowed; ask for at most " + MAX_REQUEST_BYTES + " bytes at once");
        }
        if (limits.equals(ThrottleLimits.UNLIMITED)) {
            return;
        }
        lock.lockInterruptibly();
        try {
            while (headWaits) {
                headFree.await();
            }
            headWaits = true;
            try {
                long wait = nanosToWait();
                while (wait > 0) {
                    limitsChanged.awaitNanos(wait);
                    wait = nanosToWait();
                }
                byteTokens -= bytes;
                operationTokens -= operations;
            } finally {
                headWaits = false;
                headFree.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void setLimits(ThrottleLimits newLimits) {
        lock.lock();
        try {
            refill();
            limits = newLimits;
            limitsChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ThrottleLimits limits() {
        return limits;
    }

    @GuardedBy("lock")
    private long nanosToWait() {
        assert lock.isHeldByCurrentThread();
        refill();
        ThrottleLimits now = limits;
        return Math.max(wait(byteTokens, now.bytesPerSecond()), wait(operationTokens, now.operationsPerSecond()));
    }

    private static long wait(double tokens, long perSecond) {
        return perSecond == 0 || tokens >= 0 ? 0 : (long) Math.ceil(-tokens / perSecond * NANOS);
    }

    @GuardedBy("lock")
    private void refill() {
        assert lock.isHeldByCurrentThread();
        long now = clock.nanoTime();
        long passed = Math.max(0, now - refilled);
        refilled = now;
        byteTokens = refilled(byteTokens, limits.bytesPerSecond(), passed);
        operationTokens = refilled(operationTokens, limits.operationsPerSecond(), passed);
    }

    private static double refilled(double tokens, long perSecond, long passed) {
        if (perSecond == 0) {
            return 0;
        }
        return Math.min(tokens + passed / NANOS * perSecond, BURST_NANOS / NANOS * perSecond);
    }
}
