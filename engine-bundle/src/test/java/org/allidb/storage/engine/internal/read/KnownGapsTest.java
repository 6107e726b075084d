package org.allidb.storage.engine.internal.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes a gap, who may use it, and what ends it. */
class KnownGapsTest {

    private static final long SEED = Seed.get();

    private static final long NOW = 1_000;

    private final ReentrantLock writers = new ReentrantLock();
    private final KnownGaps gaps = new KnownGaps(writers);

    @ParameterizedTest
    @EnumSource
    void passedRowsAreAGapFromTheFirstToTheLast(ScanDirection direction) {
        boolean forward = direction == ScanDirection.FORWARD;
        pass(direction, forward ? 10 : 20, forward ? 20 : 10, 5);
        assertEquals(List.of(10, 20), List.of(first(0, 30, 5), last(0, 30, 5)));
    }

    @Test
    void olderReadDoesNotUseAGap() {
        pass(ScanDirection.FORWARD, 10, 20, 5);
        assertFalse(isKnown(15, 4));
        assertTrue(isKnown(15, 5));
        assertTrue(isKnown(15, 6));
    }

    @Test
    void gapOfExpiredRowsIsNoneWhenTheClockIsSetBack() {
        pass(ScanDirection.FORWARD, 10, 20, 5, NOW);
        assertTrue(isKnown(15, 5, NOW));
        assertFalse(isKnown(15, 5, NOW - 1));
        pass(ScanDirection.FORWARD, 20, 30, 5, NOW + 5);
        assertFalse(isKnown(12, 5, NOW + 4));
        assertTrue(isKnown(12, 5, NOW + 5));
        put(6, 15);
        assertFalse(isKnown(12, 6, NOW + 4));
        assertTrue(isKnown(16, 6, NOW + 5));
    }

    @Test
    void gapThatTheClockWasSetBackFromDoesNotKeepAnotherFromBeingKnown() {
        pass(ScanDirection.FORWARD, 10, 30, 5, NOW + 5);
        pass(ScanDirection.FORWARD, 12, 20, 5, NOW);
        assertTrue(isKnown(15, 5, NOW));
        assertFalse(isKnown(25, 5, NOW + 5));
    }

    @Test
    void putPartsAGapAtItsKey() {
        pass(ScanDirection.FORWARD, 10, 20, 5);
        put(6, 15);
        assertFalse(isKnown(15, 9));
        for (int key : List.of(10, 14, 16, 20)) {
            assertTrue(isKnown(key, 9));
        }
        put(7, 10, 11, 12, 13, 14, 16, 20);
        assertEquals(List.of(17, 19), List.of(first(0, 30, 9), last(0, 30, 9)));
    }

    @Test
    void deleteLeavesAGapAsItIs() {
        pass(ScanDirection.FORWARD, 10, 20, 5);
        EntryBatch batch = new EntryBatch();
        add(batch, EntryType.DELETE, 15);
        add(batch, EntryType.PUT, 40);
        put(batch, 6);
        assertTrue(isKnown(15, 9));
    }

    @Test
    void watchThatWasDroppedBecomesNoGap() {
        GapWatch watch = opened(gaps, 10, ScanDirection.FORWARD, 5);
        gaps.drop(watch);
        // it does not learn of this put
        put(6, 40);
        watch.passed(run(90), 0);
        gaps.close(watch, 0, NOW);
        assertFalse(isKnown(40, 9));
        assertFalse(isKnown(50, 9));
    }

    @ParameterizedTest
    @EnumSource
    void putDuringTheWalkEndsTheGapThere(ScanDirection direction) {
        boolean forward = direction == ScanDirection.FORWARD;
        GapWatch watch = opened(gaps, forward ? 10 : 90, direction, 5);
        put(6, 40, 60);
        put(7, 5, 95);
        watch.passed(run(forward ? 90 : 10), 0);
        gaps.close(watch, 0, NOW);
        List<Integer> known = List.of(first(0, 99, 9), last(0, 99, 9));
        assertEquals(forward ? List.of(10, 39) : List.of(61, 90), known);
    }

