package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;

/**
 * Flushes tenants that keep the log from shrinking and were not opened since the platform was. Each is opened for that, which
 * replays its records, and closed again if nothing else uses it, which flushes them. Thread-safe.
 */
final class UnopenedLaggards {

    private static final Logger LOG = System.getLogger(UnopenedLaggards.class.getName());

    private final TenantUses uses;
    private final KeptRecords kept;
    private final TenantGuard guard;
    private final Executor threads;
    private final EventSink events;
    /** Those that are being flushed, or wait for a thread. */
    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();

    UnopenedLaggards(TenantUses uses, KeptRecords kept, TenantGuard guard, Executor threads, EventSink events) {
        this.uses = uses;
        this.kept = kept;
        this.guard = guard;
        this.threads = threads;
        this.events = events;
    }

    /** Has a tenant flushed if its records are kept. Returns at once. */
    void flush(long generation) {
        if (kept.has(generation) && underWay.add(generation)) {
            try {
                threads.execute(() -> openAndClose(generation));
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                // the platform is being closed, or the next flush of another tenant asks again
                underWay.remove(generation);
            }
        }
    }

    private void openAndClose(long generation) {
        try {
            if (kept.has(generation)) {
                uses.openAndClose(generation);
            }
        } catch (StoreClosedException e) {
            LOG.log(Level.DEBUG, "the platform is being closed, and the log keeps what it has", e);
        } catch (IOException | StorageException e) {
            events.report(
                    StorageEvent.Type.FAILURE,
                    guard.find(generation).map(TenantDescriptor::id),
                    "the log cannot release what it has of a tenant, which could not be opened: " + e.getMessage(),
                    Map.of());
        } finally {
            underWay.remove(generation);
        }
    }
}
