package org.allidb.storage.memtable.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryBatchReader;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.junit.jupiter.api.Test;

/** A row that is written over and over costs a reader what any other row costs, whatever its snapshot. */
class HotRowsTest {

    private static final int VERSIONS = 40_000;

    private final TreeWriter writer = new TreeWriter(new ReusePool<>(EntryPosition::new));
    private final EntryBatch batch = new EntryBatch();
    private long sequence;

    @Test
    void leavesWithNewerVersionsAreNotEntered() {
        put("a", -1);
        put("z", -1);
        writeHotRow(false);
        TreePath path = new TreePath(writer.tree());
        path.toFirst();
        assertTrue(leaves(path, Long.MAX_VALUE, true) > VERSIONS / Leaf.CAPACITY);
        path.toFirst();
        assertTrue(leaves(path, 3, true) <= 3, "forward");
        path.toLast();
        assertTrue(leaves(path, 3, false) <= 3, "in reverse");
    }

    @Test
    void sameWithTimestampsInNoOrder() {
        writeHotRow(true);
        TreePath path = new TreePath(writer.tree());
        path.toFirst();
        assertTrue(leaves(path, 3, true) <= 6, "each early version may lie in another leaf");
    }

    @Test
    void rowsBesideEachOtherAreShownOnceEach() throws Exception {
        int rows = 40;
        for (int i = 0; i < VERSIONS; i++) {
            put("row" + (100 + i % rows), -1);
        }
        EntryRun run = new EntryRun();
        for (long snapshot : List.of(sequence, sequence / 2, (long) rows)) {
            for (ScanDirection direction : ScanDirection.values()) {
                List<Long> shown = new ArrayList<>();
                try (RunCursor cursor = new NewestCursor(writer.tree(), direction, snapshot)) {
                    while (cursor.fill(run, 7) > 0) {
                        for (int i = 0; i < run.size(); i++) {
                            shown.add(run.sequence(i));
                        }
                    }
                }
                List<Long> expected = new ArrayList<>();
                for (long i = snapshot - rows + 1; i <= snapshot; i++) {
                    expected.add(i);
                }
                List<Long> byRow = new ArrayList<>(expected);
                byRow.sort(java.util.Comparator.comparingLong(s -> (s - 1) % rows));
                assertEquals(direction == ScanDirection.FORWARD ? byRow : byRow.reversed(), shown);
            }
        }
    }

    @Test
    void entriesThatComeLateAreShownToOldSnapshots() throws Exception {
        writeHotRow(false);
        long newest = sequence;
        // as a repair does that finds segments of a log in another order
        sequence = 99;
        for (int i = 0; i < 50; i++) {
            put("hot", newest / 2 - i);
        }
        sequence = 4;
        put("hot", newest / 2 - 25);
        int reference = writer.tree().find("hot".getBytes(StandardCharsets.UTF_8), 0, 3, 9);
        assertEquals(5, writer.tree().entries().sequence(reference));
    }

    private void writeHotRow(boolean withTimestampsInNoOrder) {
        for (int i = 0; i < VERSIONS; i++) {
            put("hot", withTimestampsInNoOrder ? i * 7919L % VERSIONS : -1);
        }
    }

    /** Counts the leaves that a walk enters after the first. */
    private static int leaves(TreePath path, long maxSequence, boolean forward) {
        int leaves = 0;
        while (forward ? path.toNext(maxSequence) : path.toPrevious(maxSequence)) {
            leaves++;
        }
        return leaves;
    }

    private void put(String key, long timestamp) {
        sequence++;
        batch.clear();
        batch.add(
                EntryType.PUT,
                key.getBytes(StandardCharsets.UTF_8),
                MemorySegment.ofArray(new byte[] {1}),
                timestamp,
                0);
        batch.seal(sequence, sequence);
        EntryBatchReader entry = batch.reader();
        entry.next();
        writer.insert(batch.bytes(), entry);
    }
}
