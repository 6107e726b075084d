package org.allidb.storage.engine.internal.scrub;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.allidb.storage.api.Finding;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.api.ScrubReport;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.engine.internal.value.FindingValue;
import org.allidb.storage.engine.internal.value.ScrubReportValue;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.engine.internal.version.Version;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.throttle.Throttler;

/**
 * Scrubs the tables of one tenant, one after the other. Each has a reader of its own, so that what is on the disk is
 * read and not what is cached. A table is retained while it is read, and released as soon as it is merged away.
 */
final class TenantScrub {

    private final EventSink events;
    private final ScrubCounters counters;
    private final TenantLsm tenant;
    private final List<Throttler> throttlers;
    private final BooleanSupplier stopped;
    private final List<Finding> findings = new ArrayList<>();
    private int tables;
    private long bytes;

    TenantScrub(
            EventSink events,
            ScrubCounters counters,
            TenantLsm tenant,
            List<Throttler> throttlers,
            BooleanSupplier stopped) {
        this.events = events;
        this.counters = counters;
        this.tenant = tenant;
        this.throttlers = throttlers;
        this.stopped = stopped;
    }

    /**
     * Reads all tables that there are, and those that come meanwhile, until it is stopped.
     *
     * @throws org.allidb.storage.api.TenantUnknownException if the tenant is dropped meanwhile
     */
    ScrubReport run() throws InterruptedException {
        Set<Long> done = new HashSet<>();
        while (!stopped.getAsBoolean()) {
            Version version = tenant.acquireTables();
            try {
                Optional<TableHandle> next = version.tables().stream()
                        .filter(table -> !done.contains(table.id()))
                        .findFirst();
                if (next.isEmpty()) {
                    break;
                }
                done.add(next.get().id());
                scrub(next.get());
            } finally {
                version.release();
            }
        }
        if (!stopped.getAsBoolean()) {
            tenant.checkThere();
        }
        return new ScrubReportValue(tables, bytes, findings);
    }

    private void scrub(TableHandle table) throws InterruptedException {
        try {
            try (TableReader reader = table.openAnew()) {
                reader.verify(read -> pace(table, read));
            }
            table.markSound();
            tables++;
            bytes += table.properties().fileBytes();
            counters.tables.increment();
            counters.bytes.add(table.properties().fileBytes());
        } catch (Abandoned e) {
            e.throwIfInterrupted();
        } catch (DamagedTableException e) {
            found(table, Severity.DAMAGE, e.offset(), String.valueOf(e.getMessage()));
        } catch (NoSuchFileException e) {
            found(table, Severity.DAMAGE, -1, "the table " + table.file() + " is missing; restore it from a backup");
        } catch (IOException | StorageException e) {
            found(table, Severity.UNCHECKED, -1, "the table " + table.file() + " cannot be read: " + e.getMessage());
        }
    }

    private void found(TableHandle table, Severity severity, long offset, String what) {
        if (!tenant.hasTable(table)) {
            // it was merged away or dropped meanwhile, and its file with it
            return;
        }
        boolean damaged = severity == Severity.DAMAGE;
        if (damaged) {
            table.markDamaged();
            counters.damaged.increment();
        } else {
            counters.unreadable.increment();
        }
        findings.add(new FindingValue(
                severity,
                Optional.of(tenant.id()),
                table.file(),
                offset,
                what,
                damaged
                        ? "reads that need it fail, everything else goes on; merges leave the table out"
                        : "whether it is intact cannot be told"));
        events.report(
                StorageEvent.Type.FAILURE,
                Optional.of(tenant.id()),
                "tenant '" + tenant.id() + "': the scrub found that " + what,
                Map.of("offset_bytes", offset, "table", table.id()));
    }

    private void pace(TableHandle table, int read) throws Abandoned {
        if (stopped.getAsBoolean() || table.isRemoved()) {
            throw new Abandoned(null);
        }
        try {
            for (int left = read; left > 0; left -= Throttler.MAX_REQUEST_BYTES) {
                for (Throttler throttler : throttlers) {
                    throttler.acquire(Math.min(left, Throttler.MAX_REQUEST_BYTES), 1);
                }
            }
        } catch (InterruptedException e) {
            throw new Abandoned(e);
        }
    }

    /** Ends the reading of a table before its end. */
    private static final class Abandoned extends IOException {

        private static final long serialVersionUID = 1L;

        Abandoned(@org.jspecify.annotations.Nullable InterruptedException cause) {
            super("the scrub of a table was abandoned", cause);
        }

        void throwIfInterrupted() throws InterruptedException {
            if (getCause() instanceof InterruptedException interrupt) {
                throw interrupt;
            }
        }
    }
}
