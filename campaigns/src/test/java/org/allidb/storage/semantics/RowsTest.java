package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.CustomRow;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.RowReader;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.semantics.House.Place;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of every kind, read in every way. */
class RowsTest {

    private static final EntityId CAT = EntityId.of("cat");
    private static final EntityId DOG = EntityId.of("dog");
    private static final VectorRow VECTOR = VectorRow.of(CAT, "body", 1.5f, -2, 0);
    private static final EdgeRow EDGE =
            EdgeRow.of(CAT, "fears", DOG).withWeight(0.75f).withProperties(Map.of("since", "ever", "von", "klein auf"));
    private static final ChunkRow CHUNK =
            ChunkRow.of(CAT, "1", "Die Katze schläft \uD83D\uDC08").withMetadata(Map.of("lang", "de"));
    private static final MetaRow META =
            MetaRow.of(CAT, "animal").withImportance(0.5f).withTimes(1_000, 2_000);
    private static final ValueRow VALUE = ValueRow.of(CAT, new byte[] {0, -1, 127});
    private static final CustomRow CUSTOM =
            CustomRow.of(RowKey.of(CAT, Kind.custom(0x7F), Qualifier.of("mine")), new byte[0]);
    private static final List<Row> ALL_OF_CAT = List.of(VECTOR, EDGE, CHUNK, META, VALUE, CUSTOM);

