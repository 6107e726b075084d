package org.allidb.storage.spi.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RangeTombstoneSetTest {

    private final Random random = new Random(Long.getLong("allidb.seed", 20_261_124));

    @Test
    void theSetAgreesWithAModel() {
        for (int round = 0; round < 400; round++) {
            List<RangeTombstone> tombstones = tombstones(random.nextInt(12));
            RangeTombstoneSet set = RangeTombstoneSet.of(tombstones);
            assertEquals(tombstones.isEmpty(), set.isEmpty());
            for (int i = 0; i < 60; i++) {
                byte[] key = key();
                long timestamp = random.nextInt(6);
                long sequence = random.nextInt(20);
                long snapshot = random.nextInt(20);
                RangeTombstone newest = newest(tombstones, key, snapshot);
                boolean deleted = newest != NOTHING
                        && Lookup.compareVersions(newest.timestamp(), newest.sequence(), timestamp, sequence) > 0;
                byte[] wider = new byte[key.length + 4];
                System.arraycopy(key, 0, wider, 2, key.length);
                assertEquals(deleted, set.deletes(wider, 2, key.length, timestamp, sequence, snapshot));
                Lookup lookup = new Lookup();
                lookup.offer(EntryType.PUT, timestamp, sequence, 0);
                set.cover(wider, 2, key.length, snapshot, lookup);
                assertEquals(!deleted, lookup.isLive(0));
            }
        }
    }

    @Test
    void everythingUpToTheEndOfAStretchIsDeletedAndTheNextKeyIsNot() {
        List<byte[]> keys = new ArrayList<>();
        for (int a = -2; a < 3; a++) {
            keys.add(new byte[] {(byte) a});
            for (int b = -2; b < 3; b++) {
                keys.add(new byte[] {(byte) a, (byte) b});
            }
        }
        keys.sort(Arrays::compareUnsigned);
        for (int round = 0; round < 400; round++) {
            RangeTombstoneSet set = RangeTombstoneSet.of(tombstones(random.nextInt(6)));
            long timestamp = random.nextInt(6);
            long sequence = random.nextInt(20);
            long snapshot = random.nextInt(20);
            RangeTombstoneView view = new RangeTombstoneView(List.of(set), snapshot);
            for (byte[] key : keys) {
                byte[] end = view.deletedUpTo(key, 0, key.length, timestamp, sequence, ScanDirection.FORWARD);
                byte[] start = view.deletedUpTo(key, 0, key.length, timestamp, sequence, ScanDirection.REVERSE);
                boolean deleted = set.deletes(key, 0, key.length, timestamp, sequence, snapshot);
                assertEquals(deleted, end != null);
                assertEquals(deleted, start != null);
                if (deleted) {
                    for (byte[] other : keys) {
                        boolean inside =
                                Arrays.compareUnsigned(start, other) <= 0 && Arrays.compareUnsigned(other, end) < 0;
                        assertTrue(!inside || set.deletes(other, 0, other.length, timestamp, sequence, snapshot));
                    }
                    assertFalse(set.deletes(end, 0, end.length, timestamp, sequence, snapshot));
                    assertSame(
                            end, view.deletedUpTo(start, 0, start.length, timestamp, sequence, ScanDirection.FORWARD));
                }
            }
        }
    }

    @Test
    void theOrderInWhichTombstonesAreGivenDoesNotMatter() {
        for (int round = 0; round < 100; round++) {
            List<RangeTombstone> tombstones = distinct(tombstones(10));
            RangeTombstoneSet set = RangeTombstoneSet.of(tombstones);
            Collections.shuffle(tombstones, random);
            RangeTombstoneSet other = RangeTombstoneSet.of(tombstones);
            assertEquals(set, other);
            assertEquals(set.hashCode(), other.hashCode());
            assertEquals(texts(set), texts(other));
        }
    }

    @Test
    void tombstonesAreListedByStartThenEndThenNewestFirst() {
        RangeTombstoneSet set = RangeTombstoneSet.of(List.of(
                tombstone("b", "c", 1, 1),
                tombstone("a", "d", 1, 2),
                tombstone("a", "b", 1, 3),
                tombstone("a", "b", 2, 1)));
        assertEquals(List.of("a-b 2/1", "a-b 1/3", "a-d 1/2", "b-c 1/1"), texts(set));
    }

    /** With a list of covering versions for each fragment this takes gigabytes. */
    @ParameterizedTest
    @EnumSource
    void tensOfThousandsCostLittleHoweverTheyOverlap(RangeTombstoneShapes shape) {
        int count = 40_000;
        List<RangeTombstone> tombstones = shape.tombstones(count, random);
        RangeTombstoneSet set = RangeTombstoneSet.of(tombstones);
        assertEquals(count, set.tombstones().size());
        for (int i = 0; i < 40; i++) {
            byte[] key = RangeTombstoneShapes.key(random.nextInt(2 * count));
            long timestamp = random.nextInt(count);
            long snapshot = random.nextInt(4) == 0 ? Long.MAX_VALUE : random.nextInt(count);
            RangeTombstone newest = newest(tombstones, key, snapshot);
            boolean deleted = newest != NOTHING
                    && Lookup.compareVersions(newest.timestamp(), newest.sequence(), timestamp, timestamp) > 0;
            assertEquals(deleted, set.deletes(key, 0, key.length, timestamp, timestamp, snapshot));
        }
    }

    @Test
    void tombstoneUnderNewerOnesIsNotSeen() {
        for (int round = 0; round < 400; round++) {
            List<RangeTombstone> tombstones = distinct(tombstones(random.nextInt(10)));
            RangeTombstoneSet all = RangeTombstoneSet.of(tombstones);
            RangeTombstoneSet seen = RangeTombstoneSet.of(all.seen());
            assertEquals(seen.seen(), all.seen());
            for (int i = 0; i < 60; i++) {
                byte[] key = key();
                long timestamp = random.nextInt(6);
                assertEquals(
                        all.deletes(key, 0, key.length, timestamp, 0, 20),
                        seen.deletes(key, 0, key.length, timestamp, 0, 20));
            }
        }
        assertEquals(
                1,
                RangeTombstoneSet.of(RangeTombstoneShapes.TRIMS.tombstones(1_000, random))
                        .seen()
                        .size());
        assertEquals(
                1,
                RangeTombstoneSet.of(RangeTombstoneShapes.IDENTICAL.tombstones(1_000, random))
                        .seen()
                        .size());
        assertEquals(
                1_000,
                RangeTombstoneSet.of(RangeTombstoneShapes.NESTED.tombstones(1_000, random))
                        .seen()
                        .size());
        assertEquals(List.of(), RangeTombstoneSet.EMPTY.seen());
    }

    @Test
    void stretchOfManyFragmentsIsPassedInSteps() {
        int count = 10_000;
        RangeTombstoneSet set = RangeTombstoneSet.of(RangeTombstoneShapes.STAIRCASE.tombstones(count, random));
        RangeTombstoneView view = new RangeTombstoneView(List.of(set), Long.MAX_VALUE);
        byte[] first = RangeTombstoneShapes.key(0);
        int steps = 0;
        byte[] at = first;
        for (byte[] end = first; end != null; steps++) {
            at = end;
            end = view.deletedUpTo(at, 0, at.length, 0, 0, ScanDirection.FORWARD);
        }
        assertArrayEquals(RangeTombstoneShapes.key(count - 1 + count / 2), at);
        assertTrue(steps > 2 && steps < count / 100, steps + " steps");
    }

    @Test
    void aUnionHasAllTombstones() {
        for (int round = 0; round < 100; round++) {
            List<RangeTombstone> one = tombstones(random.nextInt(4));
            List<RangeTombstone> two = tombstones(random.nextInt(4));
            List<RangeTombstone> all = new ArrayList<>(one);
            all.addAll(two);
            assertEquals(
                    RangeTombstoneSet.of(all),
                    RangeTombstoneSet.union(
                            List.of(RangeTombstoneSet.of(one), RangeTombstoneSet.EMPTY, RangeTombstoneSet.of(two))));
        }
        assertSame(RangeTombstoneSet.EMPTY, RangeTombstoneSet.union(List.of()));
    }

    @Test
    void startIsInsideAndEndIsNot() {
        RangeTombstoneSet set = RangeTombstoneSet.of(List.of(tombstone("b", "d", 5, 5)));
        assertFalse(deletes(set, "a"));
        assertTrue(deletes(set, "b"));
        assertTrue(deletes(set, "czz"));
        assertFalse(deletes(set, "d"));
        assertFalse(deletes(RangeTombstoneSet.EMPTY, "b"));
    }

    @Test
    void aTombstoneDoesNotDeleteItsOwnVersion() {
        RangeTombstoneSet set = RangeTombstoneSet.of(List.of(tombstone("b", "d", 5, 5)));
        assertFalse(set.deletes("c".getBytes(), 0, 1, 5, 5, 9));
        assertTrue(set.deletes("c".getBytes(), 0, 1, 5, 4, 9));
    }

    @Test
    void anEmptyOrInvertedRangeIsRefused() {
        for (String end : List.of("a", "b")) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> tombstone("b", end, 1, 1));
            assertEquals("a range tombstone's start must be before its end", refused.getMessage());
        }
    }

    private static final RangeTombstone NOTHING = tombstone("0", "1", -1, -1);

    private static RangeTombstone newest(List<RangeTombstone> tombstones, byte[] key, long snapshot) {
        RangeTombstone newest = NOTHING;
        for (RangeTombstone tombstone : tombstones) {
            boolean counts = tombstone.sequence() <= snapshot
                    && Arrays.compareUnsigned(tombstone.start(), key) <= 0
                    && Arrays.compareUnsigned(key, tombstone.end()) < 0;
            if (counts
                    && Lookup.compareVersions(
                                    tombstone.timestamp(), tombstone.sequence(), newest.timestamp(), newest.sequence())
                            > 0) {
                newest = tombstone;
            }
        }
        return newest;
    }

    private static boolean deletes(RangeTombstoneSet set, String key) {
        return set.deletes(key.getBytes(), 0, key.length(), 1, 1, Long.MAX_VALUE);
    }

    private List<RangeTombstone> tombstones(int count) {
        List<RangeTombstone> tombstones = new ArrayList<>();
        while (tombstones.size() < count) {
            byte[] start = key();
            byte[] end = key();
            if (Arrays.compareUnsigned(start, end) < 0) {
                tombstones.add(new RangeTombstone(start, end, random.nextInt(6), random.nextInt(20)));
            }
        }
        return tombstones;
    }

    private static List<RangeTombstone> distinct(List<RangeTombstone> tombstones) {
        List<RangeTombstone> distinct = new ArrayList<>();
        for (int i = 0; i < tombstones.size(); i++) {
            RangeTombstone t = tombstones.get(i);
            distinct.add(new RangeTombstone(t.start(), t.end(), t.timestamp(), i));
        }
        return distinct;
    }

    private byte[] key() {
        byte[] key = new byte[1 + random.nextInt(2)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(5) - 2);
        }
        return key;
    }

    private static RangeTombstone tombstone(String start, String end, long timestamp, long sequence) {
        return new RangeTombstone(start.getBytes(), end.getBytes(), timestamp, sequence);
    }

    private static List<String> texts(RangeTombstoneSet set) {
        return set.tombstones().stream()
                .map(t -> new String(t.start()) + "-" + new String(t.end()) + " " + t.timestamp() + "/" + t.sequence())
                .toList();
    }
}
