package org.allidb.storage.sstable.internal.format.v2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.ValueSource;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/** Pages of random entries against the sorted list that they were built from, and the edges of what an entry can be. */
class PageModelTest {

    private final Random random = new Random(Seed.get());

    /** An entry; {@code extent} is -1 if its value is in the page. */
    private record Entry(byte[] key, byte type, long timestamp, long sequence, long expiry, byte[] value, int extent) {}

    @Test
    void randomEntriesAreFoundInEveryWay() {
        PageBuilder builder = new PageBuilder();
        for (int round = 0; round < 200; round++) {
            List<Entry> entries = entries(1 + random.nextInt(120));
            Page page = build(builder, entries);
            assertEquals(entries.size(), page.count());
            for (int i = 0; i < entries.size(); i++) {
                assertEntry(entries.get(i), page, i);
            }
            seeks(entries, page);
            scan(entries, page, true);
            scan(entries, page, false);
        }
    }

    @Test
    void everyLengthOfAKeyIsKept() {
        PageBuilder builder = new PageBuilder();
        for (int length = 0; length <= 300; length++) {
            Entry entry = new Entry(bytes(length), EntryType.PUT, length, 1, 0, bytes(random.nextInt(20)), -1);
            Page page = build(builder, List.of(entry));
            assertEntry(entry, page, 0);
            assertEquals(0, page.find(entry.key(), 0, length));
            assertTrue(page.hasKey(0, entry.key(), 0, length));
            assertFalse(page.hasKey(0, new byte[length + 1], 0, length + 1));
        }
    }

    @Test
    void edgesOfKeysValuesAndVersionsAreKept() {
        byte[] longest = bytes(EntryFormat.MAX_KEY_LENGTH);
        long[] numbers = {0, 1, -1, 255, 256, 1L << 31, 1L << 55, Long.MAX_VALUE, Long.MIN_VALUE};
        List<Entry> entries = new ArrayList<>();
        for (long number : numbers) {
            byte[] key = entries.isEmpty() ? new byte[0] : new byte[] {(byte) entries.size()};
            entries.add(new Entry(key, EntryType.PUT, number, -number, number, new byte[0], -1));
        }
        entries.add(new Entry(longest, EntryType.DELETE, 5, 6, 0, new byte[0], -1));
        entries.sort(Comparator.comparing(Entry::key, Arrays::compareUnsigned));
        Page page = build(new PageBuilder(), entries);
        for (int i = 0; i < entries.size(); i++) {
            assertEntry(entries.get(i), page, i);
        }
        PageBuilder builder = new PageBuilder();
        EntryRun run = new EntryRun();
        run.key(new byte[EntryFormat.MAX_KEY_LENGTH + 1], 0, EntryFormat.MAX_KEY_LENGTH + 1)
                .version(EntryType.PUT, 1, 1, 0)
                .add(new byte[0], 0, 0);
        assertThrows(IllegalArgumentException.class, () -> builder.add(run, 0));
        assertEquals(0, builder.count());
    }

    @Test
    void pageOf64KiBAndMoreHasWideOffsets() {
        for (int valueBytes : new int[] {60_000, 65_400, 65_500, 65_600, 3 << 20}) {
            List<Entry> entries = List.of(
                    new Entry(new byte[] {1}, EntryType.PUT, 1, 1, 0, bytes(valueBytes), -1),
                    new Entry(new byte[] {2}, EntryType.PUT, 2, 2, 0, bytes(3), -1));
            Page page = build(new PageBuilder(), entries);
            assertEntry(entries.get(0), page, 0);
            assertEntry(entries.get(1), page, 1);
        }
    }

    @Test
    void payloadIsNeverLongerThanTold() {
        for (int round = 0; round < 300; round++) {
            PageBuilder builder = new PageBuilder();
            EntryRun run = new EntryRun();
            long told = 0;
            for (Entry entry : entries(1 + random.nextInt(100))) {
                run.clear();
                put(run, entry);
                told = builder.payloadBytesWith(entry.key().length, entry.extent() < 0 ? entry.value().length : 8);
                add(builder, run, entry);
                assertTrue(builder.payloadBytes() <= told, builder.payloadBytes() + " of " + told);
            }
            int expected = builder.payloadBytes();
            assertEquals(expected, builder.build().length);
        }
    }

