package org.allidb.storage.engine.internal.fairness;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long the calls of a tenant take while it is watched. Reads are only counted: they queue for nothing but a core. Of several writes
 * that are under way at a time, one is known. Thread-safe; {@link #next} is called by one thread.
 */
public final class CallTimes {

    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong callNanos = new AtomicLong();
    private final AtomicLong syncs = new AtomicLong();
    private final AtomicLong syncNanos = new AtomicLong();
    /** When a write that is under way began; 0 if none is known. */
    private final AtomicLong underWay = new AtomicLong();

    /**
     * What was measured.
     *
     * @param calls reads, and writes that wait for no sync
     * @param callNanos what these writes took
     * @param syncs writes that wait for a sync
     * @param syncNanos what they took
     */
    record Sums(double calls, double callNanos, double syncs, double syncNanos) {

        static final Sums NONE = new Sums(0, 0, 0, 0);

        Sums plus(Sums other) {
            return new Sums(
                    calls + other.calls, callNanos + other.callNanos, syncs + other.syncs, syncNanos + other.syncNanos);
        }

        Sums half() {
            return new Sums(calls / 2, callNanos / 2, syncs / 2, syncNanos / 2);
        }

        double count() {
            return calls + syncs;
        }
    }

    /** Counts a read. */
    public void reads() {
        calls.incrementAndGet();
    }

    /**
     * Notes that a write begins; {@link #ended} follows.
     *
     * @param start now, in nanoseconds; see {@link org.allidb.storage.spi.runtime.StorageClock#nanoTime()}
     */
    public void begins(long start) {
        underWay.compareAndSet(0, start);
    }

    /**
     * Records a write that has ended.
     *
     * @param start when it began
     * @param nanos what it took, without {@link Work} that it takes alone
     * @param synced whether it waited for a sync
     */
    public void ended(long start, long nanos, boolean synced) {
        underWay.compareAndSet(start, 0);
        (synced ? syncs : calls).incrementAndGet();
        (synced ? syncNanos : callNanos).addAndGet(Math.max(0, nanos));
    }

    /** Returns what was measured since the last call. */
    Sums next() {
        return new Sums(calls.getAndSet(0), callNanos.getAndSet(0), syncs.getAndSet(0), syncNanos.getAndSet(0));
    }

    /** Returns the write that has not ended, as if it had ended now and waited for a sync. */
    Sums underWay(long now) {
        long start = underWay.get();
        return start == 0 ? Sums.NONE : new Sums(0, 0, 1, Math.max(0, now - start));
    }
}
