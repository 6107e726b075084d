package org.allidb.storage.engine.internal.observe;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.allidb.storage.api.statistics.RefusedWrites;
import org.allidb.storage.engine.internal.value.RefusedWritesValue;
import org.allidb.storage.spi.runtime.StorageClock;

/** Counts writes that were refused, and remembers why the last one was. Thread-safe. */
public final class RefusedWriteCounter {

    private final StorageClock clock;
    private final LongAdder count = new LongAdder();
    private volatile Last last = Last.NONE;

    /**
     * Counts from zero.
     *
     * @param clock its wall time is that of the last refusal
     */
    public RefusedWriteCounter(StorageClock clock) {
        this.clock = clock;
    }

    /** Counts a write that was refused for a reason. */
    public void refused(Throwable reason) {
        last = new Last(
                Optional.of(Instant.ofEpochMilli(clock.wallMillis())),
                Optional.of(reason.getMessage() == null ? reason.toString() : reason.getMessage()));
        count.increment();
    }

    /** Returns the figures. */
    public RefusedWrites figures() {
        Last seen = last;
        return new RefusedWritesValue(count.sum(), seen.at, seen.reason);
    }

    private record Last(Optional<Instant> at, Optional<String> reason) {

        private static final Last NONE = new Last(Optional.empty(), Optional.empty());
    }
}
