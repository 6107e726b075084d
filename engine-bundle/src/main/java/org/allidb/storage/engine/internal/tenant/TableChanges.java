package org.allidb.storage.engine.internal.tenant;

import java.util.List;
import org.allidb.storage.engine.internal.read.ReadState;

/**
 * Puts changes of a tenant's tables in effect: for readers, then for the pressure on writers, the debt of compactions and the
 * cost of reads. Flushes and compactions call it after their version edit. Thread-safe.
 */
final class TableChanges {

    private final Memtables memtables;
    private final Backpressure backpressure;
    private final DebtGauge debt;
    private final ReadCost readCost;
    private final KeysInUse keys;

    TableChanges(TenantState tenant, Backpressure backpressure, DebtGauge debt, ReadCost readCost) {
        this.memtables = tenant.memtables();
        this.keys = tenant.keysInUse();
        this.backpressure = backpressure;
        this.debt = debt;
        this.readCost = readCost;
    }

    /**
     * Shows readers the tables as they are now. Does nothing if the tenant is closed.
     *
     * @param flushed memtables that are in tables
     */
    void install(List<FlushableMemtable> flushed) {
        if (memtables.replaceByTables(flushed)) {
            reassess();
            keys.retire();
        }
    }

    /** Assesses what waits, what is due and what reads cost: the tables or the limits have changed. */
    void reassess() {
        backpressure.update();
        debt.measure();
        ReadState state = memtables.readState();
        if (state.tryRetain()) {
            try {
                readCost.look(state.version());
            } finally {
                state.release();
            }
        }
    }
}
