package org.allidb.storage.engine.internal.providers;

import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.throttle.Throttler;

/** The throttlers of background work, of the provider in use. Thread-safe. */
public interface Throttlers {

    /** Returns the throttler that all background work shares. */
    Throttler throttler();

    /** Returns another throttler of the provider in use, for background work with limits of its own. */
    Throttler newThrottler(ThrottleLimits limits);
}
