package org.allidb.storage.tenant.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.tenant.QuotaUse;
import org.jspecify.annotations.Nullable;

/**
 * A quota of something a second. Who has to wait for it waits as long as the policy lets it. That what a second allows is nearly used up is
 * an event; ten times a second it is looked at. Thread-safe.
 */
final class RateQuota {

    /** The longest wait in milliseconds, as in the configuration. */
    private static final long LONGEST_WAIT = 600_000;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final GuardServices services;
    private final String quota;
    private final String unit;
    private final RateLimiter limiter;
    private final SoftLimit soft;
    private volatile long nextLook;

    /**
     * Creates a quota of which nothing is used.
     *
     * @param quota its name
     * @param unit what is counted, in the plural
     */
    RateQuota(TenantId tenant, GuardServices services, String quota, String unit) {
        this.services = services;
        this.quota = quota;
        this.unit = unit;
        this.limiter = new RateLimiter(services.clock());
        this.soft = new SoftLimit(tenant, services, quota, "takes", unit);
        this.nextLook = services.clock().nanoTime();
    }

    /** Returns the name of the quota. */
    String name() {
        return quota;
    }

    /** Returns what was taken and is not done yet at the rate. */
    long owed(long perSecond) {
        return limiter.owed(perSecond);
    }

    /**
     * Takes units, and waits for them.
     *
     * @return why they are refused; null if they are not
     */
    @Nullable
    String take(long units, long perSecond, TenantOptions options) {
        long wait = limiter.take(units, perSecond, 0);
        if (wait < 0) {
            long longest = services.policy().longestWaitMillis(QuotaUse.of(quota, units, perSecond, options));
            wait = limiter.take(units, perSecond, TimeUnit.MILLISECONDS.toNanos(Math.clamp(longest, 0, LONGEST_WAIT)));
        }
        look(perSecond, options);
        if (wait < 0) {
            return "is over its " + perSecond + " " + unit + " and would have to wait "
                    + TimeUnit.NANOSECONDS.toMillis(-wait) + " ms; try again later, or raise the quota";
        }
        long until = services.clock().nanoTime() + wait;
        for (long left = wait; left > 0; left = until - services.clock().nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                return "was waiting for its " + unit + " when the thread was interrupted";
            }
        }
        return null;
    }

    /** Counts units that were used already. Waits for nothing: the next ones do. */
    void charge(long units, long perSecond) {
        limiter.charge(units, perSecond);
    }

    /** Follows a rate that was changed. */
    void look(long perSecond, TenantOptions options) {
        long now = services.clock().nanoTime();
        if (now - nextLook >= 0) {
            nextLook = now + LOOK_NANOS;
            soft.update(limiter.owed(perSecond), perSecond, options);
        }
    }
}
