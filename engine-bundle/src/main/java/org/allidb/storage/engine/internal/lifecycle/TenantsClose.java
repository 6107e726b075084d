package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.spi.runtime.StorageClock;

/**
 * Closes all tenants with the platform, many at a time: each waits for its flush, and flushes at the same time share their
 * syncs. One that does not end in time is abandoned: it is left as after a crash, and its log keeps what is in no table. Used
 * by the thread that closes the platform.
 */
final class TenantsClose {

    private static final Logger LOG = System.getLogger(OpenTenants.class.getName());

    private final TenantSlots slots;
    private final TenantOpener opener;
    private final ExecutorService threads;
    private final StorageClock clock;

    TenantsClose(TenantSlots slots, TenantOpener opener, ExecutorService threads, StorageClock clock) {
        this.slots = slots;
        this.opener = opener;
        this.threads = threads;
        this.clock = clock;
    }

    /**
     * Closes what is open; nothing is opened any more.
     *
     * @param nanos how long to wait
     * @param failures receives what went wrong
     * @return the logs of abandoned tenants, still to be closed
     */
    List<CommitLog> run(long nanos, List<IOException> failures) {
        Map<TenantSlot, Future<?>> closes = new LinkedHashMap<>();
        for (TenantSlot slot : slots.close()) {
            closes.put(slot, threads.submit(() -> {
                try {
                    slot.opened().close();
                } finally {
                    opener.forget(slot.generation);
                    slots.finished(slot);
                }
                return null;
            }));
        }
        List<CommitLog> logsOfAbandoned = new ArrayList<>();
        long end = clock.nanoTime() + nanos;
        closes.forEach((slot, close) -> {
            if (!BoundedWait.await(close, Math.max(0, end - clock.nanoTime()), failures)) {
                abandon(slot);
                close.cancel(true);
                CommitLog ownLog = slot.opened().ownLog();
                if (ownLog != null) {
                    logsOfAbandoned.add(ownLog);
                }
            }
        });
        threads.shutdown();
        return logsOfAbandoned;
    }

    private static void abandon(TenantSlot slot) {
        TenantLsm tree = slot.opened().tree();
        String hanging = tree.abandon();
        if (hanging != null) {
            LOG.log(
                    Level.WARNING,
                    "tenant ''{0}'' did not close within the time that engine.drain_timeout_ms gives: {1}. It is"
                            + " left as after a crash; its log keeps what is in no table, and nothing that was"
                            + " acknowledged is lost",
                    tree.id(),
                    hanging);
        }
    }
}
