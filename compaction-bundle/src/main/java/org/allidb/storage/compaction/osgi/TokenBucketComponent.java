package org.allidb.storage.compaction.osgi;

import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.compaction.internal.TokenBucketProvider;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.osgi.service.component.annotations.Component;

/** The throttler as a service. */
@Component(service = ThrottlerProvider.class)
public final class TokenBucketComponent implements ThrottlerProvider {

    private final TokenBucketProvider provider = new TokenBucketProvider();

    /** Called by the container. */
    public TokenBucketComponent() {}

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public Throttler create(ThrottleLimits limits, StorageClock clock) {
        return provider.create(limits, clock);
    }
}
