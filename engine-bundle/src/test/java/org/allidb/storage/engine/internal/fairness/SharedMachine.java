package org.allidb.storage.engine.internal.fairness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.testkit.ManualClock;
import org.jspecify.annotations.Nullable;

/** A machine that tenants share, in windows of a tenth of a second. */
abstract class SharedMachine {

    static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(100);

    final ManualClock clock = new ManualClock();
    final Shares shares = new Shares();
    final List<Tenant> tenants = new ArrayList<>();

    /** What a call of a watched tenant takes, by what all tenants take. */
    DoubleUnaryOperator callMillis = taken -> 10 * taken * taken;

    /** How many cores all tenants get together. */
    double cores = Double.MAX_VALUE;

    /** How many calls each watched tenant has in a window. */
    int calls = 5;

    /** A tenant that takes what it wants, or what it may. */
    static final class Tenant implements FairTenant {

        final TenantId id;
        final Pace pace;
        final double wanted;
        int weight = 1;
        double work;

        @Nullable
        CallTimes watched;

        Tenant(String id, double wanted, ManualClock clock) {
            this.id = TenantId.of(id);
            this.pace = new Pace(clock);
            this.wanted = wanted;
        }

        double taken() {
            return pace.limit() == 0 ? wanted : Math.min(wanted, pace.limit());
        }

        @Override
        public TenantId id() {
            return id;
        }

        @Override
        public int weight() {
            return weight;
        }

        @Override
        public Pace pace() {
            return pace;
        }

        @Override
        public long workNanos() {
            return (long) work;
        }

        @Override
        public void watch(@Nullable CallTimes times) {
            watched = times;
        }
    }

    Tenant tenant(String id, double cores) {
        Tenant tenant = new Tenant(id, cores, clock);
        tenants.add(tenant);
        return tenant;
    }

    Shares.Change window(boolean pressed) {
        double all = tenants.stream().mapToDouble(Tenant::taken).sum();
        for (Tenant tenant : tenants) {
            tenant.work += tenant.taken() * Math.min(1, cores / all) * WINDOW;
        }
        return windowOfCalls(pressed, callMillis.applyAsDouble(all));
    }

    /** Two windows in which the machine is under strain: one knows nothing to compare with, and in one nobody is watched yet. */
    void watch() {
        window(true);
        window(true);
    }

    /** A window in which watched tenants have calls of such a length. */
    Shares.Change windowOfCalls(boolean pressed, double millis) {
        for (Tenant tenant : tenants) {
            for (int i = 0; i < calls && tenant.watched != null; i++) {
                tenant.watched.ended(0, (long) (millis * 1_000_000), false);
            }
        }
        return shares.next(new Strain(pressed, 0, 0, 300_000), () -> tenants, WINDOW, clock.nanoTime());
    }

    /** A window in which nothing is done. */
    Shares.Change idleWindow(boolean pressed) {
        return windowOfCalls(pressed, 10);
    }
}
