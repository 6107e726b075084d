package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many rows there are is estimated within a tenth, whatever was overwritten, deleted or has expired, and wherever it lies. */
class RowEstimateTest {

    private static final int ROWS = 24_000;

    private final Random random = new Random(Seed.get());
    private House house;

    @BeforeEach
    void open() {
        // nothing is paced: the clock stands still
        Map<String, Object> settings = Map.of(
                "engine.durability",
                "buffered",
                "wal.max_file_mb",
                64,
                "compaction.max_bandwidth_mbps",
                0,
                "compaction.max_iops",
                0);
        house = new House((operation, name) -> {}, settings);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void fewRowsAreCounted() {
        write(0, 5_000);
        house.store().flush();
        write(2_500, 6_000);
        delete(1_000, 2_000);
        assertEquals(5_000, house.store().estimateRows(ScanRequest.all()));
        assertEquals(
                1_000,
                house.store()
                        .estimateRows(ScanRequest.all()
                                .from(entity(0))
                                .to(entity(1_000))
                                .limit(3)));
        assertEquals(
                0, house.store().estimateRows(ScanRequest.all().from(entity(9)).to(entity(9))));
        assertEquals(0, house.store().estimateRows(ScanRequest.ofPrefix("none")));
    }

    @Test
    void rowsOfMemtablesAndTablesAreEstimated() {
        write(0, ROWS);
        assertEstimated("a memtable", ROWS);
        house.store().flush();
        assertEstimated("a table", ROWS);
        write(ROWS, ROWS + ROWS / 2);
        assertEstimated("both", ROWS + ROWS / 2);
    }

    @Test
    void overwrittenRowsCountOnce() {
        write(0, ROWS);
        house.store().flush();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < ROWS / 2; i++) {
                int row = random.nextInt(ROWS);
                write(row, row + 1);
            }
            assertEstimated("overwritten in a memtable, round " + round, ROWS);
            house.store().flush();
            assertEstimated("overwritten in tables, round " + round, ROWS);
        }
    }

    @Test
    void queueIsAsLongAsWhatWasNotTaken() {
        for (int round = 0; round < 4; round++) {
            write(round * ROWS / 2, (round + 1) * ROWS / 2);
            if (round > 0) {
                delete((round - 1) * ROWS / 2, round * ROWS / 2 - 1_000);
            }
            house.store().flush();
        }
        assertEstimated("a queue", ROWS / 2 + 3 * 1_000);
    }

    @Test
    void rowsThatWereDeletedAndWrittenAgainCount() {
        write(0, ROWS);
        house.store().flush();
        delete(0, ROWS);
        house.store().flush();
        assertEquals(0, house.store().estimateRows(ScanRequest.all()));
        write(0, ROWS);
        house.store().flush();
        assertEstimated("written again", ROWS);
    }

    @Test
    void deletedEntitiesAndRangesDoNotCount() {
        write(0, ROWS);
        house.store().flush();
        WriteBatch batch = house.store().newBatch();
        for (int entity = 0; entity < ROWS; entity += 4) {
            batch.deleteEntity(entity(entity));
        }
        batch.deleteRange(entity(0), entity(ROWS / 2));
        house.store().write(batch);
        assertEstimated("a half, and a quarter of the other", ROWS * 3 / 8);
    }

    @Test
    void expiredRowsDoNotCount() {
        WriteBatch batch = house.store().newBatch();
        for (int row = 0; row < ROWS; row++) {
            if (row % 3 == 0) {
                batch.put(ValueRow.of(entity(row), new byte[20]), Duration.ofHours(1));
            } else {
                batch.put(ValueRow.of(entity(row), new byte[20]));
            }
        }
        house.store().write(batch);
        house.store().flush();
        assertEstimated("none has expired", ROWS);
        house.clock().advanceMillis(7_200_000);
        assertEstimated("a third has expired", ROWS * 2 / 3);
    }

    @Test
    void kindsAndRangesAreEstimatedWhereRowsDifferInSize() {
        WriteBatch batch = house.store().newBatch();
        for (int row = 0; row < ROWS; row++) {
            batch.put(ValueRow.of(entity(row), new byte[row < ROWS / 2 ? 10 : 200]));
            if (row % 2 == 0) {
                batch.put(MetaRow.of(entity(row), "person"));
            }
        }
        house.store().write(batch);
        house.store().flush();
        assertNear("values", ROWS, house.store().estimateRows(ScanRequest.all().kinds(Kind.VALUE)));
        assertNear(
                "meta", ROWS / 2, house.store().estimateRows(ScanRequest.all().kinds(Kind.META)));
        ScanRequest small = ScanRequest.all().from(entity(1_000)).to(entity(ROWS / 2));
        assertNear("small rows", (ROWS / 2 - 1_000) * 3 / 2, house.store().estimateRows(small));
        assertNear(
                "large rows",
                ROWS / 4 * 3,
                house.store().estimateRows(ScanRequest.all().from(entity(ROWS / 2))));
    }

    @Test
    void whatWasDoneAtRandomIsEstimated() {
        Set<EntityId> model = new HashSet<>();
        long entries = 0;
        for (int round = 0; round < 8; round++) {
            int from = random.nextInt(ROWS);
            int length = 1 + random.nextInt(ROWS / 2);
            int step = 1 + random.nextInt(3);
            boolean deletes = random.nextInt(3) == 0;
            WriteBatch batch = house.store().newBatch();
            entries += length / step + 1;
            for (int row = from; row < from + length; row += step) {
                EntityId entity = entity(row);
                if (deletes) {
                    batch.delete(RowKey.value(entity));
                    model.remove(entity);
                } else {
                    batch.put(ValueRow.of(entity, new byte[random.nextInt(100)]));
                    model.add(entity);
                }
            }
            house.store().write(batch);
            switch (random.nextInt(4)) {
                case 0 -> {
                    house.store().compact();
                    entries = model.size();
                }
                case 1, 2 -> house.store().flush();
                default -> {}
            }
            long estimate = house.store().estimateRows(ScanRequest.all());
            // where few entries are rows, the sample has few of them
            long allowed = model.size() / 10 + entries / 33;
            assertTrue(
                    Math.abs(estimate - model.size()) <= allowed, estimate + " for " + model.size() + " in " + entries);
        }
        assertEquals(model.size(), count());
    }

    private void assertEstimated(String what, long expected) {
        assertEquals(expected, count(), what);
        assertNear(what, expected, house.store().estimateRows(ScanRequest.all()));
    }

    private static void assertNear(String what, long expected, long estimate) {
        assertTrue(Math.abs(estimate - expected) <= expected / 10, what + ": " + estimate + " for " + expected);
    }

    private long count() {
        long count = 0;
        try (Cursor cursor = house.store().scan(ScanRequest.all())) {
            while (cursor.next()) {
                count++;
            }
        }
        return count;
    }

    private void write(int from, int to) {
        WriteBatch batch = house.store().newBatch();
        for (int row = from; row < to; row++) {
            batch.put(ValueRow.of(entity(row), new byte[20]));
        }
        house.store().write(batch);
    }

    private void delete(int from, int to) {
        WriteBatch batch = house.store().newBatch();
        for (int row = from; row < to; row++) {
            batch.delete(RowKey.value(entity(row)));
        }
        house.store().write(batch);
    }

    private static EntityId entity(int row) {
        return EntityId.of("row-%07d".formatted(row));
    }
}
