package org.allidb.storage.compaction.internal;

import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;

/** A provider of throttlers that follow the load of the platform. */
public class AdaptiveThrottlerProvider implements ThrottlerProvider {

    /** Creates the provider. */
    public AdaptiveThrottlerProvider() {}

    @Override
    public String name() {
        return "adaptive";
    }

    @Override
    public Throttler create(ThrottleLimits limits, StorageClock clock) {
        return new AdaptiveThrottler(limits, clock);
    }
}
