package org.allidb.storage.engine.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.MemtableOptions;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.tenant.WriteStall.Pressure;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.junit.jupiter.api.Test;

/** What the errors of writers say. */
class WritePressureTest {

    private static final MemtableOptions MEMTABLE = StorageConfiguration.DEFAULTS.memtable();
    private static final CompactionOptions COMPACTION = StorageConfiguration.DEFAULTS.compaction();

    @Test
    void nothingWaitsAndNobodyIsSlowed() {
        assertEquals(Pressure.NONE, of(0, 0, false).pressure());
        assertEquals("writers go on at full speed", of(0, 0, false).message());
    }

    @Test
    void writersSlowDownBeforeTheyStop() {
        double before = 0;
        for (int tables = COMPACTION.slowdownTables(); tables < COMPACTION.stopTables(); tables++) {
            WritePressure pressure = of(0, tables, false);
            assertEquals(Pressure.SLOW, pressure.pressure());
            assertTrue(pressure.severity() > before && pressure.severity() <= 1, "severity at " + tables);
            before = pressure.severity();
        }
        assertEquals(
                Pressure.NONE, of(0, COMPACTION.slowdownTables() - 1, false).pressure());
        assertEquals(Pressure.STOP, of(0, COMPACTION.stopTables(), false).pressure());
    }

    @Test
    void bytesThatAreDueSlowWritersAsTablesDo() {
        long slowdown = COMPACTION.slowdownDebtBytes();
        long stop = COMPACTION.stopDebtBytes();
        double before = 0;
        for (long bytes = slowdown; bytes < stop; bytes += (stop - slowdown) / 10) {
            WritePressure pressure = of(0, CompactionDebt.of(3, bytes), "", false);
            assertEquals(Pressure.SLOW, pressure.pressure());
            assertTrue(pressure.severity() > before && pressure.severity() <= 1, "severity at " + bytes);
            before = pressure.severity();
        }
        assertEquals(
                Pressure.NONE,
                of(0, CompactionDebt.of(3, slowdown - 1), "", false).pressure());
        assertEquals(Pressure.STOP, of(0, CompactionDebt.of(3, stop), "", false).pressure());
    }

    @Test
    void messageNamesWhatWaits() {
        int memtables = MEMTABLE.maxImmutable();
        assertEquals(
                "writers are stopped because " + memtables + " memtables wait for their flush",
                of(memtables, 0, false).message());
        assertEquals(
                "writers are slowed because " + COMPACTION.slowdownTables()
                        + " tables (3.00 MiB) are due to be merged by the"
                        + " compaction strategy 'leveled'",
                of(0, COMPACTION.slowdownTables(), false).message());
        assertEquals(
                "writers are stopped because " + COMPACTION.stopTables() + " tables (5 B) are due to be merged by the"
                        + " compaction strategy 'leveled', and the last compaction failed: the disk is full",
                of(0, CompactionDebt.of(COMPACTION.stopTables(), 5), "the disk is full", false)
                        .message());
        assertEquals(
                "writers are slowed because the memory of all memtables is used up",
                of(1, 0, true).message());
    }

    @Test
    void memoryOfOthersDoesNotSlowWhoHasNothingToFlush() {
        assertEquals(Pressure.NONE, of(0, 0, true).pressure());
    }

    private static WritePressure of(int memtables, int tables, boolean memoryExceeded) {
        return of(memtables, CompactionDebt.of(tables, 3 << 20), "", memoryExceeded);
    }

    private static WritePressure of(int memtables, CompactionDebt debt, String failure, boolean memoryExceeded) {
        return WritePressure.of(
                memtables, new WritePressure.Due(debt, "leveled", failure), memoryExceeded, MEMTABLE, COMPACTION);
    }
}
