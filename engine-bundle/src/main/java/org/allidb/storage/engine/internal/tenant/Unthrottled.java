package org.allidb.storage.engine.internal.tenant;

import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.throttle.Throttler;

/** For work that writers wait for, such as flushes: it is never slowed. */
public enum Unthrottled implements Throttler {
    /** The only one. */
    INSTANCE;

    @Override
    public void acquire(int bytes, int operations) {
        // nothing to wait for
    }

    @Override
    public void setLimits(ThrottleLimits limits) {
        // there are none
    }

    @Override
    public ThrottleLimits limits() {
        return ThrottleLimits.UNLIMITED;
    }
}
