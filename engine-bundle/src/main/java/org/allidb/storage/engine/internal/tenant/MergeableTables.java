package org.allidb.storage.engine.internal.tenant;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.spi.runtime.StorageClock;

/**
 * The tables of a tenant that can be merged, as far as is known, and the views of them that a strategy gets. A table that
 * could not be read is left out for a while. Thread-safe.
 */
final class MergeableTables {

    private final TenantState tenant;
    private final Supplier<StorageConfiguration> configuration;
    private final StorageClock clock;
    private final WriteIdleness idleness;
    private final SpaceMerges space;

    MergeableTables(TenantState tenant, Supplier<StorageConfiguration> configuration, StorageClock clock) {
        this.tenant = tenant;
        this.configuration = configuration;
        this.clock = clock;
        this.idleness = new WriteIdleness(tenant.visible(), configuration, clock);
        this.space = new SpaceMerges(tenant, clock);
    }

    /** Returns the tables now. They are not retained: a claim looks whether they are still there. */
    List<TableHandle> now() {
        ReadState state = tenant.acquire();
        try {
            long nanos = clock.nanoTime();
            return state.version().tables().stream()
                    .filter(table -> !table.isSetAside(nanos))
                    .toList();
        } finally {
            state.release();
        }
    }

    /** Returns whether tables can still be merged, as far as is known. */
    boolean canMerge(List<TableHandle> tables) {
        long nanos = clock.nanoTime();
        return tables.stream().noneMatch(table -> table.isSetAside(nanos));
    }

    /**
     * Returns tables as a strategy sees them.
     *
     * @param awaited whether a thread waits until nothing is due
     */
    CompactionView view(List<TableHandle> tables, boolean awaited) {
        CompactionView view = viewOf(tables.stream().map(TableHandle::summary).toList());
        return idleness.isIdle(awaited) ? view.whenIdle() : view;
    }

    /** Returns what gives a full tenant space back, if that is due though no strategy says so. */
    Optional<CompactionTask> proposeForSpace(List<TableHandle> tables) {
        return space.propose(tables);
    }

    /** Returns the tables now as if nothing was running: what is being merged is due until it is done. */
    CompactionView viewOfDebt() {
        return viewOf(now().stream()
                .map(table -> TableSummary.of(table.properties(), table.level(), false))
                .toList());
    }

    private CompactionView viewOf(List<TableSummary> tables) {
        return CompactionView.of(
                tables, configuration.get().compaction(), tenant.expiry().nowMillis());
    }
}
