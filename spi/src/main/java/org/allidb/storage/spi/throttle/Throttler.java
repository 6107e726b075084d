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
}