    @ParameterizedTest
    @EnumSource
    void everyKindIsReadAsItWasWritten(Place place) {
        try (House house = new House()) {
            ALL_OF_CAT.forEach(house.store()::put);
            house.store().put(ValueRow.of(DOG, House.bytes("woof")));
            house.bringTo(place);
            for (Row row : ALL_OF_CAT) {
                assertEquals(Optional.of(row), house.store().get(row.key()).map(StoredRow::row));
            }
            assertEquals(ALL_OF_CAT, rows(house.store().getEntity(CAT)));
            assertEquals(List.of(EDGE), rows(house.store().getKind(CAT, Kind.EDGE)));
            assertEquals(List.of(), house.store().getKind(DOG, Kind.EDGE));
            assertEquals(List.of(), house.store().getEntity(EntityId.of("cow")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyRowsAreReadAtOnceInTheOrderAsked(Place place) {
        try (House house = new House()) {
            house.store().put(VALUE);
            house.store().put(META);
            house.bringTo(place);
            List<Optional<StoredRow>> found =
                    house.store().getAll(List.of(META.key(), RowKey.value(DOG), VALUE.key(), META.key()));
            assertEquals(
                    List.of(Optional.of(META), Optional.empty(), Optional.of(VALUE), Optional.of(META)),
                    found.stream().map(row -> row.map(StoredRow::row)).toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void laterWriteReplacesTheRowAndNoOther(Place place) {
        try (House house = new House()) {
            house.store().put(VALUE);
            house.store().put(META);
            house.bringTo(place);
            ValueRow shorter = ValueRow.of(CAT, new byte[] {1});
            house.store().put(shorter);
            assertEquals(List.of(META, shorter), rows(house.store().getEntity(CAT)));
            house.bringTo(place);
            assertEquals(List.of(META, shorter), rows(house.store().getEntity(CAT)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void entitiesAreBytesOfAnyContent(Place place) {
        byte[][] ids = {{0}, {0, 0}, {0, 1}, {1}, {-1}, {-1, -1}, {-1, 0}, House.bytes("cat"), new byte[16_384]};
        try (House house = new House()) {
            for (byte[] id : ids) {
                house.store().put(id, id);
            }
            house.bringTo(place);
            for (byte[] id : ids) {
                assertArrayEquals(id, house.store().get(id).orElseThrow());
            }
            byte[][] ordered = ids.clone();
            Arrays.sort(ordered, Arrays::compareUnsigned);
            int position = 0;
            try (Cursor cursor = house.store().scan(ScanRequest.all())) {
                while (cursor.next()) {
                    assertArrayEquals(ordered[position++], cursor.entity().toByteArray());
                }
            }
            assertEquals(ids.length, position);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readerFindsWithoutMakingObjects(Place place) {
        try (House house = new House()) {
            house.store().put("a", House.bytes("first"));
            house.store().put("b", new byte[5_000]);
            house.bringTo(place);
            try (RowReader reader = house.store().reader()) {
                assertTrue(reader.find(House.bytes("a")));
                assertEquals("first", House.text(reader.value().toArray(ValueLayout.JAVA_BYTE)));
                assertFalse(reader.find(House.bytes("c")));
                assertTrue(reader.find(RowKey.value(EntityId.of("b"))));
                assertEquals(5_000, reader.valueLength());
                house.store().put("c", House.bytes("written meanwhile"));
                assertTrue(reader.find(House.bytes("c")));
                byte[] copy = new byte[reader.valueLength() + 2];
                reader.copyValue(copy, 2);
                assertEquals("\0\0written meanwhile", House.text(copy));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void vectorsAreReadInPlace(Place place) {
        float[] components = new float[768];
        for (int i = 0; i < components.length; i++) {
            components[i] = i / 4f;
        }
        try (House house = new House()) {
            house.store().put(VectorRow.of(CAT, "", components));
            house.store().put(META);
            house.bringTo(place);
            try (Cursor cursor = house.store().scan(ScanRequest.all().kinds(Kind.VECTOR))) {
                assertTrue(cursor.next());
                MemorySegment value = cursor.value();
                ValueLayout.OfFloat layout = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
                assertEquals(768L * Float.BYTES, value.byteSize());
                for (int i = 0; i < components.length; i++) {
                    assertEquals(components[i], value.getAtIndex(layout, i));
                }
                assertFalse(cursor.next());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheCallerDoesToItsArraysChangesNothing(Place place) {
        try (House house = new House()) {
            byte[] key = House.bytes("key");
            byte[] value = House.bytes("value");
            house.store().put(key, value);
            key[0] = 'X';
            value[0] = 'X';
            house.bringTo(place);
            byte[] first = house.store().get("key").orElseThrow();
            first[0] = 'X';
            assertEquals("value", House.text(house.store().get("key").orElseThrow()));
            EntityId id =
                    house.store().getEntity(EntityId.of("key")).getFirst().row().entity();
            id.toByteArray()[0] = 'X';
            assertEquals(List.of("key"), House.entities(house.store(), ScanRequest.all()));
        }
    }

    private static List<Row> rows(List<StoredRow> stored) {
        return stored.stream().map(StoredRow::row).toList();
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfABatchExpireEachAtItsTime(Place place) {
        try (House house = new House()) {
            WriteBatch batch = house.store()
                    .newBatch()
                    .put(META, Duration.ofSeconds(10))
                    .put(VALUE)
                    .put(EDGE, Duration.ofSeconds(30))
                    .delete(CUSTOM.key());
            house.clock().advanceMillis(1_000);
            house.store().write(batch, WriteOptions.DEFAULTS.withTimeToLive(Duration.ofSeconds(20)));
            house.bringTo(place);
            assertEquals(List.of(EDGE, META, VALUE), rows(house.store().getEntity(CAT)));
            house.clock().advanceMillis(9_000);
            assertEquals(List.of(EDGE, VALUE), rows(house.store().getEntity(CAT)), "counted from when it was added");
            house.clock().advanceMillis(11_000);
            assertEquals(List.of(EDGE), rows(house.store().getEntity(CAT)));
            house.clock().advanceMillis(9_000);
            assertEquals(List.of(), rows(house.store().getEntity(CAT)));
            batch.clear();
            assertEquals(
                    "a time to live of PT0S is not allowed; use 1 ms to 1000000 days, or none for ever",
                    assertThrows(InvalidArgumentException.class, () -> batch.put(META, Duration.ZERO))
                            .getMessage());
            assertEquals(0, batch.size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfABatchExpireAtAMoment(Place place) {
        try (House house = new House()) {
            Instant now = Instant.ofEpochMilli(house.clock().wallMicros() / 1_000);
            house.store().put(EDGE);
            WriteBatch batch = house.store()
                    .newBatch()
                    .put(META, now.plusSeconds(10))
                    .put(VALUE, now.plusMillis(20_001))
                    .put(EDGE, now.minusSeconds(1));
            house.clock().advanceMillis(5_000);
            house.store().write(batch);
            house.bringTo(place);
            assertEquals(List.of(META, VALUE), rows(house.store().getEntity(CAT)), "one was over before");
            assertEquals(
                    Optional.of(now.plusMillis(20_001)),
                    house.store().get(VALUE.key()).orElseThrow().expires());
            house.clock().advanceMillis(5_000);
            assertEquals(List.of(VALUE), rows(house.store().getEntity(CAT)), "it counts from no call");
            batch.clear();
            assertEquals(
                    "a row cannot expire at 1970-01-01T00:00:00Z; use a moment after 1970-01-01T00:00Z",
                    assertThrows(InvalidArgumentException.class, () -> batch.put(META, Instant.EPOCH))
                            .getMessage());
            assertThrows(InvalidArgumentException.class, () -> batch.put(META, Instant.MAX));
            assertEquals(0, batch.size());
        }
    }
}