    @Test
    void nothingIsWatchedIfNobodyKnowsWhatWasPutSince() {
        put(6, 50);
        assertNull(gaps.watch(bytes(10), ScanDirection.FORWARD, 5));
        assertNull(gaps.watch(bytes(10), ScanDirection.FORWARD, 5));
        assertNotNull(gaps.watch(bytes(10), ScanDirection.FORWARD, 6));
    }

    @ParameterizedTest
    @EnumSource
    void putsThatTheScanDidNotSeeEndTheGapOnceSomebodyHasAsked(ScanDirection direction) {
        boolean forward = direction == ScanDirection.FORWARD;
        put(6, 50);
        assertNull(gaps.watch(bytes(1), direction, 5));
        put(7, 5, 40, 95);
        put(10, forward ? 80 : 20);
        pass(direction, forward ? 10 : 90, forward ? 90 : 10, 6);
        assertEquals(List.of(0, 99), List.of(last(0, 99, 9), first(0, 99, 9)), "the first batch spans the start");
        pass(direction, forward ? 10 : 90, forward ? 90 : 10, 9);
        assertEquals(forward ? List.of(10, 79) : List.of(21, 90), List.of(first(0, 99, 9), last(0, 99, 9)));
    }

    @Test
    void putsAreKnownForAWhile() {
        put(6, 50);
        assertNull(gaps.watch(bytes(1), ScanDirection.FORWARD, 5));
        for (int i = 0; i < RecentPuts.KEPT; i++) {
            put(7 + i, 99);
        }
        assertNotNull(gaps.watch(bytes(10), ScanDirection.FORWARD, 6));
        put(7 + RecentPuts.KEPT, 99);
        assertNull(gaps.watch(bytes(10), ScanDirection.FORWARD, 6));
        assertNotNull(gaps.watch(bytes(10), ScanDirection.FORWARD, 7));
    }

    @Test
    void readerDoesNotWaitForAWriter() throws InterruptedException {
        Thread writer = new Thread(writers::lock);
        writer.start();
        writer.join();
        assertNull(gaps.watch(bytes(10), ScanDirection.FORWARD, 5));
    }

    @Test
    void gapTakesInThoseThatItTouchesWithTheLatestSequence() {
        pass(ScanDirection.FORWARD, 10, 20, 5);
        pass(ScanDirection.REVERSE, 30, 15, 8);
        pass(ScanDirection.FORWARD, 40, 50, 6);
        assertFalse(isKnown(12, 7));
        assertEquals(List.of(10, 30), List.of(first(0, 35, 8), last(0, 35, 8)));
        assertEquals(List.of(40, 50), List.of(first(35, 99, 6), last(35, 99, 6)));
    }

    @Test
    void smallerGapDoesNotRaiseTheSequenceOfOneThatContainsIt() {
        pass(ScanDirection.FORWARD, 10, 20, 5);
        pass(ScanDirection.FORWARD, 12, 15, 8);
        assertTrue(isKnown(13, 5));
    }

    @Test
    void oldestGapsGoWhenThereAreTooMany() {
        for (int i = 0; i < KnownGaps.MOST + 2; i++) {
            pass(ScanDirection.FORWARD, 10 * i, 10 * i + 5, 5);
        }
        assertFalse(isKnown(2, 9));
        assertFalse(isKnown(12, 9));
        for (int i = 2; i < KnownGaps.MOST + 2; i++) {
            assertTrue(isKnown(10 * i + 2, 9));
        }
        for (int i = 0; i < KnownGaps.MOST; i++) {
            assertNotNull(gaps.watch(bytes(1), ScanDirection.FORWARD, 5));
        }
        assertNull(gaps.watch(bytes(1), ScanDirection.FORWARD, 5));
    }

