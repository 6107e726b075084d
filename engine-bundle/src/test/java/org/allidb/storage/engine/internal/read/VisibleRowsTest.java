package org.allidb.storage.engine.internal.read;

import static org.allidb.storage.spi.entry.ScanDirection.FORWARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.engine.internal.read.SortedRows.Version;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyEncoding;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RangeTombstoneView;
import org.allidb.storage.spi.entry.ScanDirection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deleted rows are walked over once: what is read of the source is counted. */
class VisibleRowsTest {

    private static final int ROWS = 10_000;
    /** The first and the last that lives. */
    private static final List<Integer> LEFT = List.of(0, ROWS - 1);

    private static final long DELETED_AT = 5;
    private static final long NOW_MILLIS = 1_000;
    /** What a scan may read to pass over a gap. */
    private static final int FEW = 600;

    private final ReentrantLock writers = new ReentrantLock();
    private final KnownGaps gaps = new KnownGaps(writers);
    private List<Version> versions = deleted(1, ROWS - 1);
    private RangeTombstoneSet tombstones = RangeTombstoneSet.EMPTY;
    private long nowMillis = NOW_MILLIS;
    private int read;

    @ParameterizedTest
    @EnumSource
    void secondScanDoesNotWalkOverDeletedRows(ScanDirection direction) throws IOException {
        assertEquals(LEFT, scan(direction, DELETED_AT));
        assertTrue(read >= 2 * ROWS - 2, "the first scan read " + read);
        for (ScanDirection second : ScanDirection.values()) {
            assertEquals(LEFT, scan(second, DELETED_AT + 1));
            assertTrue(read < FEW, "the second scan read " + read);
        }
    }

