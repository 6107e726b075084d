package org.allidb.storage.spi.throttle;

import org.allidb.storage.api.Provider;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.runtime.StorageClock;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes throttlers; built in are {@code token-bucket} and {@code adaptive}. */
@ConsumerType
public interface ThrottlerProvider extends Provider {

    /**
     * Returns a new throttler.
     *
     * @param limits the limits to start with
     * @param clock the source of time
     * @return a throttler that holds no thread
     */
    Throttler create(ThrottleLimits limits, StorageClock clock);
}
