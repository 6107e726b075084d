package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.semantics.House.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which version of a row is read: the greatest timestamp, then the greatest sequence, unless it has expired. */
class VersionsTest {

    private static final RowKey KEY = RowKey.value(EntityId.of("key"));
    private static final byte[] ID = House.bytes("key");
    private static final long HOUR_MILLIS = 3_600_000;

    @ParameterizedTest
    @EnumSource
    void greaterTimestampWinsInAnyOrder(Place place) {
        try (House house = new House()) {
            house.store().put(ID, House.bytes("newer"), WriteOptions.SYNC.withTimestamp(2_000));
            house.bringTo(place);
            house.store().put(ID, House.bytes("older, and longer"), WriteOptions.SYNC.withTimestamp(1_000));
            house.bringTo(place);
            assertEquals("newer", House.text(house.store().get(ID).orElseThrow()));
            house.store().compact();
            assertEquals("newer", House.text(house.store().get(ID).orElseThrow()));
        }
    }

    /** Of two tables in a row the file that is newer, or its greatest timestamp, says nothing about a single row. */
    @Test
    void greaterTimestampIsFoundBehindTablesThatLookNewer() {
        try (House house = new House()) {
            putAndFlush(house, Map.of("key", 2_000L, "last", 1L));
            putAndFlush(house, Map.of("other", 1_400L));
            putAndFlush(house, Map.of("key", 1_500L));
            putAndFlush(house, Map.of("key", 1_000L, "third", 3_000L));
            assertEquals(2_000, house.store().get(KEY).orElseThrow().timestamp());
            assertEquals(2_000, house.store().getEntity(KEY.entity()).getFirst().timestamp());
        }
    }

    private static void putAndFlush(House house, Map<String, Long> timestamps) {
        timestamps.forEach((key, timestamp) ->
                house.store().put(House.bytes(key), new byte[1], WriteOptions.SYNC.withTimestamp(timestamp)));
        house.store().flush();
    }

    @ParameterizedTest
    @EnumSource
    void laterWriteWinsAmongEqualTimestamps(Place place) {
        try (House house = new House()) {
            house.store().put(ID, House.bytes("first"), WriteOptions.SYNC.withTimestamp(1_000));
            house.bringTo(place);
            house.store().put(ID, House.bytes("second"), WriteOptions.SYNC.withTimestamp(1_000));
            house.bringTo(place);
            assertEquals("second", House.text(house.store().get(ID).orElseThrow()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void writeAppliedTwiceChangesNothing(Place place) {
        try (House house = new House()) {
            for (int i = 0; i < 2; i++) {
                house.store().put(ID, House.bytes("same"), WriteOptions.SYNC.withTimestamp(1_000));
                house.store().put(House.bytes("other"), House.bytes("x"), WriteOptions.SYNC.withTimestamp(1_001));
                house.bringTo(place);
            }
            assertEquals(List.of("key", "other"), House.entities(house.store(), ScanRequest.all()));
            assertEquals(1_000, house.store().get(KEY).orElseThrow().timestamp());
        }
    }

    @ParameterizedTest
    @EnumSource
    void clockThatJumpsBackDoesNotReorderWrites(Place place) {
        try (House house = new House()) {
            house.store().put(ID, House.bytes("before"));
            long before = house.store().get(KEY).orElseThrow().timestamp();
            house.bringTo(place);
            house.clock().jumpMillis(-24 * HOUR_MILLIS);
            house.reopen();
            house.store().put(ID, House.bytes("after"));
            StoredRow found = house.store().get(KEY).orElseThrow();
            assertEquals("after", House.text(found.row().encodedValue()));
            assertTrue(found.timestamp() > before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void expiredRowIsNotReadAndLaterDropped(Place place) {
        try (House house = new House()) {
            house.store().put(ID, House.bytes("for ever"));
            house.store().put(House.bytes("brief"), new byte[1], WriteOptions.SYNC.withTimeToLive(Duration.ofHours(1)));
            house.bringTo(place);
            Instant expires = house.store()
                    .get(RowKey.value(EntityId.of("brief")))
                    .flatMap(StoredRow::expires)
                    .orElseThrow();
            assertEquals(house.clock().wallMillis() + HOUR_MILLIS, expires.toEpochMilli());
            house.clock().advanceMillis(HOUR_MILLIS - 1);
            assertTrue(house.store().get("brief").isPresent());
            house.clock().advanceMillis(2);
            assertEquals(Optional.empty(), house.store().get("brief"));
            assertEquals(List.of("key"), House.entities(house.store(), ScanRequest.all()));
            house.store().compact();
            assertEquals(1, house.store().tables().getFirst().rows());
        }
    }

    @ParameterizedTest
    @EnumSource
    void expiryDoesNotBringTheVersionBeforeItBack(Place place) {
        try (House house = new House()) {
            house.store().put(ID, House.bytes("old"));
            house.store().flush();
            house.store().put(ID, House.bytes("brief"), WriteOptions.SYNC.withTimeToLive(Duration.ofHours(1)));
            house.bringTo(place);
            house.clock().advanceMillis(2 * HOUR_MILLIS);
            assertEquals(Optional.empty(), house.store().get(ID));
            house.store().compact();
            assertEquals(Optional.empty(), house.store().get(ID));
        }
    }

    @ParameterizedTest
    @EnumSource
    void snapshotSeesExactlyWhatWasVisible(Place place) {
        try (House house = new House()) {
            WriteBatch batch = house.store().newBatch();
            for (int i = 0; i < 50; i++) {
                batch.put(House.bytes("key" + i), House.bytes("one"));
            }
            house.store().write(batch);
            try (Snapshot snapshot = house.store().snapshot()) {
                for (int i = 0; i < 100; i++) {
                    house.store().put("key" + i, House.bytes("two"));
                }
                if (place == Place.TABLE || place == Place.MERGED) {
                    house.bringTo(place);
                }
                assertEquals(50, House.entities(snapshot, ScanRequest.all()).size());
                assertEquals("one", House.text(snapshot.get("key7").orElseThrow()));
                assertEquals(Optional.empty(), snapshot.get("key70"));
                assertEquals("two", House.text(house.store().get("key7").orElseThrow()));
            }
        }
    }

    @Test
    void snapshotsOfTheSameMomentDoNotDependOnEachOther() {
        try (House house = new House()) {
            house.store().put(ID, House.bytes("one"));
            try (Snapshot second = house.store().snapshot()) {
                house.store().snapshot().close();
                house.store().put(ID, House.bytes("two"));
                house.store().compact();
                assertEquals("one", House.text(second.get("key").orElseThrow()));
            }
        }
    }

    @Test
    void cursorSeesTheMomentItWasOpened() {
        try (House house = new House()) {
            house.store().put("a", new byte[1]);
            house.store().put("b", new byte[1]);
            try (var cursor = house.store().scan(ScanRequest.all())) {
                assertTrue(cursor.next());
                house.store().put("c", new byte[1]);
                house.store().delete(House.bytes("b"));
                house.store().compact();
                assertTrue(cursor.next());
                assertEquals("b", cursor.entity().toText());
                assertTrue(!cursor.next());
            }
        }
    }
}
