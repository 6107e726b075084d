package org.allidb.storage.console.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.allidb.storage.api.StoragePlatform;

/**
 * Looks at all open tenants once a second at most, and only while pages ask: with 10,000 of them a look takes a tenth of a second.
 * Thread-safe; callers that come during a look get the one before.
 */
final class RateSampler {

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** After a pause the rates would be means of the whole pause. */
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private record Look(StoragePlatform platform, TenantRates rates) {}

    private final AtomicReference<Look> latest = new AtomicReference<>();
    private final AtomicBoolean looking = new AtomicBoolean();

    /** Returns a look at a platform that is a second old at most, unless another thread takes one now. */
    TenantRates at(StoragePlatform platform, long nanos) {
        Look look = latest.get();
        Look before = look != null && look.platform == platform ? look : null;
        if (before != null && (nanos - before.rates.nanos() < FRESH_NANOS || looking.get())) {
            return before.rates;
        }
        boolean mine = looking.compareAndSet(false, true);
        try {
            TenantRates rates = before != null && nanos - before.rates.nanos() < STALE_NANOS
                    ? before.rates.next(nanos, platform.openTenantStatistics())
                    : TenantRates.first(nanos, platform.openTenantStatistics());
            if (mine) {
                latest.set(new Look(platform, rates));
            }
            return rates;
        } finally {
            if (mine) {
                looking.set(false);
            }
        }
    }
}
