package org.allidb.storage.console.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.allidb.storage.api.StoragePlatform;

/**
 * Looks at all open tenants once a second at most, and only while pages ask. Where a look takes long, as with ten thousand of them, it is
 * rarer, so that all pages together cost a twentieth of a core. Thread-safe; callers that come during a look get the one before.
 */
final class RateSampler {

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int PART_OF_A_CORE = 20;
    /** After a pause the rates would be means of the whole pause. */
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /**
     * A look.
     *
     * @param freshNanos how long it is good for
     */
    private record Look(StoragePlatform platform, TenantRates rates, long freshNanos) {}

    private final LongSupplier clock;
    private final AtomicReference<Look> latest = new AtomicReference<>();
    private final AtomicBoolean looking = new AtomicBoolean();

    /**
     * Samples nothing yet.
     *
     * @param clock returns nanoseconds, to measure how long a look takes
     */
    RateSampler(LongSupplier clock) {
        this.clock = clock;
    }

    /** Returns a look at a platform that is fresh, unless another thread takes one now. */
    TenantRates at(StoragePlatform platform, long nanos) {
        Look look = latest.get();
        Look before = look != null && look.platform == platform ? look : null;
        if (before != null && (nanos - before.rates.nanos() < before.freshNanos || looking.get())) {
            return before.rates;
        }
        boolean mine = looking.compareAndSet(false, true);
        try {
            long begun = clock.getAsLong();
            TenantRates rates = before != null && nanos - before.rates.nanos() < STALE_NANOS
                    ? before.rates.next(nanos, platform.openTenantStatistics())
                    : TenantRates.first(nanos, platform.openTenantStatistics());
            if (mine) {
                long fresh = Math.clamp(PART_OF_A_CORE * (clock.getAsLong() - begun), FRESH_NANOS, MOST_FRESH_NANOS);
                latest.set(new Look(platform, rates, fresh));
            }
            return rates;
        } finally {
            if (mine) {
                looking.set(false);
            }
        }
    }
}
