package org.allidb.storage.tenant.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.tenant.QuotaUse;

/**
 * The soft limit of a quota of things that come and go, cursors for example. An event says that the quota is nearly used up, and
 * another one that it is not any more; both at most once a minute. The
 * policy decides. Thread-safe; the policy is asked without a lock.
 */
final class SoftLimit {

    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final TenantId tenant;
    private final GuardServices services;
    private final String quota;
    private final String verb;
    private final String what;

    /** Written under the monitor. */
    private volatile boolean passed;

    @GuardedBy("this")
    private long quietUntil;

    /**
     * Creates a limit that was not passed.
     *
     * @param quota the name of the quota
     * @param verb what the tenant does with them: has, for example
     * @param what what is counted, in the plural
     */
    SoftLimit(TenantId tenant, GuardServices services, String quota, String verb, String what) {
        this.tenant = tenant;
        this.services = services;
        this.quota = quota;
        this.verb = verb;
        this.what = what;
        this.quietUntil = services.clock().nanoTime();
    }

    /**
     * Follows the usage.
     *
     * @param used how many there are
     * @param limit how many there may be, 0 for any number
     */
    void update(long used, long limit, TenantOptions options) {
        boolean before = passed;
        boolean now = limit > 0 && services.policy().isNearlyUsedUp(before, QuotaUse.of(quota, used, limit, options));
        if (now != before) {
            change(now, used, limit);
        }
    }

    private synchronized void change(boolean now, long used, long limit) {
        long nanos = services.clock().nanoTime();
        if (now == passed || now && nanos - quietUntil < 0) {
            return;
        }
        passed = now;
        if (now) {
            quietUntil = nanos + INTERVAL_NANOS;
        }
        String state = limit == 0
                ? used + " " + what + ", and has no quota of them any more"
                : used + " of " + limit + " " + what
                        + (now ? ": the quota is nearly used up" : ": well within the quota again");
        services.events()
                .report(
                        StorageEvent.Type.QUOTA,
                        Optional.of(tenant),
                        "tenant '" + tenant + "' " + verb + " " + state,
                        Map.of("used", used, "limit", limit));
    }
}
