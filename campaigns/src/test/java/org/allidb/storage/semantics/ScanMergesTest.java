package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.Test;

/** Scans that open several tables have these merged, though the tenant is not idle. */
class ScanMergesTest {

    private static final int TABLES = 3;
    private static final int ROWS = 1_000;

    @Test
    void tablesThatAreScannedTogetherBecomeOne() {
        try (House house = house(Map.of("compaction.merge_kb_per_scan", 4))) {
            writeTables(house);
            long bytes = house.store().tables().stream()
                    .mapToLong(table -> table.fileBytes())
                    .sum();
            // each but one of the tables is worth 4 KiB
            long paid = bytes / 4096 / (TABLES - 1);
            scan(house, ScanRequest.all().limit(1), paid - 2);
            house.store().awaitQuiet();
            assertEquals(TABLES, house.store().tables().size(), "merged before it paid");
            scan(house, ScanRequest.all().limit(1), 4);
            house.store().awaitQuiet();
            assertEquals(1, house.store().tables().size());
        }
    }

    @Test
    void sweepFindsThemWithoutAnyWrite() {
        try (House house = house(Map.of("compaction.merge_kb_per_scan", 1024, "compaction.check_interval_ms", 10))) {
            writeTables(house);
            Await.until("one table", () -> {
                // again and again: those beside a merge do not count for its output
                scan(house, ScanRequest.all().limit(1), 2);
                return house.store().tables().size() == 1;
            });
        }
    }

    @Test
    void scansOfOneTableAndGetsAskForNothing() {
        try (House house = house(Map.of("compaction.merge_kb_per_scan", 1024))) {
            writeTables(house);
            scan(house, ScanRequest.all().from(EntityId.of("1-")).to(EntityId.of("2-")), 100);
            for (int i = 0; i < 100; i++) {
                assertTrue(house.store().get("1-" + (ROWS + i)).isPresent());
            }
            house.store().awaitQuiet();
            assertEquals(TABLES, house.store().tables().size());
        }
    }

    /** One that is never idle, so that nothing else has its tables merged. */
    private static House house(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("compaction.enabled", true);
        all.put("compaction.idle_after_seconds", 0);
        return new House((operation, name) -> {}, all);
    }

    /** Table t has the keys from t. */
    private static void writeTables(House house) {
        for (int table = 0; table < TABLES; table++) {
            for (int row = 0; row < ROWS; row++) {
                house.store().put(table + "-" + (ROWS + row), new byte[20]);
            }
            house.store().flush();
        }
    }

    private static void scan(House house, ScanRequest request, long times) {
        for (long i = 0; i < times; i++) {
            try (Cursor cursor = house.store().scan(request)) {
                assertTrue(cursor.next());
            }
        }
    }
}
