package org.allidb.storage.memtable.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.testkit.Seed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Random histories, compared with a sorted set in everything that a reader can ask. */
final class MemtableModelTest {

    private static Random random = new Random();

    private final Memtable memtable = new BTreeMemtableProvider().create();
    private final MemtableModel model = new MemtableModel();

    @BeforeAll
    static void seed() {
        random = new Random(Seed.get());
    }

    @Test
    void shortKeysOfFewBytesWithZeros() throws IOException {
        run(20_000, i -> bytes(random.nextInt(6), 0, 1, 0xFF));
    }

    @Test
    void keysThatArePrefixesOfOthers() throws IOException {
        byte[] longest = bytes(300, 0, 'a', 'b');
        run(10_000, i -> Arrays.copyOf(longest, random.nextInt(300)));
    }

    @Test
    void keysThatDifferOnlyAfterTheirFirstEightBytes() throws IOException {
        run(15_000, i -> ("prefix--" + random.nextInt(1 << random.nextInt(16)) + "\0\5").getBytes());
    }

    @Test
    void keysWithSharedPrefixesOfManyLengths() throws IOException {
        List<byte[]> known = new ArrayList<>(List.of(bytes(20, 'a', 'b')));
        run(15_000, i -> {
            byte[] parent = known.get(random.nextInt(known.size()));
            byte[] child = Arrays.copyOf(parent, random.nextInt(parent.length + 1) + random.nextInt(12));
            if (child.length > 0) {
                child[random.nextInt(child.length)] = (byte) random.nextInt(3);
            }
            if (child.length < 200) {
                known.add(child);
            }
            return child;
        });
    }

    @Test
    void randomBinaryKeys() throws IOException {
        run(20_000, i -> bytes(16));
    }

    @Test
    void veryLongKeys() throws IOException {
        byte[] common = bytes(20_000);
        run(300, i -> {
            byte[] key = common.clone();
            key[key.length - 1 - random.nextInt(4)] = (byte) random.nextInt(4);
            return key;
        });
    }

    @Test
    void ascendingKeys() throws IOException {
        run(20_000, i -> String.format("user-%08d\0\5", i).getBytes());
    }

    @Test
    void descendingKeys() throws IOException {
        run(20_000, i -> String.format("user-%08d\0\5", 1_000_000 - i).getBytes());
    }

    @Test
    void severalAscendingStreamsAtOnce() throws IOException {
        run(20_000, i -> String.format("stream-%d/%08d", random.nextInt(8), i).getBytes());
    }

    @Test
    void manyVersionsOfFewKeys() throws IOException {
        run(15_000, i -> new byte[] {(byte) random.nextInt(5)});
    }

    @Test
    void manyVersionsOfOneKeyAmongOthers() throws IOException {
        run(15_000, i -> random.nextBoolean() ? "counter".getBytes() : ("c" + random.nextInt(2000)).getBytes());
    }

    private void run(int operations, IntFunction<byte[]> keys) throws IOException {
        boolean withCallersTimestamps = random.nextBoolean();
        boolean withRanges = random.nextBoolean();
        List<byte[]> used = new ArrayList<>();
        List<Long> snapshots = new ArrayList<>(List.of(0L));
        int done = 0;
        while (done < operations) {
            model.begin(100 + done);
            int entries = 1 + (random.nextInt(4) == 0 ? random.nextInt(100) : 0);
            for (int i = 0; i < entries; i++) {
                byte[] key = keys.apply(done++);
                used.add(key);
                add(key, used.get(random.nextInt(used.size())), withCallersTimestamps, withRanges);
            }
            memtable.apply(model.seal());
            if (random.nextInt(200) == 0) {
                snapshots.add(model.lastSequence());
            }
            if (random.nextInt(400) == 0) {
                checkLookup(randomKey(used), model.lastSequence());
                checkScan(randomKey(used), model.lastSequence(), 40);
            }
        }
        checkAll(used, snapshots);
    }

    private void add(byte[] key, byte[] other, boolean withCallersTimestamps, boolean withRanges) {
        long timestamp = withCallersTimestamps && random.nextInt(3) == 0 ? random.nextInt(30_000) : -1;
        int kind = random.nextInt(200);
        if (kind == 0 && withRanges && Arrays.compareUnsigned(key, other) != 0) {
            boolean isAscending = Arrays.compareUnsigned(key, other) < 0;
            model.deleteRange(isAscending ? key : other, isAscending ? other : key, timestamp);
        } else if (kind < 20) {
            model.delete(key, timestamp);
        } else {
            int length = kind == 199 ? random.nextInt(200_000) : random.nextInt(40);
            model.put(key, bytes(length), timestamp, kind < 40 ? 1 + random.nextInt(1000) : 0);
        }
    }

