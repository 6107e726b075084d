package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.semantics.House.Place;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a scan has found thousands of deleted rows and the next ones do not look again: no row is overlooked. */
class DeletedRunsTest {

    private static final long SEED = Seed.get();
    private static final int HOUSES = 6;
    private static final int ROUNDS = 8;
    private static final int ROWS = 4_000;
    /** Enough that a scan asks what is known. */
    private static final int FEW = 100;
    /** A merge that is paced by a clock that stands would never end. */
    private static final Map<String, Object> UNPACED =
            Map.of("compaction.max_iops", 0, "compaction.max_bandwidth_mbps", 0);

    private static final ScanRequest ALL = ScanRequest.all();

    @Test
    void scansShowWhatAModelShows() {
        for (int i = 0; i < HOUSES; i++) {
            try (House house = new House((operation, name) -> {}, UNPACED)) {
                DeletedRunsModel.run(house, SEED + i);
            }
        }
    }

    /** The writer puts every row of a deleted run back, one by one, in any order. */
    @Test
    void everyScanShowsWhatWasAcknowledgedBeforeIt() throws Exception {
        try (House house = filled();
                ExecutorService writer = Executors.newSingleThreadExecutor()) {
            for (int round = 0; round < ROUNDS; round++) {
                delete(house.store(), 0, ROWS);
                List<Integer> order =
                        new ArrayList<>(IntStream.range(0, ROWS).boxed().toList());
                Collections.shuffle(order, new Random(SEED + round));
                ConcurrentSkipListSet<String> acknowledged = new ConcurrentSkipListSet<>();
                Future<?> puts = writer.submit(() -> order.forEach(row -> {
                    put(house.store(), row);
                    acknowledged.add(name(row));
                }));
                for (int scan = 0; !puts.isDone(); scan++) {
                    Set<String> before = Set.copyOf(acknowledged);
                    List<String> found = House.entities(house.store(), scan % 2 == 0 ? ALL : ALL.reversed());
                    assertTrue(Set.copyOf(found).containsAll(before), "seed " + SEED + ", round " + round);
                }
                puts.get();
                expect(house, ALL, IntStream.range(0, ROWS).toArray());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowPutIntoADeletedRunIsThere(Place place) {
        try (House house = filled()) {
            delete(house.store(), 1, ROWS - 1);
            house.bringTo(place);
            for (int row : List.of(1_999, 1, ROWS - 2)) {
                expect(house, ALL, 0, ROWS - 1);
                put(house.store(), row);
                house.bringTo(place);
                expect(house, ALL, 0, row, ROWS - 1);
                delete(house.store(), row, row + 1);
                house.bringTo(place);
            }
            expect(house, ALL, 0, ROWS - 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowPutIntoADeletedRangeIsThere(Place place) {
        try (House house = filled()) {
            house.store().flush();
            house.store().deleteRange(id(0), id(ROWS));
            house.bringTo(place);
            expect(house, ALL);
            put(house.store(), 17);
            house.bringTo(place);
            expect(house, ALL, 17);
        }
    }

    @Test
    void rowNewerThanADeletedRangeIsThereThoughItsTableIsOld() {
        try (House house = filled()) {
            long now = house.clock().wallMicros() + 1_000_000;
            put(house.store(), 1_000, WriteOptions.BUFFERED.withTimestamp(now + 1));
            house.store().flush();
            WriteBatch delete = house.store().newBatch().deleteRange(id(0), id(ROWS));
            house.store().write(delete, WriteOptions.BUFFERED.withTimestamp(now));
            expect(house, ALL, 1_000);
            house.store().flush();
            expect(house, ALL, 1_000);
        }
    }

    @Test
    void olderSnapshotStillSeesWhatWasDeleted() {
        try (House house = filled()) {
            // it passes deleted rows itself, so that it looks for what is known of those that follow
            delete(house.store(), 0, FEW);
            delete(house.store(), ROWS - FEW, ROWS);
            try (Snapshot before = house.store().snapshot()) {
                delete(house.store(), FEW, ROWS - FEW);
                expect(house, ALL);
                assertEquals(ROWS - 2 * FEW, House.entities(before, ALL).size());
                assertEquals(
                        ROWS - 2 * FEW, House.entities(before, ALL.reversed()).size());
            }
        }
    }

    @Test
    void snapshotOfADeletedRunStaysWithoutTheRowsThatCome() {
        try (House house = filled()) {
            delete(house.store(), 1, ROWS - 1);
            expect(house, ALL, 0, ROWS - 1);
            try (Snapshot between = house.store().snapshot()) {
                put(house.store(), 1_000);
                assertEquals(List.of(name(0), name(ROWS - 1)), House.entities(between, ALL));
                assertEquals(List.of(name(0), name(ROWS - 1)), House.entities(between, ALL));
                expect(house, ALL, 0, 1_000, ROWS - 1);
            }
        }
    }

    /** The scan does not see the table beyond its range, in which one of the deleted rows lives again. */
    @Test
    void whatLiesBeyondAScanIsNotTakenForDeleted() {
        for (boolean reverse : List.of(false, true)) {
            try (House house = filled()) {
                delete(house.store(), 0, ROWS);
                house.store().flush();
                int back = reverse ? 100 : ROWS - 100;
                put(house.store(), back);
                house.store().flush();
                ScanRequest half = reverse ? ALL.from(id(ROWS / 2)).reversed() : ALL.to(id(ROWS / 2));
                assertEquals(List.of(), House.entities(house.store(), half));
                expect(house, ALL, back);
            }
        }
    }

    @Test
    void scanThatIsOlderThanAPutDoesNotHideIt() {
        try (House house = filled()) {
            delete(house.store(), 1, ROWS - 1);
            try (Cursor older = house.store().scan(ALL)) {
                assertTrue(older.next());
                put(house.store(), 2_000);
                assertTrue(older.next());
                assertEquals(name(ROWS - 1), older.entity().toText());
            }
            expect(house, ALL, 0, 2_000, ROWS - 1);
        }
    }

    @Test
    void rowThatIsBeingSyncedIsNotOverlookedLater() {
        AtomicReference<Runnable> duringSync = new AtomicReference<>(() -> {});
        FaultPlan plan = (operation, name) -> {
            if (operation == FaultPlan.Operation.SYNC && name.endsWith(".wal")) {
                duringSync.get().run();
            }
        };
        try (House house = filled(new House(plan, Map.of()))) {
            delete(house.store(), 1, ROWS - 1);
            // of the first put nothing is noted, of those that follow it is
            for (int row : List.of(2_000, 1_900, 3_900, 50)) {
                duringSync.set(() -> expect(house, ALL, 0, ROWS - 1));
                house.store().put(name(row), new byte[1]);
                duringSync.set(() -> {});
                expect(house, ALL, 0, row, ROWS - 1);
                house.store().delete(House.bytes(name(row)));
            }
        }
    }

    @Test
    void expiredRowsLiveAgainWhenTheWallClockGoesBack() {
        try (House house = new House()) {
            WriteBatch batch = house.store().newBatch();
            IntStream.range(0, ROWS).forEach(row -> batch.put(House.bytes(name(row)), new byte[1]));
            house.store().write(batch, WriteOptions.BUFFERED.withTimeToLive(Duration.ofHours(1)));
            delete(house.store(), 0, FEW);
            house.clock().advanceMillis(Duration.ofHours(2).toMillis());
            expect(house, ALL);
            expect(house, ALL);
            house.clock().jumpMillis(-Duration.ofHours(2).toMillis());
            assertEquals(ROWS - FEW, House.entities(house.store(), ALL).size());
            house.clock().jumpMillis(Duration.ofHours(2).toMillis());
            put(house.store(), FEW + 7);
            expect(house, ALL, FEW + 7);
        }
    }

    @Test
    void rowWithACallersTimestampIsThereIfItIsTheNewest() {
        try (House house = filled()) {
            long now = house.clock().wallMicros() + 1_000_000;
            WriteBatch batch = house.store().newBatch();
            IntStream.range(1, ROWS - 1).forEach(row -> batch.delete(House.bytes(name(row))));
            house.store().write(batch, WriteOptions.BUFFERED.withTimestamp(now));
            expect(house, ALL, 0, ROWS - 1);
            put(house.store(), 1_000, WriteOptions.BUFFERED.withTimestamp(now - 1));
            expect(house, ALL, 0, ROWS - 1);
            put(house.store(), 2_000, WriteOptions.BUFFERED.withTimestamp(now + 1));
            expect(house, ALL, 0, 2_000, ROWS - 1);
        }
    }

    private static House filled() {
        return filled(new House());
    }

    private static House filled(House house) {
        WriteBatch batch = house.store().newBatch();
        IntStream.range(0, ROWS).forEach(row -> batch.put(House.bytes(name(row)), new byte[1]));
        house.store().write(batch, WriteOptions.BUFFERED);
        return house;
    }

    private static void delete(TenantStore store, int from, int to) {
        WriteBatch batch = store.newBatch();
        IntStream.range(from, to).forEach(row -> batch.delete(RowKey.value(id(row))));
        store.write(batch, WriteOptions.BUFFERED);
    }

    private static void put(TenantStore store, int row) {
        put(store, row, WriteOptions.BUFFERED);
    }

    private static void put(TenantStore store, int row, WriteOptions options) {
        store.put(House.bytes(name(row)), new byte[1], options);
    }

    /** Twice in each direction, because only the second scan can use what the first has found. */
    private static void expect(House house, ScanRequest request, int... rows) {
        List<String> names = IntStream.of(rows).mapToObj(DeletedRunsTest::name).toList();
        for (int i = 0; i < 2; i++) {
            assertEquals(names, House.entities(house.store(), request));
            assertEquals(names.reversed(), House.entities(house.store(), request.reversed()));
        }
    }

    private static EntityId id(int row) {
        return EntityId.of(name(row));
    }

    private static String name(int row) {
        return "row%05d".formatted(row);
    }
}