    @Test
    void rangeTombstonesMakeGapsToo() throws IOException {
        versions = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            versions.add(Version.put(key(i), 1, 1));
        }
        tombstones = RangeTombstoneSet.of(List.of(new RangeTombstone(key(1), key(ROWS - 1), 4, 4)));
        assertEquals(LEFT, scan(FORWARD, DELETED_AT));
        assertEquals(LEFT, scan(FORWARD, DELETED_AT));
        assertTrue(read < FEW, "the second scan read " + read);
    }

    @Test
    void runThatGrowsIsWalkedOverWhereItIsNew() throws IOException {
        versions = deleted(1, ROWS / 2);
        scan(FORWARD, DELETED_AT);
        versions = deleted(1, ROWS - 1);
        assertEquals(LEFT, scan(FORWARD, DELETED_AT));
        assertTrue(read < ROWS + FEW, "the second scan read " + read);
        assertEquals(LEFT, scan(FORWARD, DELETED_AT));
        assertTrue(read < FEW, "the third scan read " + read);
    }

    @Test
    void putWithinAGapIsFoundAndTheRestStaysKnown() throws IOException {
        scan(FORWARD, DELETED_AT);
        EntryBatch batch = new EntryBatch();
        byte[] key = key(ROWS / 2);
        batch.add(EntryType.PUT, key, key.length, key);
        batch.seal(DELETED_AT + 1, DELETED_AT + 1);
        writers.lock();
        try {
            gaps.put(batch);
        } finally {
            writers.unlock();
        }
        versions.add(ROWS, Version.put(key, DELETED_AT + 1, DELETED_AT + 1));
        versions.sort((a, b) -> {
            int order = Arrays.compareUnsigned(a.key(), b.key());
            return order != 0 ? order : Long.compare(b.timestamp(), a.timestamp());
        });
        assertEquals(List.of(0, ROWS / 2, ROWS - 1), scan(FORWARD, DELETED_AT + 1));
        assertTrue(read < 2 * FEW, "the scan read " + read);
    }

    @ParameterizedTest
    @EnumSource
    void expiredRowsMakeAGapForAsLongAsTheClockIsNotSetBack(ScanDirection direction) throws IOException {
        versions = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            long expiry = LEFT.contains(i) ? 0 : NOW_MILLIS - i % 7;
            versions.add(new Version(key(i), EntryType.PUT, 1, 1, expiry));
        }
        assertEquals(LEFT, scan(direction, DELETED_AT));
        assertEquals(ROWS, read);
        assertEquals(LEFT, scan(direction, DELETED_AT));
        assertTrue(read < FEW, "the second scan read " + read);

        nowMillis = NOW_MILLIS - 1;
        List<Integer> alive = scan(direction, DELETED_AT);
        assertEquals(ROWS / 7 + 2, alive.size());
        assertEquals(7, alive.get(1));

        nowMillis = NOW_MILLIS;
        assertEquals(LEFT, scan(direction, DELETED_AT));
    }

    @Test
    void deletedAndExpiredRowsAreOneGap() throws IOException {
        versions = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            boolean expires = i % 2 == 1 && !LEFT.contains(i);
            if (!expires && !LEFT.contains(i)) {
                versions.add(Version.delete(key(i), 2, 2));
            }
            versions.add(new Version(key(i), EntryType.PUT, 1, 1, expires ? NOW_MILLIS : 0));
        }
        scan(FORWARD, DELETED_AT);
        assertEquals(LEFT, scan(FORWARD, DELETED_AT));
        assertTrue(read < FEW, "the second scan read " + read);

        nowMillis = NOW_MILLIS - 1;
        assertEquals(ROWS / 2 + 1, scan(FORWARD, DELETED_AT).size());
    }

    @Test
    void versionsOfARowAreNotAllWalkedOver() throws IOException {
        versions = new ArrayList<>();
        for (int row : LEFT) {
            for (long version = ROWS; version > 0; version--) {
                versions.add(Version.put(key(row), version, version));
            }
        }
        assertEquals(LEFT, scan(FORWARD, ROWS));
        assertTrue(read < FEW, "the scan read " + read);
    }

    @ParameterizedTest
    @EnumSource
    void gapEndsWithTheRangeOfTheScan(ScanDirection direction) throws IOException {
        ScanRequest part = ScanRequest.all().from(EntityId.of(name(3_000))).to(EntityId.of(name(6_000)));
        assertEquals(List.of(), scan(direction, DELETED_AT, ScanBounds.of(part)));
        assertTrue(read < 2 * 3_000 + FEW, "a scan read " + read + ", most of it out of its range");
        assertEquals(LEFT, scan(FORWARD, DELETED_AT));
        int around = 2 * (ROWS - 3_000);
        assertTrue(read > around - FEW && read < around + FEW, "a scan of everything read " + read);
    }

    private List<Integer> scan(ScanDirection direction, long sequence) throws IOException {
        return scan(direction, sequence, ScanBounds.of(ScanRequest.all()));
    }

    /** Ascending. */
    private List<Integer> scan(ScanDirection direction, long sequence, ScanBounds bounds) throws IOException {
        SortedRows source = new SortedRows(versions, direction);
        byte[] start = direction == FORWARD ? bounds.from() : bounds.to();
        if (start.length > 0) {
            source.seek(start, 0, start.length);
        }
        ScanContext asked = new ScanContext(bounds, direction, 0, sequence, nowMillis);
        DeadRun deadRun = new DeadRun(gaps, asked);
        VisibleRows rows =
                VisibleRows.of(source, new RangeTombstoneView(List.of(tombstones), sequence), deadRun, asked);
        List<Integer> found = new ArrayList<>();
        while (rows.next()) {
            byte[] key = rows.run().key(rows.index());
            int end = KeyEncoding.entityEndIndex(key, 0, key.length);
            found.add(Integer.valueOf(new String(KeyEncoding.decodeEntity(key, 0, end), StandardCharsets.UTF_8)));
        }
        rows.close();
        read = source.handedOut();
        if (direction == ScanDirection.REVERSE) {
            Collections.reverse(found);
        }
        return found;
    }

    /** Some of the rows are deleted. */
    private static List<Version> deleted(int from, int to) {
        List<Version> versions = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            if (i >= from && i < to) {
                versions.add(Version.delete(key(i), 2, 2));
            }
            versions.add(Version.put(key(i), 1, 1));
        }
        return versions;
    }

    private static String name(int number) {
        return "%05d".formatted(number);
    }

    private static byte[] key(int number) {
        byte[] entity = name(number).getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[KeyEncoding.maxLength(entity.length, 0)];
        return Arrays.copyOf(key, KeyEncoding.encode(entity, Kind.VALUE.code(), new byte[0], key));
    }
}
