package org.allidb.storage.engine.internal.tenant;

import org.allidb.storage.engine.internal.tenant.WriteStall.Pressure;
import org.allidb.storage.spi.compaction.CompactionOptions;
import org.allidb.storage.spi.memtable.MemtableOptions;

/**
 * How far behind a tenant's flushes and compactions are, and what its writers are told.
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
     * Weighs what waits.
     *
     * @param memtables sealed ones that wait for their flush
     * @param tables those of level 0, that wait for their compaction
     * @param memoryExceeded whether the memory of all memtables is used up
     */
    static WritePressure of(
            int memtables, long tables, boolean memoryExceeded, MemtableOptions memtable, CompactionOptions compaction) {
        String waitingMemtables = memtables + " memtables wait for their flush";
        String waitingTables = tables + " tables wait for their compaction";
        if (memtables >= memtable.maxImmutable()) {
            return new WritePressure(Pressure.STOP, 1, waitingMemtables);
        }
        if (tables >= compaction.stopTables()) {
            return new WritePressure(Pressure.STOP, 1, waitingTables);
        }
        if (memoryExceeded && memtables > 0) {
            return new WritePressure(Pressure.SLOW, MEMORY_SEVERITY, "the memory of all memtables is used up");
        }
        if (tables >= compaction.slowdownTables()) {
            double severity = (tables - compaction.slowdownTables() + 1.0)
                    / (compaction.stopTables() - compaction.slowdownTables() + 1.0);
            return new WritePressure(Pressure.SLOW, severity, waitingTables);
        }
        if (memtables > 0 && memtables >= memtable.maxImmutable() - 1) {
            return new WritePressure(Pressure.SLOW, FLUSH_SEVERITY, waitingMemtables);
        }
        return NONE;
    }

    /** What an event says of it. */
    String message() {
        return switch (pressure) {
            case NONE -> "writers go on at full speed";
            case SLOW -> "writers are slowed because " + reason;
            case STOP -> "writers are stopped because " + reason;
        };
    }
}
