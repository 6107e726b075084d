package org.allidb.storage.engine.internal.observe;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.TenantContext;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.WrongTenantException;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageClock;

/** Reports calls that were refused, at most one a second: each event counts those since the one before. Thread-safe. */
public final class RefusedAccess {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventSink events;
    private final StorageClock clock;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong reported;

    /** Creates a counter of none. */
    public RefusedAccess(EventSink events, StorageClock clock) {
        this.events = events;
        this.clock = clock;
        this.reported = new AtomicLong(clock.nanoTime() - INTERVAL_NANOS);
    }

    /**
     * Checks that the caller works for a tenant, or for none in particular.
     *
     * @param doing what the call does, for the event
     * @throws WrongTenantException if it works for another
     */
    public void check(String doing, TenantId tenant) {
        try {
            TenantContext.check(tenant);
        } catch (WrongTenantException e) {
            report("tenant '" + tenant + "': " + doing + " was refused: " + e.getMessage());
            throw e;
        }
    }

    /** Counts a call, and reports it unless another was reported just now. The event is no tenant's: it names two. */
    private void report(String message) {
        refused.incrementAndGet();
        long now = clock.nanoTime();
        long last = reported.get();
        if (now - last >= INTERVAL_NANOS && reported.compareAndSet(last, now)) {
            events.report(StorageEvent.Type.ACCESS, Optional.empty(), message, Map.of("refused", refused.getAndSet(0)));
        }
    }
}
