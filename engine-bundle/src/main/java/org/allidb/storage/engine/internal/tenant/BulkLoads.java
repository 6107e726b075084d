package org.allidb.storage.engine.internal.tenant;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.spi.event.EventSink;
import org.jspecify.annotations.Nullable;

/** The bulk loads of a tenant, one at a time: two would have to agree on their sequences. Thread-safe. */
public final class BulkLoads {

    private final TenantState tenant;
    private final TableInstaller installer;
    private final TableClaims claims;
    private final PartsInUse parts;
    private final Supplier<StorageConfiguration> configuration;
    private final Follow follow;
    private final AtomicReference<@Nullable TableLoad> underWay = new AtomicReference<>();
    /** Whether a load is being begun or is under way. */
    private final AtomicBoolean taken = new AtomicBoolean();

    /**
     * What follows the installation of tables.
     *
     * @param changed called after it
     * @param mergesDue called after that
     * @param events receives what was loaded
     */
    record Follow(Runnable changed, Runnable mergesDue, EventSink events) {}

    /**
     * Creates the loads of a tenant that takes writes.
     *
     * @param installer installs the tables
     * @param claims their suspension holds loads up
     * @param parts the memtable, the merge executor and the clock in use
     */
    BulkLoads(
            TenantState tenant,
            TableInstaller installer,
            TableClaims claims,
            PartsInUse parts,
            Supplier<StorageConfiguration> configuration,
            Follow follow) {
        this.tenant = tenant;
        this.installer = installer;
        this.claims = claims;
        this.parts = parts;
        this.configuration = configuration;
        this.follow = follow;
    }

    /**
     * Begins a load.
     *
     * @return the load; to be closed
     * @throws InvalidArgumentException if one is under way, or the caller's timestamp is refused
     */
    public TableLoad begin(BulkLoadOptions options) {
        tenant.life().checkTakesWrites();
        if (!taken.compareAndSet(false, true)) {
            throw new InvalidArgumentException("a bulk load of tenant '" + tenant.id()
                    + "' is under way, and a tenant has one at a time; finish or close it first");
        }
        try {
            TableLoad load = newLoad(options);
            underWay.set(load);
            return load;
        } catch (RuntimeException | Error e) {
            taken.set(false);
            throw e;
        }
    }

    TableClaims claims() {
        return claims;
    }

    TableInstaller installer() {
        return installer;
    }

    /** Reports that tables were installed. */
    void installed(String what, Map<String, Long> figures) {
        follow.changed.run();
        follow.mergesDue.run();
        follow.events.report(StorageEvent.Type.BULK_LOAD, Optional.of(tenant.id()), what, figures);
    }

    /** Records that a load has ended. Does nothing the second time. */
    void ended(TableLoad load) {
        if (underWay.compareAndSet(load, null)) {
            taken.set(false);
        }
    }

    /** Ends the load under way, because the tenant ends. No step of it is under way, and none follows. */
    void end() {
        TableLoad load = underWay.get();
        if (load != null) {
            load.end();
        }
    }

    private TableLoad newLoad(BulkLoadOptions options) {
        var timestamp = options.timestamp();
        PurgeFence.Hold hold = timestamp.isPresent()
                ? tenant.fence().holdAt(timestamp.getAsLong(), tenant.id())
                : tenant.fence().hold(parts.runtime().clock().wallMicros());
        try {
            long first = installer.reserve(tenant.id());
            return new TableLoad(this, tenant, hold, timestamp.isPresent(), first, rows(options, hold, first));
        } catch (RuntimeException | Error e) {
            hold.close();
            throw e;
        }
    }

    private LoadedRows rows(BulkLoadOptions options, PurgeFence.Hold hold, long first) {
        return options.sorted()
                ? new SortedRows(tenant.versions(), parts.runtime().clock(), configuration, hold.timestamp(), first)
                : new UnsortedRows(
                        tenant.versions(),
                        parts,
                        configuration,
                        claims::isSuspended,
                        new UnsortedRows.Rows(hold.timestamp(), first, options.sortBytes()));
    }
}