    private void checkAll(List<byte[]> used, List<Long> snapshots) throws IOException {
        snapshots.add(model.lastSequence());
        snapshots.add(Long.MAX_VALUE);
        for (int i = 0; i < 8; i++) {
            long snapshot = snapshots.get(random.nextInt(snapshots.size()));
            checkScan(null, snapshot, Integer.MAX_VALUE);
            for (int j = 0; j < 300; j++) {
                checkLookup(randomKey(used), snapshot);
            }
            for (int j = 0; j < 20; j++) {
                checkScan(randomKey(used), snapshot, 300);
            }
        }
        assertEquals(model.tombstones(), RangeTombstoneSet.union(memtable.rangeTombstones()));
        assertEquals(model.versions().size(), memtable.statistics().entries());
        assertEquals(model.tombstoneCount(), memtable.statistics().rangeTombstones());
        assertEquals(1, memtable.statistics().minSequence());
        assertEquals(model.lastSequence(), memtable.statistics().maxSequence());
        long keyBytes = model.versions().stream().mapToLong(v -> v.key().length).sum();
        long valueBytes =
                model.versions().stream().mapToLong(v -> v.value().length).sum();
        assertEquals(keyBytes, memtable.statistics().keyBytes());
        assertEquals(valueBytes, memtable.statistics().valueBytes());
        assertTrue(memtable.memoryBytes() > keyBytes + valueBytes);
    }

    private void checkLookup(byte[] key, long maxSequence) {
        LookupKey lookupKey = new LookupKey().set(key, 0, key.length);
        Lookup lookup = new Lookup();
        memtable.get(lookupKey, maxSequence, lookup);
        Lookup expected = new Lookup();
        Version newest = model.newest(key, maxSequence);
        if (newest != null) {
            expected.offer(newest.type(), newest.timestamp(), newest.sequence(), newest.expiresAt());
            expected.setValue(newest.value(), 0, newest.value().length);
        }
        model.tombstones().cover(key, 0, key.length, maxSequence, expected);
        for (long now : new long[] {0, 500, 1000}) {
            assertEquals(expected.isLive(now), lookup.isLive(now));
        }
        for (long timestamp = 0; timestamp < 30_000; timestamp += 1 + random.nextInt(3000)) {
            assertEquals(expected.beats(timestamp), lookup.beats(timestamp));
        }
        if (newest != null) {
            assertEquals(Version.of(key, expected), Version.of(key, lookup));
            assertEquals(expected.expiresAt(), lookup.expiresAt());
        } else {
            assertFalse(lookup.isLive(0));
        }
        assertTrue(newest == null || newest.timestamp() <= memtable.maxTimestamp());
    }

    private void checkScan(byte @Nullable [] from, long maxSequence, int atMost) throws IOException {
        for (ScanDirection direction : ScanDirection.values()) {
            checkScan(memtable.rows(direction, maxSequence), from, atMost, model.rows(direction, from, maxSequence));
        }
        checkScan(memtable.entries(maxSequence), from, atMost, model.entries(from, maxSequence));
    }

    private static void checkScan(RunCursor opened, byte @Nullable [] from, int atMost, List<Version> expected)
            throws IOException {
        List<Version> found = new ArrayList<>();
        try (RunCursor cursor = opened) {
            if (from != null) {
                if (random.nextBoolean()) {
                    // A cursor that has walked elsewhere can be sought again.
                    cursor.fill(new EntryRun(), 1 + random.nextInt(20));
                }
                cursor.seek(from, 0, from.length);
            }
            EntryRun run = new EntryRun();
            int limit = 1 + random.nextInt(EntryRun.CAPACITY);
            while (found.size() < atMost && cursor.fill(run, limit) > 0) {
                assertTrue(run.size() <= limit);
                for (int i = 0; i < run.size(); i++) {
                    found.add(Version.of(run, i));
                    assertTrue(run.type(i) != EntryType.RANGE_DELETE);
                }
            }
        }
        assertEquals(expected.subList(0, Math.min(found.size(), expected.size())), found);
        assertTrue(found.size() >= Math.min(atMost, expected.size()));
    }

    /** A key that was used, or one near it. */
    private static byte[] randomKey(List<byte[]> used) {
        byte[] key = used.get(random.nextInt(used.size()));
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(key, key.length + 1);
            case 1 -> Arrays.copyOf(key, random.nextInt(key.length + 1));
            case 2 -> {
                byte[] other = key.clone();
                if (other.length > 0) {
                    other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
                }
                yield other;
            }
            default -> key;
        };
    }

    private static byte[] bytes(int length, int... alphabet) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        for (int i = 0; i < length && alphabet.length > 0; i++) {
            bytes[i] = (byte) alphabet[random.nextInt(alphabet.length)];
        }
        return bytes;
    }
}
