package org.allidb.storage.engine.internal.tenant;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.event.EventSink;

/**
 * Slows or stops a tenant's writers when its flushes or compactions fall behind. It weighs the memtables that wait for
 * their flush, what is due to be merged, and the memory of all memtables. It does so whenever one of these has changed.
 * Thread-safe.
 */
final class Backpressure {

    private final TenantId tenant;
    private final Memtables memtables;
    private final WriteBufferBudget budget;
    private final Supplier<StorageConfiguration> configuration;
    private final EventSink events;
    private final WriteStall stall;
    /** Held from the weighing until the result is set, so that a stop which was true once is not set after its end. */
    private final Object weighing = new Object();

    private volatile CompactionDebt debt = CompactionDebt.NONE;
    /** Why the last compaction failed; empty if it did not. */
    private volatile String mergeFailure = "";

    Backpressure(
            TenantId tenant,
            Memtables memtables,
            WriteBufferBudget budget,
            WriteStall stall,
            Supplier<StorageConfiguration> configuration,
            EventSink events) {
        this.tenant = tenant;
        this.memtables = memtables;
        this.budget = budget;
        this.stall = stall;
        this.configuration = configuration;
        this.events = events;
    }

    /**
     * Slows or stops a writer that is about to begin. Costs one volatile read while nothing is behind.
     *
     * @param stillWorthIt throws if there is no relief to wait for
     * @throws org.allidb.storage.api.StalledException if the writer waited too long
     */
    void beforeWrite(Runnable stillWorthIt) {
        stall.beforeWrite(configuration.get().engine().stallTimeoutMs(), stillWorthIt);
    }

    /** Has writers that wait look again, because the tenant was closed. */
    void wakeAll() {
        stall.wakeAll();
    }

    /** Returns how long writers were slowed or stopped, in nanoseconds. */
    long stalledNanos() {
        return stall.stalledNanos();
    }

    /** Sets what the strategy says is due; {@link #update} puts it in force. */
    void owes(CompactionDebt due) {
        debt = due;
    }

    /** Sets why the last compaction failed; empty if it did not. */
    void lastMerge(String failure) {
        mergeFailure = failure;
    }

    /** Returns what is due to be merged; nothing where compactions do not run by themselves. */
    WritePressure.Due due() {
        var compaction = configuration.get().compaction();
        return new WritePressure.Due(
                compaction.enabled() ? debt : CompactionDebt.NONE, compaction.strategy(), mergeFailure);
    }

    /** Returns how far merges are behind: 0 where nothing is due, 1 where writers begin to be slowed. */
    double debtShare() {
        var compaction = configuration.get().compaction();
        CompactionDebt due = due().debt();
        return Math.max(
                due.tables() / (double) compaction.slowdownTables(),
                due.bytes() / (double) compaction.slowdownDebtBytes());
    }

    /** Weighs what waits, and has writers follow. Called under the write lock or without it. */
    void update() {
        WritePressure pressure;
        boolean isNews;
        synchronized (weighing) {
            pressure = WritePressure.of(
                    memtables.sealedCount(),
                    due(),
                    budget.isExceededBy(memtables.memoryBytes()),
                    configuration.get().memtable(),
                    configuration.get().compaction());
            isNews = stall.set(pressure);
        }
        if (isNews) {
            events.report(StorageEvent.Type.STALL, Optional.of(tenant), pressure.message(), Map.of());
        }
    }
}