    @Test
    void noGapContainsAKeyThatWasPutLater() {
        for (int round = 0; round < 200; round++) {
            Random random = new Random(SEED + round);
            KnownGaps fresh = new KnownGaps(writers);
            TreeSet<Integer> put = new TreeSet<>();
            long sequence = 1;
            for (int step = 0; step < 60; step++) {
                ScanDirection direction = random.nextBoolean() ? ScanDirection.FORWARD : ScanDirection.REVERSE;
                int from = random.nextInt(100);
                int to = from + random.nextInt(100 - from);
                if (random.nextInt(3) == 0 && put.subSet(from, true, to, true).isEmpty()) {
                    boolean forward = direction == ScanDirection.FORWARD;
                    long read = sequence;
                    if (random.nextBoolean()) {
                        sequence = putAny(fresh, random, put, sequence);
                    }
                    GapWatch watch = fresh.watch(bytes(forward ? from : to), direction, read);
                    if (watch == null) {
                        continue;
                    }
                    if (random.nextBoolean()) {
                        sequence = putAny(fresh, random, put, sequence);
                    }
                    watch.passed(run(forward ? to : from), 0);
                    fresh.close(watch, 0, 0);
                } else if (random.nextBoolean()) {
                    sequence = putAny(fresh, random, put, sequence);
                } else {
                    put.clear();
                }
                long now = sequence;
                put.forEach(key -> assertNull(fresh.around(run(key), 0, now, NOW), "seed " + SEED));
            }
        }
    }

    private long putAny(KnownGaps gaps, Random random, TreeSet<Integer> put, long sequence) {
        EntryBatch batch = new EntryBatch();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int key = random.nextInt(100);
            put.add(key);
            add(batch, EntryType.PUT, key);
        }
        batch.seal(sequence + 1, 1);
        writers.lock();
        try {
            gaps.put(batch);
        } finally {
            writers.unlock();
        }
        return batch.lastSequence();
    }

    private static GapWatch opened(KnownGaps gaps, int start, ScanDirection direction, long sequence) {
        return Objects.requireNonNull(gaps.watch(bytes(start), direction, sequence));
    }

    private void pass(ScanDirection direction, int from, int to, long sequence) {
        pass(direction, from, to, sequence, 0);
    }

    private void pass(ScanDirection direction, int from, int to, long sequence, long expiredBy) {
        GapWatch watch = opened(gaps, from, direction, sequence);
        watch.passed(run(to), 0);
        gaps.close(watch, expiredBy, expiredBy);
    }

    private void put(long sequence, int... keys) {
        EntryBatch batch = new EntryBatch();
        Arrays.stream(keys).forEach(key -> add(batch, EntryType.PUT, key));
        put(batch, sequence);
    }

    private void put(EntryBatch batch, long sequence) {
        batch.seal(sequence, 1);
        writers.lock();
        try {
            gaps.put(batch);
        } finally {
            writers.unlock();
        }
    }

    private boolean isKnown(int key, long sequence) {
        return isKnown(key, sequence, NOW);
    }

    private boolean isKnown(int key, long sequence, long nowMillis) {
        return gaps.around(run(key), 0, sequence, nowMillis) != null;
    }

    private int first(int from, int to, long sequence) {
        int key = from;
        while (key < to && !isKnown(key, sequence)) {
            key++;
        }
        return key;
    }

    private int last(int from, int to, long sequence) {
        int key = to;
        while (key > from && !isKnown(key, sequence)) {
            key--;
        }
        return key;
    }

    private static void add(EntryBatch batch, byte type, int key) {
        batch.add(type, bytes(key), 3, new byte[0]);
    }

    private static EntryRun run(int key) {
        EntryRun run = new EntryRun();
        run.key(bytes(key), 0, 3).version(EntryType.DELETE, 1, 1, 0).add(new byte[0], 0, 0);
        return run;
    }

    private static byte[] bytes(int key) {
        return "%03d".formatted(key).getBytes(StandardCharsets.UTF_8);
    }
}
