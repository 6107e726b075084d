package org.allidb.storage.engine.internal.fairness;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The shares of tenants in what is done. Where callers wait, those that take more than their share are slowed; where nobody
 * waits, they get faster again. Used by one thread.
 *
 * <ul>
 *   <li>The share of a tenant is its part among those that do something, or did lately, by weight. One that takes more is left alone until
 *       it takes nearly twice as much, of few tenants less.
 *   <li>Where all of them together take too little to be what callers wait for, it is another process, and nobody is slowed.
 *   <li>One that is slowed is slowed further as long as others wait, down to its share.
 *   <li>A limit falls to seven tenths of what the tenant takes, and not below its share.
 *   <li>The window after that is left alone: what was cut shows in the next one.
 *   <li>It grows by a twentieth in each quiet window, by a hundredth near to where it was last too much, and ends when the tenant
 *       has not used half of it for twenty windows. Additive increase would probe too fast here: what is tried hurts.
 * </ul>
 */
final class Shares {

    private static final double CUT = 0.7;
    private static final double GROWTH = 1.05;
    private static final double CAREFUL = 0.85;
    private static final double CAREFUL_GROWTH = 1.01;
    private static final double UNUSED = 2;
    private static final int UNUSED_WINDOWS = 20;
    /** For how many windows it is watched who takes what, after one in which callers waited. */
    private static final int WATCHED = 20;

    private static final double FORGETTING = 0.95;
    /** A tenant that takes less of a core is not slowed. */
    private static final double LITTLE = 0.05;

    private final Map<FairTenant, Slowed> slowed = new HashMap<>();
    /** Whether the last window has slowed one. */
    private boolean settles;
    /** The weights of the tenants that do something: those that wait for one call all the time are forgotten slowly. */
    private double lately;
    /** For how many more windows it is watched who takes what. */
    private int watched;
    /** What each had done at the end of the last window; empty if that was not asked. */
    private Map<FairTenant, Long> before = Map.of();

    /**
     * What a window has changed.
     *
     * @param slowed those that were not slowed before, and are now
     * @param released those that were slowed before
     */
    record Change(List<FairTenant> slowed, List<FairTenant> released) {

        static final Change NONE = new Change(List.of(), List.of());
    }

    /** A tenant and what it takes, in nanoseconds of work for each nanosecond. */
    private record Taker(FairTenant tenant, int weight, double rate) {}

    /**
     * One that is slowed.
     *
     * @param rate what it took when it was slowed last
     * @param unused in how many windows since then it took less than half of its limit, one after another
     */
    private record Slowed(double rate, int unused) {

        Slowed used(boolean half) {
            return new Slowed(rate, half ? 0 : unused + 1);
        }
    }

    /**
     * Ends a window.
     *
     * @param pressed whether callers waited in it
     * @param least what all must take together to be the reason, in nanoseconds of work for each nanosecond
     * @param open returns those that are open; asked only where it matters
     * @param nanos how long it was
     */
    Change next(boolean pressed, double least, Supplier<? extends Collection<? extends FairTenant>> open, long nanos) {
        watched = pressed ? WATCHED : Math.max(0, watched - 1);
        if (watched == 0 && slowed.isEmpty()) {
            before = Map.of();
            lately = 0;
            return Change.NONE;
        }
        Collection<? extends FairTenant> tenants = open.get();
        slowed.keySet().retainAll(new HashSet<>(tenants));
        Map<FairTenant, Long> now = new HashMap<>();
        List<Taker> takers = new ArrayList<>();
        for (FairTenant tenant : tenants) {
            long work = tenant.workNanos();
            now.put(tenant, work);
            long taken = work - before.getOrDefault(tenant, work);
            if (taken > 0) {
                takers.add(new Taker(tenant, tenant.weight(), (double) taken / nanos));
            }
        }
        before = now;
        lately = Math.max(weights(takers), FORGETTING * lately);
        if (settles) {
            settles = false;
            return Change.NONE;
        }
        double all = takers.stream().mapToDouble(Taker::rate).sum();
        return pressed && all >= least
                ? new Change(slow(takers, all), List.of())
                : new Change(List.of(), raise(takers));
    }

    /** Ends all limits. */
    void clear() {
        slowed.keySet().forEach(tenant -> tenant.pace().limit(0));
        slowed.clear();
        before = Map.of();
    }

    private static double weights(List<Taker> takers) {
        return takers.stream().mapToInt(Taker::weight).sum();
    }

    private List<FairTenant> slow(List<Taker> takers, double all) {
        List<FairTenant> newly = new ArrayList<>();
        for (Taker taker : takers) {
            double share = taker.weight / Math.max(taker.weight, lately);
            double left = slowed.containsKey(taker.tenant) ? all * share : all * share * (2 - share);
            if (taker.rate > LITTLE && taker.rate > left) {
                double limit = taker.tenant.pace().limit();
                // large calls come in bursts: a window may have one that was admitted long before
                double now = limit > 0 ? Math.min(limit, taker.rate) : taker.rate;
                taker.tenant.pace().limit(Math.max(all * share, CUT * now));
                settles = true;
                if (slowed.put(taker.tenant, new Slowed(now, 0)) == null) {
                    newly.add(taker.tenant);
                }
            }
        }
        return newly;
    }

    private List<FairTenant> raise(List<Taker> takers) {
        Map<FairTenant, Double> rates = new HashMap<>();
        takers.forEach(taker -> rates.put(taker.tenant, taker.rate));
        List<FairTenant> released = new ArrayList<>();
        for (Map.Entry<FairTenant, Slowed> each : Map.copyOf(slowed).entrySet()) {
            FairTenant tenant = each.getKey();
            double limit = tenant.pace().limit();
            Slowed now = each.getValue().used(limit <= UNUSED * rates.getOrDefault(tenant, 0.0));
            if (now.unused == UNUSED_WINDOWS) {
                tenant.pace().limit(0);
                slowed.remove(tenant);
                released.add(tenant);
            } else {
                slowed.put(tenant, now);
                tenant.pace().limit(limit * (limit < CAREFUL * now.rate ? GROWTH : CAREFUL_GROWTH));
            }
        }
        return released;
    }
}
