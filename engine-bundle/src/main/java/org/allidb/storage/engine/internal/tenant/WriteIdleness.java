package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.spi.runtime.StorageClock;

/**
 * Tells whether a tenant has taken no write for a while. It compares what is visible from one question to the next, so that
 * writers pay nothing. Thread-safe.
 */
final class WriteIdleness {

    private final VisibleSequence visible;
    private final Supplier<StorageConfiguration> configuration;
    private final StorageClock clock;

    /** The newest write when the last question was asked; negative before the first. */
    @GuardedBy("this")
    private long newest = -1;

    /** When that write was seen first, in nanoseconds. */
    @GuardedBy("this")
    private long since;

    WriteIdleness(VisibleSequence visible, Supplier<StorageConfiguration> configuration, StorageClock clock) {
        this.visible = visible;
        this.configuration = configuration;
        this.clock = clock;
    }

    /**
     * Returns whether the tenant is idle.
     *
     * @param awaited whether a thread waits until nothing is due, which idle tenants need not prove
     */
    synchronized boolean isIdle(boolean awaited) {
        long now = clock.nanoTime();
        long sequence = visible.get();
        if (sequence != newest) {
            newest = sequence;
            since = now;
        }
        long seconds = configuration.get().compaction().idleAfterSeconds();
        return seconds > 0 && (awaited || now - since >= TimeUnit.SECONDS.toNanos(seconds));
    }
}
