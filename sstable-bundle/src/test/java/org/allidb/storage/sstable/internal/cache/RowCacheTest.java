package org.allidb.storage.sstable.internal.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/** What the cache of rows returns was put there, for this table and key; it takes no more memory than it may. */
class RowCacheTest {

    private static final long CAPACITY = 4 << 20;

    private final Random random = new Random(Seed.get());
    private final byte[] target = new byte[RowCache.MOST_ROW_BYTES];

    @Test
    void everyRowIsTheOneThatWasPut() {
        RowCache cache = new RowCache(CAPACITY);
        long[] tables = {cache.newTable(), cache.newTable(), cache.newTable()};
        int found = 0;
        for (int i = 0; i < 400_000; i++) {
            long table = tables[random.nextInt(tables.length)];
            int key = random.nextInt(60_000);
            if (cache.get(table, hash(key), target)) {
                assertRow(table, key, target);
                found++;
            } else {
                byte[] row = row(table, key);
                cache.put(table, hash(key), row, row.length);
            }
            assertTrue(cache.bytes() <= CAPACITY, cache.bytes() + " bytes");
        }
        assertTrue(found > 10_000, found + " found");
        assertTrue(cache.evictions() > 10_000, cache.evictions() + " evicted");
        assertTrue(cache.bytes() > CAPACITY / 2, "room is used");
        assertEquals(400_000, cache.hits() + cache.misses());
    }

    @Test
    void rowsThatAreUsedStayWhileOthersComeAndGo() {
        RowCache cache = new RowCache(CAPACITY);
        long table = cache.newTable();
        int hot = 1_000;
        int kept = 0;
        for (int i = 0; i < 300_000; i++) {
            int key = i % 4 == 0 ? random.nextInt(hot) : hot + i;
            boolean there = cache.get(table, hash(key), target);
            if (!there) {
                byte[] row = row(table, key);
                cache.put(table, hash(key), row, row.length);
            } else if (i > 200_000) {
                kept++;
            }
        }
        assertTrue(kept > 100_000 / 4 * 9 / 10, kept + " of " + 100_000 / 4);
    }

    @Test
    void sizeChangesWhileItIsUsed() {
        RowCache cache = new RowCache(CAPACITY);
        long table = cache.newTable();
        for (long capacity : new long[] {CAPACITY / 2, 0, CAPACITY, 1, 2 * CAPACITY}) {
            cache.setCapacity(capacity);
            assertEquals(0, cache.bytes());
            for (int key = 0; key < 30_000; key++) {
                byte[] row = row(table, key);
                cache.put(table, hash(key), row, row.length);
                if (cache.get(table, hash(key), target)) {
                    assertRow(table, key, target);
                }
            }
            assertTrue(cache.bytes() <= capacity, cache.bytes() + " of " + capacity);
            assertEquals(capacity >= CAPACITY / 2, cache.bytes() > 0);
        }
    }

    @Test
    void longRowsAreNotKept() {
        RowCache cache = new RowCache(CAPACITY);
        long table = cache.newTable();
        cache.put(table, 1, new byte[RowCache.MOST_ROW_BYTES + 1], RowCache.MOST_ROW_BYTES + 1);
        assertFalse(cache.get(table, 1, target));
        cache.put(table, 1, new byte[RowCache.MOST_ROW_BYTES], RowCache.MOST_ROW_BYTES);
        assertTrue(cache.get(table, 1, target));
    }

    @Test
    void closedTablesLeaveNoRowsAndOthersKeepTheirs() {
        for (int round = 0; round < 20; round++) {
            RowCache cache = new RowCache(CAPACITY / 16);
            long[] tables = {cache.newTable(), cache.newTable(), cache.newTable()};
            int rows = 500 + random.nextInt(4_000);
            for (int key = 0; key < rows; key++) {
                long table = tables[random.nextInt(tables.length)];
                cache.put(table, hash(key), row(table, key), row(table, key).length);
                cache.get(tables[0], hash(random.nextInt(rows)), target);
            }
            List<Integer> before = keys(cache, tables[0], rows);
            assertFalse(before.isEmpty() || keys(cache, tables[1], rows).isEmpty());
            cache.drop(tables[1]);
            cache.drop(tables[2]);
            assertEquals(before, keys(cache, tables[0], rows));
            assertEquals(List.of(), keys(cache, tables[1], rows));
            assertEquals(List.of(), keys(cache, tables[2], rows));
        }
    }

    /** Returns the keys of a table whose rows are there, which must be the right ones. */
    private List<Integer> keys(RowCache cache, long table, int rows) {
        return IntStream.range(0, rows)
                .filter(key -> cache.get(table, hash(key), target))
                .peek(key -> assertRow(table, key, target))
                .boxed()
                .toList();
    }

    @Test
    void tablesAreClosedWhileRowsOfOthersComeAndGo() throws Exception {
        RowCache cache = new RowCache(CAPACITY / 4);
        List<Long> closed = new CopyOnWriteArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Boolean>> work = IntStream.range(0, 4)
                    .mapToObj(thread -> (Callable<Boolean>) () -> {
                        byte[] found = new byte[RowCache.MOST_ROW_BYTES];
                        for (int round = 0; round < 50; round++) {
                            long table = cache.newTable();
                            for (int key = 0; key < 1_000; key++) {
                                byte[] row = row(table, key);
                                cache.put(table, hash(key), row, row.length);
                                if (cache.get(table, hash(key / 2), found)) {
                                    assertRow(table, key / 2, found);
                                }
                            }
                            cache.drop(table);
                            closed.add(table);
                        }
                        return true;
                    })
                    .toList();
            for (var done : threads.invokeAll(work)) {
                assertTrue(done.get());
            }
        }
        for (long table : closed) {
            assertEquals(List.of(), keys(cache, table, 1_000));
        }
    }

    @Test
    void threadsReadAndPutBesideEachOther() throws Exception {
        RowCache cache = new RowCache(CAPACITY / 4);
        long table = cache.newTable();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Boolean>> work = IntStream.range(0, 4)
                    .mapToObj(thread -> (Callable<Boolean>) () -> {
                        Random own = new Random(thread);
                        byte[] found = new byte[RowCache.MOST_ROW_BYTES];
                        for (int i = 0; i < 100_000; i++) {
                            int key = own.nextInt(10_000);
                            if (cache.get(table, hash(key), found)) {
                                assertRow(table, key, found);
                            } else {
                                byte[] row = row(table, key);
                                cache.put(table, hash(key), row, row.length);
                            }
                        }
                        return true;
                    })
                    .toList();
            for (var done : threads.invokeAll(work)) {
                assertTrue(done.get());
            }
        }
    }

    private static long hash(int key) {
        long mixed = (key + 1) * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 29;
    }

    private static byte[] row(long table, int key) {
        byte[] row = new byte[8 + Math.floorMod(key * 31, 200)];
        new Random(key * 100L + table).nextBytes(row);
        return row;
    }

    private static void assertRow(long table, int key, byte[] found) {
        byte[] row = row(table, key);
        assertArrayEquals(row, Arrays.copyOf(found, row.length));
    }
}
