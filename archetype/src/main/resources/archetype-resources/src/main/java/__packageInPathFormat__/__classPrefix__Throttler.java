package ${package};

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.throttle.Throttler;

/**
 * Spaces requests evenly: each waits until those before it are paid for, in the order in which they came.
 *
 * <p>Merges, scrubs and backups ask from many threads as they go. To follow the load of the platform too, override
 * {@code observe}.
 */
final class ${classPrefix}Throttler implements Throttler {

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final StorageClock clock;
    /** Held by the thread that waits for its grant; the others queue for it. */
    private final ReentrantLock turn = new ReentrantLock(true);
    /** Guards the fields below, and is never held for long. */
    private final ReentrantLock state = new ReentrantLock();

    private final Condition limitsChanged = state.newCondition();
    private ThrottleLimits limits;
    /** When what was granted is paid for, in nanoseconds of the clock. */
    private long paid;

    ${classPrefix}Throttler(ThrottleLimits limits, StorageClock clock) {
        this.limits = limits;
        this.clock = clock;
        this.paid = clock.nanoTime();
    }

    @Override
    public void acquire(int bytes, int operations) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            state.lockInterruptibly();
            try {
                long wait = paid - clock.nanoTime();
                while (wait > 0) {
                    limitsChanged.awaitNanos(wait); // an interrupt ends it, and nothing was spent
                    wait = paid - clock.nanoTime();
                }
                // Granted at once, paid afterwards: a request may be greater than what a second allows.
                paid = clock.nanoTime() + price(bytes, operations);
            } finally {
                state.unlock();
            }
        } finally {
            turn.unlock();
        }
    }

    /** How long a request keeps the next one waiting, in nanoseconds. A limit of 0 is none. */
    private long price(int bytes, int operations) {
        double seconds = Math.max(
                limits.bytesPerSecond() == 0 ? 0 : (double) bytes / limits.bytesPerSecond(),
                limits.operationsPerSecond() == 0 ? 0 : (double) operations / limits.operationsPerSecond());
        return (long) (seconds * NANOS_PER_SECOND);
    }

    /** Counts for the thread that waits, too: what is still to be paid at the old limits is remitted. */
    @Override
    public void setLimits(ThrottleLimits newLimits) {
        state.lock();
        try {
            limits = newLimits;
            paid = clock.nanoTime();
            limitsChanged.signal();
        } finally {
            state.unlock();
        }
    }

    @Override
    public ThrottleLimits limits() {
        state.lock();
        try {
            return limits;
        } finally {
            state.unlock();
        }
    }
}
