package org.allidb.storage.engine.internal.fairness;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The shares of tenants in what is done. Where those that keep to their share wait for the machine, those that take more are slowed;
 * where they do not, these get faster again. Used by one thread.
 *
 * <ul>
 *   <li>The share of a tenant is its part among those that do something, or did lately, by weight. One that takes more is left alone until
 *       it takes nearly twice as much, of few tenants less.
 *   <li>Where all of them together take too little to be what callers wait for, it is another process, and nobody is slowed.
 *   <li>Who waits is measured at the calls of those that keep to their share ({@link Victims}): a machine under strain alone slows nobody.
 *   <li>What does not shorten their waits is ended ({@link Trial}), and limits are then as they were before.
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
    private final Victims victims = new Victims();
    private Trial trial = new Trial();
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
     * @param inVain those that were slowed before, and are not any more because it did not help others
     */
    record Change(List<FairTenant> slowed, List<FairTenant> released, List<FairTenant> inVain) {

        static final Change NONE = new Change(List.of(), List.of(), List.of());
    }

    /** A tenant and what it takes, in nanoseconds of work for each nanosecond. */
    private record Taker(FairTenant tenant, int weight, double rate) {}

    /**
     * One that is slowed.
     *
     * @param rate what it took when it was slowed last
     * @param unused in how many windows since then it took less than half of its limit, one after another
     * @param untried its limit before it is known whether cuts help; 0 for none
     */
    private record Slowed(double rate, int unused, double untried) {

        Slowed used(boolean half) {
            return new Slowed(rate, half ? 0 : unused + 1, untried);
        }
    }

    /**
     * Ends a window.
     *
     * @param strain what it has shown of the machine
     * @param open returns those that are open; asked only where it matters
     * @param nanos how long it was
     * @param time the time now, in nanoseconds
     */
    Change next(Strain strain, Supplier<? extends Collection<? extends FairTenant>> open, long nanos, long time) {
        watched = strain.pressed() ? WATCHED : Math.max(0, watched - 1);
        trial.next();
        if (watched == 0 && slowed.isEmpty()) {
            before = Map.of();
            lately = 0;
            victims.clear();
            return Change.NONE;
        }
        List<Taker> takers = takers(open.get(), nanos);
        double all = takers.stream().mapToDouble(Taker::rate).sum();
        List<Taker> greedy =
                takers.stream().filter(taker -> takesTooMuch(taker, all)).toList();
        double done = watchOthers(takers, greedy);
        victims.next(nanos, strain, time);
        if (settles) {
            settles = false;
            victims.forget();
            return Change.NONE;
        }
        Victims.Wait wait = victims.waits(strain.syncNanos(), done);
        if (trial.isInVain(wait)) {
            return new Change(List.of(), List.of(), undo());
        }
        boolean strained = strain.pressed() && all >= strain.least();
        if (strained && trial.rests()) {
            grow(CAREFUL_GROWTH);
            return Change.NONE;
        }
        if (strained && Trial.waits(wait)) {
            return new Change(slow(greedy, all, wait), List.of(), List.of());
        }
        return strained && !wait.isKnown() ? Change.NONE : new Change(List.of(), raise(takers), List.of());
    }

    private List<Taker> takers(Collection<? extends FairTenant> tenants, long nanos) {
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
        return takers;
    }

    /** Measures the calls of those that keep to their share, if others do not, and returns what they have done. */
    private double watchOthers(List<Taker> takers, List<Taker> greedy) {
        Set<FairTenant> others = new HashSet<>(slowed.keySet());
        greedy.forEach(taker -> others.add(taker.tenant));
        Set<FairTenant> modest = new HashSet<>();
        double done = 0;
        for (Taker taker : takers) {
            if (!others.isEmpty() && !others.contains(taker.tenant)) {
                modest.add(taker.tenant);
                done += taker.rate;
            }
        }
        victims.watch(modest, others);
        return done;
    }

    /** Ends all limits. */
    void clear() {
        slowed.keySet().forEach(tenant -> tenant.pace().limit(0));
        slowed.clear();
        victims.clear();
        trial = new Trial();
        before = Map.of();
    }

    private static double weights(List<Taker> takers) {
        return takers.stream().mapToInt(Taker::weight).sum();
    }

    private double share(Taker taker) {
        return taker.weight / Math.max(taker.weight, lately);
    }

    private boolean takesTooMuch(Taker taker, double all) {
        double share = share(taker);
        double left = slowed.containsKey(taker.tenant) ? all * share : all * share * (2 - share);
        return taker.rate > LITTLE && taker.rate > left;
    }

    private List<FairTenant> slow(List<Taker> greedy, double all, Victims.Wait wait) {
        List<FairTenant> newly = new ArrayList<>();
        for (Taker taker : greedy) {
            double limit = taker.tenant.pace().limit();
            // large calls come in bursts: a window may have one that was admitted long before
            double now = limit > 0 ? Math.min(limit, taker.rate) : taker.rate;
            taker.tenant.pace().limit(Math.max(all * share(taker), CUT * now));
            settles = true;
            Slowed known = slowed.get(taker.tenant);
            double untried = trial.begins() || known == null ? limit : known.untried;
            slowed.put(taker.tenant, new Slowed(now, 0, untried));
            if (known == null) {
                newly.add(taker.tenant);
            }
        }
        if (settles) {
            trial.cut(wait);
        }
        return newly;
    }

    /** Gives those that are slowed the limits that they had before the trial. */
    private List<FairTenant> undo() {
        List<FairTenant> released = new ArrayList<>();
        for (Map.Entry<FairTenant, Slowed> each : Map.copyOf(slowed).entrySet()) {
            Pace pace = each.getKey().pace();
            double untried = each.getValue().untried;
            pace.limit(untried == 0 ? 0 : Math.max(untried, pace.limit()));
            if (untried == 0) {
                slowed.remove(each.getKey());
                released.add(each.getKey());
            }
        }
        return released;
    }

    private void grow(double growth) {
        slowed.keySet()
                .forEach(tenant -> tenant.pace().limit(growth * tenant.pace().limit()));
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
