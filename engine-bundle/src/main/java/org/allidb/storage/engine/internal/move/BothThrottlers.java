package org.allidb.storage.engine.internal.move;

import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.spi.throttle.Throttler;

/**
 * Paces work that two platforms share: as slow as the slower one allows.
 *
 * @param source has the throttler of what is read
 * @param target has the throttler of what is written
 */
record BothThrottlers(PartsInUse source, PartsInUse target) implements Throttler {

    @Override
    public void acquire(int bytes, int operations) throws InterruptedException {
        source.throttler().acquire(bytes, operations);
        target.throttler().acquire(bytes, operations);
    }

    @Override
    public void setLimits(ThrottleLimits limits) {
        throw new UnsupportedOperationException("each platform sets its own");
    }

    @Override
    public ThrottleLimits limits() {
        return target.throttler().limits();
    }
}
