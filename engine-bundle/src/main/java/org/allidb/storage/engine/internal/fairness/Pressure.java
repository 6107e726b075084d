package org.allidb.storage.engine.internal.fairness;

import java.util.Arrays;
import org.allidb.storage.api.statistics.Latency;

/**
 * Whether callers wait for the machine: for a core, or for the device that has the log. Used by one thread.
 *
 * <ul>
 *   <li>Cores are scarce where a thread that sleeps wakes up late: the median over a window counts, so that a collection or another
 *       process that runs for once does not.
 *   <li>The log is slow where the median of its syncs is twice that of quiet times, and more. Quiet is the least median, which is
 *       forgotten by 2 % and ten microseconds a window.
 * </ul>
 */
final class Pressure {

    private static final long LATE_NANOS = 500_000;
    private static final int FEW_SYNCS = 5;
    private static final double SLOW = 2;
    private static final long SLOWER_NANOS = 200_000;
    private static final double FORGETTING = 1.02;
    private static final long FORGETTING_NANOS = 10_000;

    private final long[] late;
    private int count;
    /** The median of syncs in quiet times, in nanoseconds. */
    private double quiet = Double.MAX_VALUE;

    /**
     * Begins a window.
     *
     * @param most how many times a thread wakes up in it at most
     */
    Pressure(int most) {
        this.late = new long[most];
    }

    /** A thread woke up so much later than it should. */
    void wokeUpLate(long nanos) {
        late[count++] = nanos;
    }

    /** Returns whether the window is over. */
    boolean isComplete() {
        return count == late.length;
    }

    /**
     * Ends the window, and begins the next one.
     *
     * @param syncs those that ended in it
     * @return whether callers waited
     */
    boolean next(Latency syncs) {
        boolean scarce = median() > LATE_NANOS;
        count = 0;
        return isSlow(syncs) || scarce;
    }

    private long median() {
        Arrays.sort(late, 0, count);
        return late[count / 2];
    }

    private boolean isSlow(Latency syncs) {
        if (syncs.measured() < FEW_SYNCS) {
            return false;
        }
        double median = syncs.medianNanos();
        boolean slow = quiet < Double.MAX_VALUE && median > SLOW * quiet + SLOWER_NANOS;
        quiet = Math.min(median, quiet * FORGETTING + FORGETTING_NANOS);
        return slow;
    }
}
