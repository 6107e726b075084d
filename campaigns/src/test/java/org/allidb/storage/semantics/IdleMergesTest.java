package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.Test;

/** A tenant that takes no writes merges what was overwritten, without being asked. */
class IdleMergesTest {

    private static final int COPIES = 3;

    @Test
    void idleTenantComesDownToOneTable() {
        try (House house = house(Map.of("compaction.check_interval_ms", 10))) {
            writeCopies(house);
            assertEquals(COPIES, house.store().tables().size());
            Await.until("one table", () -> {
                // again and again: its time begins when the check sees the last write, which may be after the first
                // step
                house.clock().advanceMillis(31_000);
                return house.store().tables().size() == 1;
            });
            assertEquals(COPIES, house.store().get("row").orElseThrow().length);
        }
    }

    @Test
    void tenantThatIsWaitedForIsIdle() {
        try (House house = house(Map.of())) {
            writeCopies(house);
            house.store().awaitQuiet();
            assertEquals(1, house.store().tables().size());
            assertEquals(COPIES, house.store().get("row").orElseThrow().length);
        }
    }

    @Test
    void nothingIsMergedWhereThatIsSwitchedOff() {
        try (House house = house(Map.of("compaction.idle_after_seconds", 0))) {
            writeCopies(house);
            house.store().awaitQuiet();
            assertEquals(COPIES, house.store().tables().size());
        }
    }

    @Test
    void nothingIsLeftOfWhatWasDeleted() {
        try (House house = house(Map.of())) {
            writeCopies(house);
            house.store().delete(House.bytes("row"));
            house.store().flush();
            house.store().awaitQuiet();
            assertEquals(List.of(), house.store().tables());
            assertEquals(Optional.empty(), house.store().get("row"));
        }
    }

    private static House house(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("compaction.enabled", true);
        return new House((operation, name) -> {}, all);
    }

    private static void writeCopies(House house) {
        for (int copy = 1; copy <= COPIES; copy++) {
            house.store().put("row", new byte[copy]);
            house.store().flush();
        }
    }
}
