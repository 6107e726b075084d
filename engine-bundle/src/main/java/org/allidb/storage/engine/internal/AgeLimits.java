package org.allidb.storage.engine.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.engine.internal.tenant.TenantLsm;

/** Ends cursors and snapshots that are older than the quotas of their tenants allow: looks at all open tenants once a second. */
final class AgeLimits {

    private static final Logger LOG = System.getLogger(AgeLimits.class.getName());
    private static final long INTERVAL_MILLIS = 1_000;

    private final PlatformServices services;
    private final Supplier<? extends Collection<TenantLsm>> tenants;

    /**
     * Creates limits of a platform; {@link #start} follows.
     *
     * @param tenants returns those that are open
     */
    AgeLimits(PlatformServices services, Supplier<? extends Collection<TenantLsm>> tenants) {
        this.services = services;
        this.tenants = tenants;
    }

    /** Starts. The end of the platform's threads ends it. */
    void start() {
        var _ = services.threads()
                .background()
                .scheduleWithFixedDelay(this::enforce, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void enforce() {
        long now = services.runtime().clock().nanoTime();
        for (TenantLsm tenant : tenants.get()) {
            try {
                tenant.endOld(now);
            } catch (StorageException e) {
                LOG.log(Level.DEBUG, "closed meanwhile", e);
            }
        }
    }
}
