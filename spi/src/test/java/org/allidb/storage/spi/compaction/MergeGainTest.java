package org.allidb.storage.spi.compaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.allidb.storage.spi.entry.KeyHash;
import org.allidb.storage.spi.sstable.KeySketch;
import org.allidb.storage.spi.sstable.TableProperties;
import org.junit.jupiter.api.Test;

class MergeGainTest {

    private static final long SEED = 20_261_129;
    private static final int ROW_BYTES = 100;

    private final Random random = new Random(SEED);
    private long nextId = 1;

    @Test
    void nothingIsDroppedOfTablesWithoutCommonKeys() {
        TableSummary first = table(rows(0, 100_000));
        TableSummary second = table(rows(100_000, 200_000));
        MergeGain gain = MergeGain.of(List.of(first, second));
        assertEquals(200_000 * ROW_BYTES, gain.bytes());
        assertEquals(0, gain.droppedBytes());
        assertFalse(gain.sharesKeys(first));
        assertFalse(gain.sharesKeys(second));
    }

    @Test
    void halfIsDroppedOfTwoTablesWithTheSameKeys() {
        MergeGain gain = MergeGain.of(List.of(table(rows(0, 100_000)), table(rows(0, 100_000))));
        assertEquals(100_000 * ROW_BYTES, gain.droppedBytes());
    }

    @Test
    void nothingIsDroppedOfOneTableOrNone() {
        assertEquals(0, MergeGain.of(List.of(table(rows(0, 1_000)))).droppedBytes());
        assertEquals(0, MergeGain.of(List.of()).bytes());
        assertEquals(0, MergeGain.of(List.of()).droppedBytes());
    }

    @Test
    void tablesWithoutASketchCountAsIfTheySharedNothing() {
        TableSummary unknown = TableSummary.of(
                table(rows(0, 100_000)).properties().toBuilder()
                        .keySketch(KeySketch.EMPTY)
                        .build(),
                0,
                false);
        MergeGain gain = MergeGain.of(List.of(unknown, table(rows(0, 100_000)), table(rows(0, 100_000))));
        assertEquals(300_000 * ROW_BYTES, gain.bytes());
        assertEquals(100_000 * ROW_BYTES, gain.droppedBytes());
        assertFalse(gain.sharesKeys(unknown));
    }

    @Test
    void whatIsDroppedIsOfTheOlderTable() {
        TableSummary large = TableSummary.of(
                table(rows(0, 10_000)).properties().toBuilder()
                        .fileBytes(10_000_000)
                        .build(),
                0,
                false);
        TableSummary small = table(rows(0, 10_000));
        assertEquals(10_000_000, MergeGain.of(List.of(large, small)).droppedBytes());
        assertEquals(10_000_000, MergeGain.of(List.of(small, large)).droppedBytes());
    }

    /** Whatever the sizes, and whatever the tables have in common. */
    @Test
    void estimatesAreCloseToWhatIsDropped() {
        double squares = 0;
        int rounds = 200;
        for (int round = 0; round < rounds; round++) {
            List<TableSummary> tables = new ArrayList<>();
            Set<Integer> union = new HashSet<>();
            long rows = 0;
            long most = 0;
            for (int i = 0; i < 2 + random.nextInt(8); i++) {
                int from = random.nextInt(20_000);
                Set<Integer> of = rows(from, from + 1 + random.nextInt(1 << random.nextInt(5, 16)));
                union.addAll(of);
                rows += of.size();
                most = Math.max(most, of.size());
                tables.add(table(of));
            }
            MergeGain gain = MergeGain.of(tables);
            double error = (gain.droppedBytes() / (double) ROW_BYTES - (rows - union.size())) / rows;
            assertEquals(0, error, 0.15, gain::toString);
            assertTrue(gain.bytes() - gain.droppedBytes() >= most * ROW_BYTES - tables.size(), gain::toString);
            squares += error * error;
        }
        assertTrue(Math.sqrt(squares / rounds) < 0.03, () -> "the standard error is too large");
    }

    /** A sample of a few keys that all tables have, chosen by their hashes, beside many that none has in common. */
    @Test
    void samplesThatLieLeaveTheLargestTable() {
        KeySketch lie = table(rows(0, 100_000)).properties().keySketch();
        List<TableSummary> tables = new ArrayList<>();
        for (int rows : new int[] {100_000, 10_000, 30_000, 2_000}) {
            int from = 1_000_000 * tables.size();
            tables.add(TableSummary.of(
                    table(rows(from, from + rows)).properties().toBuilder()
                            .keySketch(lie)
                            .build(),
                    0,
                    false));
        }
        assertEquals(42_000 * ROW_BYTES, MergeGain.of(tables).droppedBytes(), tables.size());
    }

    private static Set<Integer> rows(int from, int to) {
        Set<Integer> rows = new HashSet<>();
        for (int row = from; row < to; row++) {
            rows.add(row);
        }
        return rows;
    }

    private TableSummary table(Set<Integer> rows) {
        KeySketch.Builder sketch = new KeySketch.Builder();
        for (int row : rows) {
            byte[] key = {(byte) (row >> 24), (byte) (row >> 16), (byte) (row >> 8), (byte) row};
            sketch.add(KeyHash.hash(key, 0, key.length));
        }
        long id = nextId++;
        return TableSummary.of(
                TableProperties.of(id, 1)
                        .fileBytes((long) rows.size() * ROW_BYTES)
                        .counts(rows.size(), 0, 0)
                        .sequences(id, id)
                        .keySketch(sketch.build())
                        .build(),
                0,
                false);
    }
}
