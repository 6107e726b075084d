package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.WriteOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of a bulk load are there all at once, and stand among other writes as rows that were written when it was begun. */
class BulkLoadTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsAreVisibleWhenTheLoadIsFinishedAndNotBefore(boolean sorted) {
        try (House house = new House()) {
            TenantStore store = house.store();
            try (BulkLoad load = store.bulkLoad(BulkLoads.options(sorted))) {
                load.add(House.bytes("a"), BulkLoads.LOADED).add(House.bytes("b"), BulkLoads.LOADED);
                assertEquals("nothing", BulkLoads.value(store, "a"));
                assertEquals(2, load.rows());
                load.finish();
                assertEquals("loaded", BulkLoads.value(store, "a"));
            }
            house.reopen();
            assertEquals("loaded", BulkLoads.value(house.store(), "b"));
            assertEquals(List.of("a", "b"), House.entities(house.store(), ScanRequest.all()));
        }
    }

    @ParameterizedTest
    @EnumSource(House.Place.class)
    void olderRowsLoseAndNewerRowsWinWhereverTheyAre(House.Place place) {
        try (House house = new House()) {
            house.store().put("older", BulkLoads.OLD);
            house.store().put("deleted", BulkLoads.OLD);
            house.store().delete("deleted");
            house.bringTo(place);
            TenantStore store = house.store();
            try (BulkLoad load = store.bulkLoad(BulkLoadOptions.SORTED)) {
                store.put("meanwhile", BulkLoads.NEW);
                load.add(House.bytes("deleted"), BulkLoads.LOADED);
                load.add(House.bytes("later"), BulkLoads.LOADED);
                load.add(House.bytes("meanwhile"), BulkLoads.LOADED);
                load.add(House.bytes("older"), BulkLoads.LOADED);
                load.finish();
            }
            store.put("later", BulkLoads.NEW);
            for (int i = 0; i < 2; i++) {
                assertEquals("loaded", BulkLoads.value(house.store(), "deleted"));
                assertEquals("new", BulkLoads.value(house.store(), "later"));
                assertEquals("new", BulkLoads.value(house.store(), "meanwhile"));
                assertEquals("loaded", BulkLoads.value(house.store(), "older"));
                house.bringTo(place);
            }
            house.store().compact();
            assertEquals("loaded", BulkLoads.value(house.store(), "older"));
            assertEquals("new", BulkLoads.value(house.store(), "meanwhile"));
        }
    }

    @Test
    void snapshotAndCursorFromBeforeTheEndShowNothingOfIt() {
        try (House house = new House()) {
            TenantStore store = house.store();
            store.put("a", BulkLoads.OLD);
            try (BulkLoad load = store.bulkLoad(BulkLoadOptions.SORTED)) {
                load.add(House.bytes("a"), BulkLoads.LOADED).add(House.bytes("b"), BulkLoads.LOADED);
                store.put("c", BulkLoads.NEW);
                try (Snapshot snapshot = store.snapshot()) {
                    load.finish();
                    store.put("d", BulkLoads.NEW);
                    store.compact();
                    assertEquals("old", snapshot.get("a").map(House::text).orElseThrow());
                    assertEquals(List.of("a", "c"), House.entities(snapshot, ScanRequest.all()));
                }
                assertEquals(List.of("a", "b", "c", "d"), House.entities(store, ScanRequest.all()));
            }
        }
    }

    @Test
    void deletionMeanwhileHidesTheRowsAlsoWhenItsTombstoneIsMerged() {
        try (House house = new House((operation, name) -> {}, Map.of("compaction.tombstone_retention_minutes", 0))) {
            TenantStore store = house.store();
            store.put("b", BulkLoads.OLD);
            store.flush();
            try (BulkLoad load = store.bulkLoad(BulkLoadOptions.SORTED)) {
                for (String entity : List.of("a", "b", "c", "d")) {
                    load.add(House.bytes(entity), BulkLoads.LOADED);
                }
                store.delete("b");
                store.deleteRange(EntityId.of("c"), EntityId.of("d"));
                house.clock().advanceMillis(1_000);
                store.compact();
                load.finish();
            }
            assertEquals(List.of("a", "d"), House.entities(store, ScanRequest.all()));
            store.compact();
            assertEquals(List.of("a", "d"), House.entities(store, ScanRequest.all()));
            store.delete("a");
            store.compact();
            assertEquals(List.of("d"), House.entities(store, ScanRequest.all()));
        }
    }

    @Test
    void callersTimestampDecidesAsThatOfAWrite() {
        try (House house = new House()) {
            TenantStore store = house.store();
            store.put(House.bytes("a"), BulkLoads.OLD, WriteOptions.SYNC.withTimestamp(10));
            store.put(House.bytes("b"), BulkLoads.OLD, WriteOptions.SYNC.withTimestamp(30));
            BulkLoads.load(store, BulkLoadOptions.SORTED.withTimestamp(20), "a", "b");
            assertEquals("loaded", BulkLoads.value(store, "a"));
            assertEquals("old", BulkLoads.value(store, "b"));
            house.reopen();
            assertEquals("loaded", BulkLoads.value(house.store(), "a"));
            assertEquals("old", BulkLoads.value(house.store(), "b"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsExpireAsIfWrittenWhenTheLoadWasBegun(boolean sorted) {
        try (House house = new House()) {
            BulkLoads.load(house.store(), BulkLoads.options(sorted).withTimeToLive(Duration.ofMinutes(1)), "a");
            assertEquals("loaded", BulkLoads.value(house.store(), "a"));
            house.clock().advanceMillis(60_001);
            assertEquals("nothing", BulkLoads.value(house.store(), "a"));
        }
    }

    @Test
    void stretchThatScansKnowAsDeletedShowsTheRows() {
        try (House house = new House()) {
            TenantStore store = house.store();
            for (int i = 0; i < 5_000; i++) {
                store.put("k%05d".formatted(i), BulkLoads.OLD, WriteOptions.BUFFERED);
                store.delete("k%05d".formatted(i), WriteOptions.BUFFERED);
            }
            for (int i = 0; i < 3; i++) {
                assertEquals(List.of(), House.entities(store, ScanRequest.all()));
            }
            BulkLoads.load(store, BulkLoadOptions.SORTED, "k02000", "k03000");
            assertEquals(List.of("k02000", "k03000"), House.entities(store, ScanRequest.all()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lastOfSeveralRowsWithOneKeyWins(boolean sorted) {
        try (House house = new House()) {
            try (BulkLoad load = house.store().bulkLoad(BulkLoads.options(sorted))) {
                for (int i = 0; i < 3_000; i++) {
                    for (String value : List.of("first", "second", "last")) {
                        load.add(House.bytes("k%05d".formatted(i)), House.bytes(value + i));
                    }
                }
                load.finish();
            }
            for (int i = 0; i < 3_000; i++) {
                assertEquals("last" + i, BulkLoads.value(house.store(), "k%05d".formatted(i)));
            }
            assertEquals(3_000, House.entities(house.store(), ScanRequest.all()).size());
        }
    }

    @Test
    void rowOutOfOrderIsRefusedAndTheLoadGoesOn() {
        try (House house = new House();
                BulkLoad load = house.store().bulkLoad(BulkLoadOptions.SORTED)) {
            load.add(House.bytes("b"), BulkLoads.LOADED);
            InvalidArgumentException refusal =
                    assertThrows(InvalidArgumentException.class, () -> load.add(House.bytes("a"), BulkLoads.LOADED));
            assertTrue(refusal.getMessage().contains("row 2"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("UNSORTED"), refusal.getMessage());
            load.add(EdgeRow.of(EntityId.of("c"), "knows", EntityId.of("a")));
            assertEquals(2, load.rows());
            load.finish();
            assertEquals(List.of("b", "c"), House.entities(house.store(), ScanRequest.all()));
        }
    }

    @Test
    void rowsAreCheckedAsThoseOfAWrite() {
        try (House house = new House()) {
            house.platform().update(House.TENANT, TenantSettings.DEFAULTS.withVectorDimensions(Map.of("face", 2)));
            try (BulkLoad load = house.store().bulkLoad(BulkLoadOptions.UNSORTED)) {
                assertThrows(InvalidArgumentException.class, () -> load.add(new byte[0], BulkLoads.LOADED));
                assertThrows(
                        InvalidArgumentException.class,
                        () -> load.add(VectorRow.of(EntityId.of("a"), "face", 1f, 2f, 3f)));
                load.add(VectorRow.of(EntityId.of("a"), "face", 1f, 2f));
                load.finish();
            }
            assertEquals(1, house.store().getEntity(EntityId.of("a")).size());
        }
    }

    @Test
    void unsortedRowsThatDoNotFitInMemoryAreSortedOnDiskAndLeaveNoRuns() {
        try (House house = new House()) {
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                numbers.add(i);
            }
            Collections.shuffle(numbers, new Random(7));
            try (BulkLoad load = house.store().bulkLoad(BulkLoads.options(false))) {
                for (int number : numbers) {
                    load.add(House.bytes("k%06d".formatted(number)), new byte[1_000]);
                }
                assertTrue(house.store().statistics().usage().diskBytes() > 1 << 20, "there are runs on disk");
                load.finish();
            }
            List<String> found = House.entities(house.store(), ScanRequest.all());
            assertEquals(3_000, found.size());
            assertEquals("k000000", found.getFirst());
            long tables = house.store().tables().stream()
                    .mapToLong(table -> table.fileBytes())
                    .sum();
            assertTrue(house.store().statistics().usage().diskBytes() < tables + (64 << 10), "no run is left");
        }
    }
}
