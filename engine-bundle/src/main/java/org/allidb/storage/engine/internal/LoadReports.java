package org.allidb.storage.engine.internal;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.observe.RecentLatency;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.engine.internal.value.LatencyValue.Quantiles;
import org.allidb.storage.spi.throttle.PlatformLoad;
import org.allidb.storage.spi.throttle.Throttler;
import org.jspecify.annotations.Nullable;

/**
 * Tells the throttler in use what the platform does, once a second. The throttler may be a plug-in: it is called on a thread for
 * plug-ins, not again before it has returned, and never again once it has thrown.
 */
final class LoadReports {

    private static final long INTERVAL_MILLIS = 1_000;

    private final PlatformServices services;
    private final Supplier<? extends Collection<TenantLsm>> tenants;
    private final RecentLatency latency;

    /** The throttler that is being told, or that has thrown. */
    private volatile @Nullable Throttler silent;

    /**
     * Creates reports of a platform; {@link #start} follows.
     *
     * @param tenants returns those that are open
     */
    LoadReports(PlatformServices services, Supplier<? extends Collection<TenantLsm>> tenants) {
        this.services = services;
        this.tenants = tenants;
        this.latency = services.observed().times().foreground();
    }

    /** Starts. The end of the platform's threads ends it. */
    void start() {
        var _ = services.threads()
                .background()
                .scheduleWithFixedDelay(this::report, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void report() {
        Throttler throttler = services.parts().throttler();
        if (throttler == silent) {
            return;
        }
        Quantiles recent = latency.next();
        double debt = tenants.get().stream()
                .mapToDouble(tenant -> tenant.compactions().debtShare())
                .max()
                .orElse(0);
        silent = throttler;
        try {
            services.threads()
                    .plugins()
                    .execute(() -> tell(throttler, PlatformLoad.of(recent.measured(), recent.p99Nanos(), debt)));
        } catch (RejectedExecutionException e) {
            // the platform is being closed
        }
    }

    private void tell(Throttler throttler, PlatformLoad load) {
        try {
            throttler.observe(load);
        } catch (RuntimeException | Error e) {
            services.events()
                    .report(
                            StorageEvent.Type.FAILURE,
                            Optional.empty(),
                            "the " + services.parts().describe(ComponentKind.THROTTLER)
                                    + " failed when it was told the load: " + e
                                    + "; it is told no more until it is replaced",
                            Map.of());
            return;
        }
        if (silent == throttler) {
            silent = null;
        }
    }
}
