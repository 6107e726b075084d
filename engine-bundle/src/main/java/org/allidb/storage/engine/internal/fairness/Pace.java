package org.allidb.storage.engine.internal.fairness;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.allidb.storage.spi.runtime.StorageClock;

/**
 * How fast a tenant may go. As a rule there is no limit, and a call pays one volatile read. While there is one, calls wait until
 * what was admitted before is done at that rate, by the generic cell rate algorithm (ITU-T I.371). No call is refused, and none
 * waits longer than a tenth of a second, or twenty times its work if that is more. Thread-safe; limits are set by one thread.
 */
public final class Pace {

    /** How far a tenant that rested may be ahead. */
    private static final long BURST_NANOS = 1_000_000;
    /** A thread that is parked for less comes back too late. */
    private static final long LEAST_WAIT_NANOS = 200_000;

    private static final long LONGEST_WAIT_NANOS = 100_000_000;
    /** The same for large calls, as a multiple of their work. */
    private static final long LONGEST_WAIT_TIMES = 20;

    private static final AtomicLongFieldUpdater<Pace> DONE_AT = AtomicLongFieldUpdater.newUpdater(Pace.class, "doneAt");
    private static final AtomicLongFieldUpdater<Pace> WAITED = AtomicLongFieldUpdater.newUpdater(Pace.class, "waited");

    private final StorageClock clock;
    /** When all work that was admitted is done, at the rate in force. */
    private volatile long doneAt;

    private volatile long waited;
    /** Nanoseconds of work for each nanosecond; 0 for no limit. */
    private volatile double limit;

    /** Creates one without a limit. */
    public Pace(StorageClock clock) {
        this.clock = clock;
        this.doneAt = clock.nanoTime();
    }

    /**
     * Waits as long as the limit says, if there is one. An interrupt ends the wait and is kept.
     *
     * @param work what the call takes, in nanoseconds; see {@link Work}
     */
    public void admit(long work) {
        double now = limit;
        if (now > 0) {
            long wait = take((long) (work / now), Math.max(LONGEST_WAIT_NANOS, LONGEST_WAIT_TIMES * work));
            if (wait >= LEAST_WAIT_NANOS) {
                WAITED.addAndGet(this, wait);
                LockSupport.parkNanos(wait);
            }
        }
    }

    /** Returns how long calls have waited, in nanoseconds. */
    public long waitedNanos() {
        return waited;
    }

    /** Returns the limit, in nanoseconds of work for each nanosecond; 0 for none. */
    double limit() {
        return limit;
    }

    /** Sets the limit; 0 for none. */
    void limit(double workForEachNanosecond) {
        limit = workForEachNanosecond;
    }

    /** Takes time, and returns how long to wait before it is the caller's. */
    private long take(long nanos, long longest) {
        while (true) {
            long now = clock.nanoTime();
            long before = doneAt;
            long start = before - now < -BURST_NANOS ? now - BURST_NANOS : before;
            long ahead = Math.min(start - now + nanos, longest);
            if (DONE_AT.compareAndSet(this, before, now + ahead)) {
                return Math.max(0, ahead);
            }
        }
    }
}
