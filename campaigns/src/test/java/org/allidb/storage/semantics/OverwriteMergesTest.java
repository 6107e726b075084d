package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import org.allidb.storage.api.Snapshot;
import org.junit.jupiter.api.Test;

/** Tables that overwrite each other are merged without waiting for more tables, other tables are not. */
class OverwriteMergesTest {

    private static final int ROWS = 500;

    @Test
    void overwrittenTableIsMergedAtOnce() {
        try (House house = house(Map.of())) {
            write(house, 0, "old");
            write(house, 0, "new");
            house.store().awaitQuiet();
            assertEquals(1, house.store().tables().size());
            assertEquals(ROWS, house.store().tables().getFirst().rows());
            assertRows(house, 0, "new");
        }
    }

    @Test
    void tablesWithoutCommonRowsStayAsTheyAre() {
        try (House house = house(Map.of())) {
            write(house, 0, "old");
            write(house, 1, "new");
            house.store().awaitQuiet();
            assertEquals(2, house.store().tables().size());
        }
    }

    @Test
    void whatTablesHaveInCommonIsKnownAfterAReopen() {
        try (House house = house(Map.of())) {
            write(house, 0, "old");
            house.reopen();
            write(house, 0, "new");
            house.store().awaitQuiet();
            assertEquals(1, house.store().tables().size());
            assertRows(house, 0, "new");
        }
    }

    @Test
    void deletedRowsAreMergedWithTheirTombstones() {
        try (House house = house(Map.of())) {
            write(house, 0, "old");
            for (int i = 0; i < ROWS; i++) {
                house.store().delete(House.bytes(row(0, i)));
            }
            house.store().flush();
            house.store().awaitQuiet();
            assertEquals(0, house.store().tables().size());
        }
    }

    @Test
    void whatASnapshotSeesStays() {
        try (House house = house(Map.of())) {
            write(house, 0, "old");
            try (Snapshot snapshot = house.store().snapshot()) {
                write(house, 0, "new");
                house.store().awaitQuiet();
                assertEquals(1, house.store().tables().size());
                assertEquals("old", House.text(snapshot.get(row(0, 7)).orElseThrow()));
            }
            assertRows(house, 0, "new");
        }
    }

    /** Tables of format 1 have no sketches, so nothing is known of what they have in common. */
    @Test
    void tablesWithoutSketchesWaitForTheirTier() {
        try (House house = house(Map.of("sstable.format_version", 1))) {
            write(house, 0, "old");
            write(house, 0, "new");
            house.store().awaitQuiet();
            assertEquals(2, house.store().tables().size());
            assertRows(house, 0, "new");
        }
    }

    private static House house(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("compaction.enabled", true);
        all.put("compaction.idle_after_seconds", 0);
        all.put("compaction.min_size_mb", 0);
        return new House((operation, name) -> {}, all);
    }

    private static void write(House house, int range, String value) {
        for (int i = 0; i < ROWS; i++) {
            house.store().put(row(range, i), House.bytes(value));
        }
        house.store().flush();
    }

    private static void assertRows(House house, int range, String value) {
        for (int i = 0; i < ROWS; i++) {
            assertEquals(value, House.text(house.store().get(row(range, i)).orElseThrow()));
        }
    }

    /** The rows of all ranges lie between each other. */
    private static String row(int range, int i) {
        return "row" + i + "-" + range;
    }
}
