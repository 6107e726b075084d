package org.allidb.storage.spi.runtime;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The only source of time in the platform, so that clock jumps can be tested. Thread-safe.
 *
 * <p>Wall time is a label (default timestamps, time to live, ages); nothing depends on it going forward.
 */
@ConsumerType
public interface StorageClock {

    /**
     * Returns wall time.
     *
     * @return microseconds since 1970-01-01T00:00Z; may jump in either direction
     */
    long wallMicros();

    /**
     * Returns monotonic time for measuring durations.
     *
     * @return nanoseconds since an arbitrary origin
     */
    long nanoTime();

    /**
     * Returns wall time in milliseconds.
     *
     * @return milliseconds since 1970-01-01T00:00Z
     */
    default long wallMillis() {
        return wallMicros() / 1_000;
    }
}
