package org.allidb.storage.engine.internal.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.allidb.storage.engine.internal.read.SortedRows.Version;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RangeTombstoneView;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A source is not walked where everything in it is deleted, and whatever may live is handed out. */
class SkippingCursorTest {

    private static final int ROWS = 10_000;

    private static final long SEED = Seed.get();

    private final Random random = new Random(SEED);

    @ParameterizedTest
    @EnumSource
    void longDeletedRangeCostsOneRun(ScanDirection direction) throws IOException {
        SortedRows source = new SortedRows(rows(ROWS, 5), direction);
        RangeTombstoneSet deleted = RangeTombstoneSet.of(List.of(tombstone(100, 4_000, 9), tombstone(4_000, 9_900, 8)));
        List<String> left = walk(SkippingCursor.of(source, view(deleted, 20), direction, 5, 5), deleted, 5, 20);
        assertEquals(200, left.size());
        assertTrue(source.handedOut() < 600, source.handedOut() + " entries were walked over");
    }

    @ParameterizedTest
    @EnumSource
    void whatLivesIsHandedOut(ScanDirection direction) throws IOException {
        for (int round = 0; round < 300; round++) {
            int count = random.nextInt(400);
            List<RangeTombstone> tombstones = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                int start = random.nextInt(400);
                tombstones.add(tombstone(start, start + 1 + random.nextInt(200), random.nextInt(12)));
            }
            RangeTombstoneSet set = RangeTombstoneSet.of(tombstones);
            long newest = random.nextInt(10);
            long snapshot = newest + random.nextInt(5);
            List<Version> rows = rows(count, newest);
            List<String> expected = walk(new SortedRows(rows, direction), set, newest, snapshot);
            RunCursor skipping =
                    SkippingCursor.of(new SortedRows(rows, direction), view(set, snapshot), direction, newest, newest);
            assertEquals(expected, walk(skipping, set, newest, snapshot), "seed " + SEED + ", round " + round);
        }
    }

    @Test
    void sourceIsNotWrappedWithoutTombstones() {
        RunCursor source = new SortedRows(List.of(), ScanDirection.FORWARD);
        assertSame(source, SkippingCursor.of(source, view(RangeTombstoneSet.EMPTY, 1), ScanDirection.FORWARD, 1, 1));
    }

    /** What the tombstones leave of what the cursor hands out. */
    private List<String> walk(RunCursor cursor, RangeTombstoneSet tombstones, long version, long snapshot)
            throws IOException {
        List<String> left = new ArrayList<>();
        EntryRun run = new EntryRun();
        while (cursor.fill(run, 1 + random.nextInt(EntryRun.CAPACITY)) > 0) {
            for (int i = 0; i < run.size(); i++) {
                byte[] key = run.key(i);
                if (!tombstones.deletes(key, 0, key.length, version, version, snapshot)) {
                    left.add(new String(key, StandardCharsets.UTF_8));
                }
            }
        }
        return left;
    }

    private static List<Version> rows(int count, long version) {
        List<Version> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(Version.put(key(i), version, version));
        }
        return rows;
    }

    private static RangeTombstoneView view(RangeTombstoneSet set, long snapshot) {
        return new RangeTombstoneView(List.of(set), snapshot);
    }

    private static RangeTombstone tombstone(int from, int to, long version) {
        return new RangeTombstone(key(from), key(to), version, version);
    }

    private static byte[] key(int number) {
        return "%05d".formatted(number).getBytes(StandardCharsets.UTF_8);
    }
}
