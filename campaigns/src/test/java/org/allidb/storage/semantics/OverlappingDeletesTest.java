package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.semantics.House.Place;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thousands of range deletes over each other, as of a log that is trimmed after each append. */
class OverlappingDeletesTest {

    /** A list of all covering versions for each stretch takes gigabytes for so many. */
    private static final int DELETES = 12_000;
    /** A merge that is paced by a clock that stands would never end. */
    private static final Map<String, Object> UNPACED =
            Map.of("compaction.max_iops", 0, "compaction.max_bandwidth_mbps", 0);

    /** How a range delete lies to those before it. */
    enum Shape {
        /** Around all of them. */
        TRIM {
            @Override
            void delete(TenantStore store, int i) {
                deleteRange(store, 0, i + 1);
            }
        },
        /** Inside of all of them. */
        NESTED {
            @Override
            void delete(TenantStore store, int i) {
                deleteRange(store, i, 2 * DELETES - i);
            }
        },
        /** Over the end of the last ones. */
        STAIRCASE {
            @Override
            void delete(TenantStore store, int i) {
                deleteRange(store, i, i + DELETES / 2);
            }
        },
        /** The same range again. */
        IDENTICAL {
            @Override
            void delete(TenantStore store, int i) {
                deleteRange(store, 1, 2 * DELETES);
            }
        };

        abstract void delete(TenantStore store, int i);
    }

    @ParameterizedTest
    @EnumSource
    void scansFlushesMergesAndReopensCostLittle(Shape shape) {
        try (House house = new House((operation, name) -> {}, UNPACED)) {
            Snapshot half = fill(house, shape);
            try (half) {
                expect(house, half, shape);
                house.store().flush();
                expect(house, half, shape);
                house.store().compact();
                expect(house, half, shape);
            }
            house.store().put("after", new byte[1]);
            house.store().compact();
            assertEquals(List.of("after", "left"), House.entities(house.store(), ScanRequest.all()));
            assertEquals(0, tombstones(house));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theyAreReplayed(Shape shape) {
        try (House house = new House((operation, name) -> {}, UNPACED)) {
            fill(house, shape).close();
            house.bringTo(Place.REPLAYED);
            assertEquals(List.of("left"), House.entities(house.store(), ScanRequest.all()));
            house.store().flush();
            assertEquals(
                    List.of("left"),
                    House.entities(house.store(), ScanRequest.all().reversed()));
        }
    }

    /** Puts and deletes by turns; half-way a snapshot is taken that sees the row before it. */
    private static Snapshot fill(House house, Shape shape) {
        TenantStore store = house.store();
        store.put("left", new byte[1]);
        Snapshot half = null;
        for (int i = 0; i < DELETES; i++) {
            store.put(House.bytes(name(i)), new byte[1], WriteOptions.BUFFERED);
            if (i == DELETES / 2) {
                half = store.snapshot();
            }
            shape.delete(store, i);
        }
        deleteRange(store, 0, DELETES);
        return half;
    }

    private static void expect(House house, Snapshot half, Shape shape) {
        assertEquals(List.of("left"), House.entities(house.store(), ScanRequest.all()));
        assertEquals(
                List.of("left"), House.entities(house.store(), ScanRequest.all().reversed()));
        assertEquals(Optional.empty(), house.store().get(name(DELETES / 2)));
        assertEquals(List.of(), house.store().getEntity(id(DELETES / 2)));
        assertEquals(1, half.getEntity(id(DELETES / 2)).size());
        List<String> then = shape == Shape.IDENTICAL
                ? List.of("left", name(0), name(DELETES / 2))
                : List.of("left", name(DELETES / 2));
        assertEquals(then, House.entities(half, ScanRequest.all()));
        assertEquals(then.reversed(), House.entities(half, ScanRequest.all().reversed()));
    }

    private static long tombstones(House house) {
        return house.store().tables().stream().mapToLong(TableInfo::tombstones).sum();
    }

    private static void deleteRange(TenantStore store, int from, int to) {
        store.write(store.newBatch().deleteRange(id(from), id(to)), WriteOptions.BUFFERED);
    }

    private static EntityId id(int number) {
        return EntityId.of(name(number));
    }

    private static String name(int number) {
        return "log/%06d".formatted(number);
    }
}
