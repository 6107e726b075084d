package org.allidb.storage.engine.internal.tenant;

import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.MemtableOptions;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.engine.internal.tenant.WriteStall.Pressure;
import org.allidb.storage.spi.compaction.CompactionDebt;

/**
 * How far behind a tenant's flushes and compactions are, and what its writers do about it.
 *
 * @param pressure what writers do
 * @param severity between 0 and 1, how much slower they get
 * @param reason why, for a person
 */
record WritePressure(Pressure pressure, double severity, String reason) {

    /** All is well. */
    static final WritePressure NONE = new WritePressure(Pressure.NONE, 0, "");

    private static final double FLUSH_SEVERITY = 0.1;
    private static final double MEMORY_SEVERITY = 0.5;

    /**
     * What is due to be merged, and by whom.
     *
     * @param debt what the strategy says
     * @param strategy its name
     * @param failure why the last compaction failed; empty if it did not
     */
    record Due(CompactionDebt debt, String strategy, String failure) {

        @Override
        public String toString() {
            return Human.count(debt.tables(), "table") + " (" + Human.bytes(debt.bytes())
                    + ") are due to be merged by the compaction strategy '" + strategy + "'"
                    + (failure.isEmpty() ? "" : ", and the last compaction failed: " + failure);
        }
    }

    /**
     * Weighs what waits.
     *
     * @param memtables sealed ones that wait for their flush
     * @param due tables that wait for their compaction
     * @param memoryExceeded whether the memory of all memtables is used up
     */
    static WritePressure of(
            int memtables, Due due, boolean memoryExceeded, MemtableOptions memtable, CompactionOptions compaction) {
        String waitingMemtables = memtables + " memtables wait for their flush";
        if (memtables >= memtable.maxImmutable()) {
            return new WritePressure(Pressure.STOP, 1, waitingMemtables);
        }
        CompactionDebt debt = due.debt();
        if (debt.tables() >= compaction.stopTables() || debt.bytes() >= compaction.stopDebtBytes()) {
            return new WritePressure(Pressure.STOP, 1, due.toString());
        }
        if (memoryExceeded && memtables > 0) {
            return new WritePressure(Pressure.SLOW, MEMORY_SEVERITY, "the memory of all memtables is used up");
        }
        double severity = Math.max(
                severity(debt.tables(), compaction.slowdownTables(), compaction.stopTables()),
                severity(debt.bytes(), compaction.slowdownDebtBytes(), compaction.stopDebtBytes()));
        if (severity > 0) {
            return new WritePressure(Pressure.SLOW, severity, due.toString());
        }
        if (memtables > 0 && memtables >= memtable.maxImmutable() - 1) {
            return new WritePressure(Pressure.SLOW, FLUSH_SEVERITY, waitingMemtables);
        }
        return NONE;
    }

    /** Returns 0 below where writers are slowed, up to 1 where they stop. */
    private static double severity(long owed, long slowdown, long stop) {
        return owed < slowdown ? 0 : (owed - slowdown + 1.0) / (stop - slowdown + 1.0);
    }

    /** Returns what an event says of it. */
    String message() {
        return switch (pressure) {
            case NONE -> "writers go on at full speed";
            case SLOW -> "writers are slowed because " + reason;
            case STOP -> "writers are stopped because " + reason;
        };
    }
}
