package org.allidb.storage.compaction.internal;

import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;

/** A provider of token buckets. */
public class TokenBucketProvider implements ThrottlerProvider {

    /** Creates the provider. */
    public TokenBucketProvider() {}

    @Override
    public String name() {
        return "token-bucket";
    }

    @Override
    public Throttler create(ThrottleLimits limits, StorageClock clock) {
        return new TokenBucket(limits, clock);
    }
}
