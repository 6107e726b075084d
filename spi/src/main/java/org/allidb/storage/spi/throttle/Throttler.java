package org.allidb.storage.spi.throttle;

import org.allidb.storage.api.config.ThrottleLimits;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Paces background input and output (merges, scrubs, backups) in bytes and in operations. Callers ask as they go, in
 * pieces of at most {@value #MAX_REQUEST_BYTES} bytes, so that no job waits for its whole size at once. Thread-safe.
 */
@ConsumerType
public interface Throttler {

    /** The largest number of bytes that a caller asks for at once. */
    int MAX_REQUEST_BYTES = 1 << 20;

    /**
     * Waits until the bytes and operations may be spent, then spends them. Fair in the order of arrival.
     *
     * @param bytes bytes about to be read or written, 0 to {@value #MAX_REQUEST_BYTES}
     * @param operations input or output operations about to be made, at least 0
     * @throws InterruptedException if the calling thread is interrupted while waiting; nothing is spent then
     */
    void acquire(int bytes, int operations) throws InterruptedException;

    /**
     * Changes the limits at once, for waiting callers too.
     *
     * @param limits the new limits
     */
    void setLimits(ThrottleLimits limits);

    /**
     * Returns the limits in force.
     *
     * @return the last limits set
     */
    ThrottleLimits limits();

    /**
     * Tells what the platform does beside its background work, about once a second, on a thread of the platform's own. A throttler
     * may slow background work by it, within its limits; one that ignores it, as the default does, works as before. There is no
     * promise that it is told: what was slowed must not stay so for want of a load.
     *
     * <p>Only the throttler that all background work shares is told. One that throws is reported, and is told no more.
     *
     * @param load the load since the last call
     */
    default void observe(PlatformLoad load) {
        // for throttlers that keep to their limits alone
    }
}
