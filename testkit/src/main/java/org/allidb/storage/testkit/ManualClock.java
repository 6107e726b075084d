package org.allidb.storage.testkit;

import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.spi.runtime.StorageClock;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A clock that stands still until a test moves it. Wall time may be set back; monotonic time only goes forward. Thread-safe.
 */
@ProviderType
public final class ManualClock implements StorageClock {

    private static final long START_MICROS = 1_750_000_000_000_000L;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_MILLI = 1_000;

    private final AtomicLong wallMicros = new AtomicLong(START_MICROS);
    private final AtomicLong nanos = new AtomicLong();

    /** A clock in the middle of 2025. */
    public ManualClock() {}

    @Override
    public long wallMicros() {
        return wallMicros.get();
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    /**
     * Lets both times go forward.
     *
     * @param millis milliseconds, at least 0
     */
    public void advanceMillis(long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException("monotonic time does not go back; see jumpMillis");
        }
        wallMicros.addAndGet(millis * MICROS_PER_MILLI);
        nanos.addAndGet(millis * MICROS_PER_MILLI * NANOS_PER_MICRO);
    }

    /**
     * Lets wall time alone jump, as when a person or a time server sets it.
     *
     * @param millis milliseconds, in either direction
     */
    public void jumpMillis(long millis) {
        wallMicros.addAndGet(millis * MICROS_PER_MILLI);
    }
}
