package org.allidb.storage.engine.internal.fairness;

import java.util.Arrays;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.engine.internal.observe.RecentLatency;
import org.allidb.storage.engine.internal.value.LatencyValue.Quantiles;

/**
 * Whether callers wait for the machine: for a core, or for the device that has the log. Used by one thread.
 *
 * <ul>
 *   <li>Cores are scarce where a thread that sleeps wakes up late: the median over a window counts, so that a collection or another
 *       process that runs for once does not.
 *   <li>The log is slow where half of its syncs take twice as long as fast ones, and more. Fast is what a tenth of a window's syncs
 *       take at most, in the best window: also a log that is slow from the beginning has fast ones. The best window is forgotten
 *       by 2 % and ten microseconds a window.
 *   <li>It is slow, too, where a tenth of a window passes in long syncs, or one has been under way for half of it: the few that
 *       callers wait for do not show in the median.
 * </ul>
 */
final class Pressure {

    private static final long LATE_NANOS = 500_000;
    private static final int FEW_SYNCS = 5;
    private static final double SLOW = 2;
    private static final long SLOWER_NANOS = 200_000;
    private static final long LONG_NANOS = 10_000_000;
    private static final double LONG_PART = 0.1;
    private static final double FORGETTING = 1.02;
    private static final long FORGETTING_NANOS = 10_000;

    private final OperationTimes times;
    private final RecentLatency syncs;
    private final long[] late;
    private int count;
    private boolean onlyCores;
    /** How late threads woke up in the last window; 0 if cores were not scarce in it. */
    private long lateness;
    /** What a tenth of the syncs of the best window took at most, in nanoseconds. */
    private double fast = Double.MAX_VALUE;

    /**
     * Begins a window.
     *
     * @param times has what syncs take
     * @param most how many times a thread wakes up in it
     */
    Pressure(OperationTimes times, int most) {
        this.times = times;
        this.syncs = times.logSyncing();
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
     * Ends the window, complete or not, and begins the next one.
     *
     * @param nanos how long it was
     * @return whether callers waited
     */
    boolean next(long nanos) {
        long median = isComplete() ? median() : 0;
        boolean scarce = median > LATE_NANOS;
        lateness = scarce ? median : 0;
        count = 0;
        boolean slow = isSlow(syncs.next(), nanos);
        onlyCores = scarce && !slow;
        return slow || scarce;
    }

    /** Returns whether callers waited for cores alone in the window that was ended last. */
    boolean isOfCoresAlone() {
        return onlyCores;
    }

    /** Returns how late threads woke up in the window that was ended last, in nanoseconds; 0 if cores were not scarce in it. */
    long latenessNanos() {
        return lateness;
    }

    /** Returns what a fast sync takes, in nanoseconds. Where there were too few to know, it is half of what counts as long. */
    double fastSyncNanos() {
        return fast == Double.MAX_VALUE ? LONG_NANOS / 2.0 : fast;
    }

    private long median() {
        Arrays.sort(late);
        return late[late.length / 2];
    }

    private boolean isSlow(Quantiles recent, long nanos) {
        boolean enough = recent.measured() >= FEW_SYNCS;
        if (enough) {
            fast = Math.min((double) syncs.fastestTenthNanos(), fast * FORGETTING + FORGETTING_NANOS);
        }
        double slow = SLOW * fast + SLOWER_NANOS;
        long longest = fast == Double.MAX_VALUE ? LONG_NANOS : Math.max(LONG_NANOS, (long) slow);
        return enough && recent.medianNanos() > slow
                || syncs.nanosOfLongerThan(longest) > LONG_PART * nanos
                || times.logSyncUnderWay() > Math.max(longest, nanos / 2);
    }
}
