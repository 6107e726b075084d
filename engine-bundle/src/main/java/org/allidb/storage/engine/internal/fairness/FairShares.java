package org.allidb.storage.engine.internal.fairness;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.observe.Observation;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.engine.internal.observe.RecentLatency;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageClock;

/**
 * Has tenants that take more than their share slowed while others wait. A thread wakes up a hundred times a second while the platform
 * is used, and twice a second while it is not; what tenants do is added up only where callers wait. Thread-safe.
 */
public final class FairShares {

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int TICKS = 10;
    /** Tenants that take less of the cores together are not why threads wake up late. */
    private static final double PART_OF_CORES = 0.25;

    private final BooleanSupplier enabled;
    private final Supplier<? extends Collection<? extends FairTenant>> tenants;
    private final EventSink events;
    private final StorageClock clock;
    private final ScheduledExecutorService timer;
    private final OperationTimes times;
    private final RecentLatency operations;
    private final Pressure pressure;
    private final Shares shares = new Shares();
    private final int cores;
    private long windowStart;

    /**
     * Creates shares of a platform; {@link #start} follows.
     *
     * @param enabled whether tenants are slowed; asked each time
     * @param tenants returns those that are open
     * @param observed what operations take; its events tell who is slowed
     * @param timer a thread of its own; its end ends this
     * @param cores those of the machine
     */
    public FairShares(
            BooleanSupplier enabled,
            Supplier<? extends Collection<? extends FairTenant>> tenants,
            Observation observed,
            StorageClock clock,
            ScheduledExecutorService timer,
            int cores) {
        this.enabled = enabled;
        this.tenants = tenants;
        this.times = observed.times();
        this.pressure = new Pressure(times, TICKS);
        this.operations = observed.times().foreground();
        this.events = observed.events();
        this.clock = clock;
        this.timer = timer;
        this.cores = cores;
    }

    /** Starts. */
    public void start() {
        windowStart = clock.nanoTime();
        wakeUpIn(IDLE_NANOS, false);
    }

    private void wakeUpIn(long nanos, boolean counts) {
        long due = clock.nanoTime() + nanos;
        try {
            var _ = timer.schedule(() -> wakeUp(due, counts), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // the platform is being closed
        }
    }

    private void wakeUp(long due, boolean counts) {
        boolean used = true;
        try {
            long now = clock.nanoTime();
            if (counts) {
                pressure.wokeUpLate(now - due);
            }
            if (!counts || pressure.isComplete()) {
                used = operations.next().measured() > 0 || times.logSyncUnderWay() > 0;
                endWindow(now);
            }
        } finally {
            wakeUpIn(used ? TICK_NANOS : IDLE_NANOS, used);
        }
    }

    private void endWindow(long now) {
        long nanos = now - windowStart;
        boolean pressed = pressure.next(nanos);
        windowStart = now;
        if (nanos <= 0 || !enabled.getAsBoolean()) {
            shares.clear();
            return;
        }
        double least = pressure.isOfCoresAlone() ? PART_OF_CORES * cores : 0;
        Strain strain = new Strain(pressed, least, pressure.latenessNanos(), pressure.fastSyncNanos());
        Shares.Change change = shares.next(strain, this::usersTenants, nanos, clock.nanoTime());
        report(change.slowed(), "is slowed because it takes more than its share while others wait");
        report(change.released(), "is slowed no more");
        report(change.inVain(), "is slowed no more: others wait as long as before, so that it is not the reason");
    }

    /** Returns those of users. No caller waits for the platform's own, which does a little all the time: it has no share. */
    private List<? extends FairTenant> usersTenants() {
        return tenants.get().stream()
                .filter(tenant -> !tenant.id().equals(TenantId.SYSTEM))
                .toList();
    }

    private void report(List<FairTenant> changed, String what) {
        for (FairTenant tenant : changed) {
            events.report(
                    StorageEvent.Type.STALL,
                    Optional.of(tenant.id()),
                    "tenant '" + tenant.id() + "' " + what,
                    Map.of());
        }
    }
}
