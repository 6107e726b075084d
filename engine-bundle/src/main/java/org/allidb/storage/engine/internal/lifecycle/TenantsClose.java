package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.tenant.RowsAtClose;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.spi.runtime.StorageClock;

/**
 * Closes all tenants with the platform, many at a time. Those with few rows in memory leave them in the log: 10,000 tenants with
 * a row each need one sync, not 10,000 tables. The others wait for their flush, and flushes at the same time share their
 * syncs. One that does not end in time is abandoned: it is left as after a crash, and its log keeps what is in no table. Used
 * by the thread that closes the platform.
 */
final class TenantsClose {

    private static final Logger LOG = System.getLogger(OpenTenants.class.getName());

    private final TenantSlots slots;
    private final TenantOpener opener;
    private final ExecutorService threads;
    private final StorageClock clock;
    private final long leftInLogBytes;

    /**
     * Creates the close of a platform's tenants.
     *
     * @param threads close them; shut down at the end
     * @param leftInLogBytes how many bytes of rows may stay in the log
     */
    TenantsClose(
            TenantSlots slots, TenantOpener opener, ExecutorService threads, StorageClock clock, long leftInLogBytes) {
        this.slots = slots;
        this.opener = opener;
        this.threads = threads;
        this.clock = clock;
        this.leftInLogBytes = leftInLogBytes;
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
        rowsAtClose(slots.close()).forEach((slot, rows) -> {
            closes.put(slot, threads.submit(() -> {
                try {
                    slot.opened().close(rows);
                } finally {
                    opener.forget(slot.generation);
                    slots.finished(slot);
                }
                return null;
            }));
        });
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

    /** Decides whose rows stay in the log: the tenants with the fewest, as long as all of these together are few. */
    private Map<TenantSlot, RowsAtClose> rowsAtClose(List<TenantSlot> open) {
        Map<TenantSlot, Long> bytes = new LinkedHashMap<>();
        open.forEach(slot -> bytes.put(slot, slot.opened().tree().loggedBytes()));
        Map<TenantSlot, RowsAtClose> rows = new LinkedHashMap<>();
        long room = leftInLogBytes;
        for (TenantSlot slot :
                open.stream().sorted(Comparator.comparing(bytes::get)).toList()) {
            long wanted = Objects.requireNonNull(bytes.get(slot));
            // a log of its own may be opened by another provider, which is not told of rows in it
            boolean fits = wanted <= room && slot.opened().ownLog() == null;
            room -= fits ? wanted : 0;
            rows.put(slot, fits ? RowsAtClose.LEFT_IN_LOG : RowsAtClose.FLUSHED);
        }
        return rows;
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
