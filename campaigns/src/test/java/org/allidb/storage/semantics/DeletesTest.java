package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.CustomRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.semantics.House.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is deleted stays deleted, wherever the row and its tombstone are. */
class DeletesTest {

    private static final long DAY_MILLIS = 86_400_000;

    @Test
    void deleteAheadOfTheClockHidesLaterWritesMergedOrNot() {
        try (House house = new House()) {
            RowKey key = RowKey.value(EntityId.of("key"));
            long ahead = house.clock().wallMicros() + 10 * DAY_MILLIS * 1_000;
            house.store().delete(key, WriteOptions.SYNC.withTimestamp(ahead));
            house.store().flush();
            house.clock().advanceMillis(2 * DAY_MILLIS);
            house.store().compact();
            house.store().put("key", new byte[10]);
            assertEquals(Optional.empty(), house.store().get("key"));
            house.clock().advanceMillis(9 * DAY_MILLIS);
            house.store().compact();
            assertEquals(Optional.empty(), house.store().get("key"));
            house.store().put("key", new byte[10]);
            assertTrue(house.store().get("key").isPresent());
        }
    }

    @ParameterizedTest
    @EnumSource
    void deletedRowStaysDeletedAcrossTiers(Place place) {
        try (House house = new House()) {
            house.store().put("gone", new byte[10]);
            house.store().put("kept", new byte[10]);
            house.store().flush();
            house.store().delete(House.bytes("gone"));
            house.store().delete(House.bytes("was never there"));
            house.bringTo(place);
            assertEquals(Optional.empty(), house.store().get("gone"));
            assertEquals(List.of("kept"), House.entities(house.store(), ScanRequest.all()));
            house.store().compact();
            house.reopen();
            assertEquals(Optional.empty(), house.store().get("gone"));
            assertEquals(List.of("kept"), House.entities(house.store(), ScanRequest.all()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowWrittenAfterItsDeleteIsThere(Place place) {
        try (House house = new House()) {
            house.store().put("phoenix", House.bytes("old"));
            house.store().delete(House.bytes("phoenix"));
            house.bringTo(place);
            house.store().put("phoenix", House.bytes("new"));
            house.bringTo(place);
            assertEquals("new", House.text(house.store().get("phoenix").orElseThrow()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void deletingOneRowLeavesTheEntitysOthers(Place place) {
        EntityId entity = EntityId.of("e");
        try (House house = new House()) {
            house.store().put(entity.toByteArray(), new byte[1]);
            house.store().put(MetaRow.of(entity, "thing").withImportance(1));
            house.store().flush();
            house.store().delete(RowKey.value(entity));
            house.bringTo(place);
            assertEquals(
                    List.of(RowKey.meta(entity)),
                    house.store().getEntity(entity).stream()
                            .map(row -> row.row().key())
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void deletedEntityTakesAllItsRowsAndNoOthers(Place place) {
        try (House house = new House()) {
            for (String entity : List.of("a", "ab", "abc", "b")) {
                house.store().put(entity, new byte[1]);
                house.store().put(MetaRow.of(EntityId.of(entity), "thing").withImportance(1));
            }
            house.store().flush();
            house.store().deleteEntity(EntityId.of("ab"));
            house.bringTo(place);
            assertEquals(List.of(), house.store().getEntity(EntityId.of("ab")));
            assertEquals(List.of("a", "a", "abc", "abc", "b", "b"), House.entities(house.store(), ScanRequest.all()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void deletedRangeHidesWhatWasThereAndNotWhatComesLater(Place place) {
        try (House house = new House()) {
            for (String entity : List.of("a", "b", "c", "d", "e")) {
                house.store().put(entity, new byte[1]);
            }
            house.store().flush();
            house.store().deleteRange(EntityId.of("b"), EntityId.of("d"));
            house.bringTo(place);
            assertEquals(List.of("a", "d", "e"), House.entities(house.store(), ScanRequest.all()));
            assertEquals(
                    List.of("e", "d", "a"),
                    House.entities(house.store(), ScanRequest.all().reversed()));
            house.store().put("c", House.bytes("again"));
            house.bringTo(place);
            house.store().compact();
            assertEquals(List.of("a", "c", "d", "e"), House.entities(house.store(), ScanRequest.all()));
            assertEquals(Optional.empty(), house.store().get("b"));
        }
    }

    @Test
    void tombstonesGoWhenTheyHideNothing() {
        try (House house = new House()) {
            for (int i = 0; i < 100; i++) {
                house.store().put("key" + i, new byte[10]);
            }
            house.store().flush();
            house.store().deleteRange(EntityId.of("key"), EntityId.of("kez"));
            house.store().compact();
            assertEquals(List.of(), house.store().tables());
        }
    }

    @Test
    void snapshotKeepsWhatWasDeleted() {
        try (House house = new House()) {
            house.store().put("a", House.bytes("alive"));
            try (Snapshot before = house.store().snapshot()) {
                house.store().delete(House.bytes("a"));
                house.store().compact();
                assertEquals("alive", House.text(before.get("a").orElseThrow()));
                assertEquals(Optional.empty(), house.store().get("a"));
            }
            house.store().compact();
            assertEquals(List.of(), house.store().tables());
        }
    }

    @ParameterizedTest
    @EnumSource
    void olderTimestampDoesNotUndoADelete(Place place) {
        RowKey key = RowKey.value(EntityId.of("replica"));
        try (House house = new House()) {
            house.store().put(House.bytes("replica"), new byte[1], WriteOptions.SYNC.withTimestamp(100));
            house.store().delete(key, WriteOptions.SYNC.withTimestamp(200));
            house.bringTo(place);
            assertEquals(Optional.empty(), house.store().get(key).map(StoredRow::timestamp));
            house.store().put(House.bytes("replica"), new byte[1], WriteOptions.SYNC.withTimestamp(150));
            house.bringTo(place);
            assertEquals(Optional.empty(), house.store().get(key).map(StoredRow::timestamp));
            house.store().put(House.bytes("replica"), new byte[1], WriteOptions.SYNC.withTimestamp(250));
            assertEquals(Optional.of(250L), house.store().get(key).map(StoredRow::timestamp));
        }
    }

    @Test
    void rangeThatEndsBeforeItsStartIsRefused() {
        try (House house = new House()) {
            InvalidArgumentException told = assertThrows(
                    InvalidArgumentException.class,
                    () -> house.store().deleteRange(EntityId.of("b"), EntityId.of("a")));
            assertEquals(
                    "the end of a range to delete is before its start; give the lesser entity first, or call deleteFrom"
                            + " to delete to the end",
                    told.getMessage());
        }
    }

    @Test
    void emptyRangeDeletesNothing() {
        EntityId a = EntityId.of("a");
        try (House house = new House()) {
            house.store().put("a", new byte[1]);
            house.store().deleteRange(a, a);
            assertEquals(0, house.store().newBatch().deleteRange(a, a).size());
            assertEquals(List.of("a"), House.entities(house.store(), ScanRequest.all()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void deleteFromTakesEverythingUpToTheGreatestIdThatThereMayBe(Place place) {
        byte[] greatest = new byte[EntityId.MAX_LENGTH];
        Arrays.fill(greatest, (byte) 0xFF);
        try (House house = new House()) {
            for (String entity : List.of("a", "b", "c")) {
                house.store().put(entity, new byte[1]);
            }
            house.store().put(ValueRow.of(EntityId.of(greatest), new byte[1]));
            house.store()
                    .put(CustomRow.of(
                            RowKey.of(EntityId.of(greatest), Kind.custom(0x7F), Qualifier.of("z")), greatest));
            house.bringTo(place);
            house.store().deleteFrom(EntityId.of("b"));
            house.bringTo(place);
            assertEquals(List.of("a"), House.entities(house.store(), ScanRequest.all()));
            assertEquals(List.of(), house.store().getEntity(EntityId.of(greatest)));
            house.store().put("c", House.bytes("again"));
            house.store().compact();
            assertEquals(
                    List.of("c", "a"),
                    House.entities(house.store(), ScanRequest.all().reversed()));
        }
    }

    @Test
    void valuesAreWrittenAndDeletedByText() {
        try (House house = new House()) {
            house.store().put("a", House.bytes("old"), WriteOptions.SYNC.withTimestamp(100));
            house.store().put("a", House.bytes("older"), WriteOptions.SYNC.withTimestamp(50));
            assertEquals("old", House.text(house.store().get("a").orElseThrow()));
            house.store().delete("a", WriteOptions.SYNC.withTimestamp(60));
            assertEquals("old", House.text(house.store().get("a").orElseThrow()));
            house.store().delete("a");
            assertEquals(Optional.empty(), house.store().get("a"));
        }
    }
}