    /** A page whose bytes are others than they were is refused, or read within its bounds. */
    @Test
    void everyFlippedByteIsRefusedOrHarmless() {
        List<Entry> entries = entries(20);
        PageBuilder builder = new PageBuilder();
        byte[] intact = payload(builder, entries);
        for (int at = 0; at < intact.length; at++) {
            byte[] damaged = intact.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            try {
                Page page = new Page(damaged);
                for (int i = 0; i < page.count(); i++) {
                    EntryRun run = new EntryRun();
                    if (!page.addTo(run, i, page.sequence(i))) {
                        page.begin(i, run).add(damaged, page.valueOffset(i), 8);
                    }
                    byte[] key = run.key(0);
                    assertTrue(page.find(key, 0, key.length) <= page.count());
                }
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().contains("page"), e.getMessage());
            }
            walkUnchecked(damaged);
        }
    }

    private static void walkUnchecked(byte[] damaged) {
        Page page;
        try {
            page = Page.unchecked(damaged, damaged.length);
        } catch (IllegalArgumentException e) {
            return;
        }
        EntryRun run = new EntryRun();
        int reached = page.addTo(run, 0, Math.min(page.count(), EntryRun.CAPACITY), Long.MAX_VALUE, NOWHERE, 0);
        assertTrue(reached < 0 || reached <= page.count());
        for (int i = 0; i < run.size(); i++) {
            assertTrue(run.valueOffset(i) + run.valueLength(i) <= damaged.length);
        }
    }

    private void seeks(List<Entry> entries, Page page) {
        for (int i = 0; i < 50; i++) {
            byte[] key = random.nextBoolean()
                    ? entries.get(random.nextInt(entries.size())).key()
                    : key();
            int expected = (int) entries.stream()
                    .filter(entry -> Arrays.compareUnsigned(entry.key(), key) < 0)
                    .count();
            int found = page.find(key, 0, key.length);
            assertEquals(expected, found);
            boolean there =
                    found < entries.size() && Arrays.equals(entries.get(found).key(), key);
            assertEquals(there, found < entries.size() && page.hasKey(found, key, 0, key.length));
        }
    }

    /** Walks as a cursor does, with values that stay in the file. */
    private void scan(List<Entry> entries, Page page, boolean forward) {
        long newest = random.nextInt(3) > 0 ? Long.MAX_VALUE : random.nextInt(300);
        Page copy = Page.unchecked(page.bytes(), page.bytes().length);
        List<Integer> seen = new ArrayList<>();
        EntryRun run = new EntryRun();
        int step = forward ? 1 : -1;
        int end = forward ? copy.count() : -1;
        for (int i = forward ? 0 : copy.count() - 1; i != end; ) {
            run.clear();
            int stop = i + step * Math.min(step * (end - i), 7);
            int reached = copy.addTo(run, i, stop, newest, NOWHERE, 1_000);
            int from = i;
            int next = 0;
            for (int at = from; at != reached; at += step) {
                if (entries.get(at).sequence() <= newest) {
                    assertArrayEquals(entries.get(at).key(), run.key(next));
                    assertEquals(entries.get(at).timestamp(), run.timestamp(next));
                    if (entries.get(at).type() == EntryType.PUT) {
                        assertEquals(1_000 + page.valueOffset(at), run.valueOffset(next));
                    }
                    next++;
                }
                seen.add(at);
            }
            assertEquals(next, run.size());
            i = reached;
            if (i != stop) {
                assertTrue(entries.get(i).extent() >= 0, "stopped before an entry that is in the page");
                seen.add(i);
                i += step;
            }
        }
        assertEquals(entries.size(), seen.size());
    }

    private static final ValueSource NOWHERE = new ValueSource() {
        @Override
        public void copy(long offset, byte[] target, int targetOffset, int length) {
            throw new AssertionError("nobody asked for the value");
        }

        @Override
        public MemorySegment memory() {
            return MemorySegment.NULL;
        }
    };

    private static void assertEntry(Entry entry, Page page, int i) {
        assertEquals(entry.type(), page.type(i));
        assertEquals(entry.timestamp(), page.timestamp(i));
        assertEquals(entry.sequence(), page.sequence(i));
        assertEquals(entry.expiry(), page.expiry(i));
        assertEquals(entry.value().length, page.valueLength(i));
        assertEquals(entry.extent() >= 0, page.isInExtent(i));
        EntryRun run = new EntryRun();
        if (entry.extent() >= 0) {
            assertEquals(entry.extent(), page.extent(i));
            assertEquals(entry.extent() * 64, page.extentOffset(i));
            assertFalse(page.addTo(run, i, entry.sequence()));
            page.begin(i, run).add(new byte[0], 0, 0);
        } else {
            assertTrue(page.addTo(run, i, entry.sequence()));
            byte[] value = new byte[run.valueLength(0)];
            run.copyValue(0, value, 0);
            assertArrayEquals(entry.value(), value);
        }
        assertArrayEquals(entry.key(), run.key(0));
        assertEquals(entry.expiry(), run.expiresAt(0));
    }

    private static Page build(PageBuilder builder, List<Entry> entries) {
        return new Page(payload(builder, entries));
    }

    private static byte[] payload(PageBuilder builder, List<Entry> entries) {
        EntryRun run = new EntryRun();
        for (Entry entry : entries) {
            run.clear();
            put(run, entry);
            add(builder, run, entry);
        }
        assertArrayEquals(entries.getLast().key(), builder.lastKey());
        return builder.build();
    }

    private static void put(EntryRun run, Entry entry) {
        run.key(entry.key(), 0, entry.key().length)
                .version(entry.type(), entry.timestamp(), entry.sequence(), entry.expiry())
                .add(entry.value(), 0, entry.value().length);
    }

    private static void add(PageBuilder builder, EntryRun run, Entry entry) {
        if (entry.extent() >= 0) {
            builder.addInExtent(run, 0, entry.extent(), entry.extent() * 64);
        } else {
            builder.add(run, 0);
        }
    }

    private List<Entry> entries(int most) {
        TreeMap<byte[], Entry> entries = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = 0; i < most; i++) {
            boolean tombstone = random.nextInt(6) == 0;
            boolean large = !tombstone && random.nextInt(6) == 0;
            byte[] key = key();
            long expiry = random.nextInt(4) == 0 ? 1 + random.nextLong(1L << 42) : 0;
            entries.put(
                    key,
                    new Entry(
                            key,
                            tombstone ? EntryType.DELETE : EntryType.PUT,
                            random.nextInt(8) == 0 ? random.nextLong() : 1_000_000 + random.nextInt(5_000),
                            random.nextInt(300),
                            expiry,
                            bytes(tombstone ? 0 : random.nextInt(60)),
                            large ? random.nextInt(1_000) : -1));
        }
        return new ArrayList<>(entries.values());
    }

    private byte[] key() {
        byte[] key = bytes(random.nextInt(random.nextInt(10) == 0 ? 200 : 20));
        for (int i = 0; i < Math.min(6, key.length); i++) {
            key[i] = 'k';
        }
        return key;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
