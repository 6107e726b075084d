package org.allidb.storage.engine.internal.fairness;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.allidb.storage.engine.internal.fairness.CallTimes.Sums;

/**
 * The tenants that keep to their share, and how much longer than alone their calls take. Their calls are measured while the machine is
 * under strain, and only then. A tenth of a millisecond is added to what a call takes alone, so that what takes microseconds does not
 * count for having taken twice as many. Used by one thread.
 */
final class Victims {

    /** Fewer calls say nothing. */
    private static final int FEW_CALLS = 3;
    /** Of older calls than so many, half are forgotten in each window. */
    private static final int MANY_CALLS = 10;

    private static final double ALONE_NANOS = 100_000;
    /** For how many windows one is watched that does nothing. */
    private static final int WATCHED = 20;

    private final Map<FairTenant, Victim> watched = new HashMap<>();

    /** One that is watched. */
    private static final class Victim {

        private final CallTimes times = new CallTimes();
        private Sums sums = Sums.NONE;
        /** What the sums say, with the call that is under way. */
        private Sums seen = Sums.NONE;
        /** What threads that wake up late add to the sums. */
        private double lateNanos;

        private double nanos;
        private int idle;

        void next(long windowNanos, long late, long now) {
            if (sums.count() >= MANY_CALLS) {
                sums = sums.half();
                nanos /= 2;
                lateNanos /= 2;
            }
            Sums measured = times.next();
            sums = sums.plus(measured);
            seen = sums.plus(times.underWay(now));
            lateNanos += late * measured.count();
            nanos += windowNanos;
        }

        void forget() {
            sums = Sums.NONE;
            seen = Sums.NONE;
            lateNanos = 0;
            nanos = 0;
        }

        /** Returns how many times as long as alone its calls take. */
        double slowdown(double syncNanos) {
            double late = lateNanos / Math.max(1, sums.count());
            double calls = seen.calls() == 0 ? 0 : (seen.callNanos() / seen.calls() + late) / ALONE_NANOS;
            double syncs = seen.syncs() == 0 ? 0 : (seen.syncNanos() / seen.syncs() + late) / (syncNanos + ALONE_NANOS);
            return Math.max(calls, syncs);
        }

        /** Returns how many of its callers wait at a time. */
        double waiting(double syncNanos) {
            double waited = seen.callNanos() + seen.syncNanos() + lateNanos - seen.syncs() * syncNanos;
            return nanos == 0 ? 0 : Math.max(0, waited) / nanos;
        }
    }

    /**
     * How they wait.
     *
     * @param isKnown whether there were calls enough to say
     * @param slowdown how many times as long as alone calls take, on the average of the tenants
     * @param waiting how many callers wait at a time
     * @param done what they do nevertheless, in nanoseconds of work for each nanosecond
     */
    record Wait(boolean isKnown, double slowdown, double waiting, double done) {}

    /** Watches those that do something and keep to their share, and those that did lately, but none of some others. */
    void watch(Set<FairTenant> active, Set<FairTenant> others) {
        for (FairTenant tenant : active) {
            watched.computeIfAbsent(tenant, Victims::begin).idle = 0;
        }
        Iterator<Map.Entry<FairTenant, Victim>> each = watched.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<FairTenant, Victim> next = each.next();
            Victim victim = next.getValue();
            if (others.contains(next.getKey()) || victim.idle++ == WATCHED) {
                next.getKey().watch(null);
                each.remove();
            }
        }
    }

    private static Victim begin(FairTenant tenant) {
        Victim victim = new Victim();
        tenant.watch(victim.times);
        return victim;
    }

    /** Ends a window. */
    void next(long nanos, Strain strain, long now) {
        watched.values().forEach(victim -> victim.next(nanos, strain.lateNanos(), now));
    }

    /** Forgets what was measured. */
    void forget() {
        watched.values().forEach(Victim::forget);
    }

    /** Watches none any more. */
    void clear() {
        watched.keySet().forEach(tenant -> tenant.watch(null));
        watched.clear();
    }

    /**
     * Returns how they wait, by what was measured.
     *
     * @param syncNanos what a sync takes alone
     * @param done what they did in the last window, in nanoseconds of work for each nanosecond
     */
    Wait waits(double syncNanos, double done) {
        double count = 0;
        double slowdowns = 0;
        double waiting = 0;
        int victims = 0;
        for (Victim victim : watched.values()) {
            double calls = victim.seen.count();
            if (calls > 0) {
                count += calls;
                victims++;
                slowdowns += victim.slowdown(syncNanos);
                waiting += victim.waiting(syncNanos);
            }
        }
        return new Wait(count >= FEW_CALLS, victims == 0 ? 0 : slowdowns / victims, waiting, done);
    }
}
