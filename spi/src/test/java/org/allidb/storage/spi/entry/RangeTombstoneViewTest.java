package org.allidb.storage.spi.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangeTombstoneViewTest {

    private static final int KEYS = 60;

    private final Random random = new Random(Long.getLong("allidb.seed", 20_261_128));

    /** In the order of a scan, in its opposite, and in none. */
    @Test
    void viewOfSeveralSetsAgreesWithTheirUnion() {
        for (int round = 0; round < 600; round++) {
            List<RangeTombstoneSet> sets = sets();
            RangeTombstoneSet union = RangeTombstoneSet.union(sets);
            long snapshot = random.nextInt(30);
            RangeTombstoneView view = new RangeTombstoneView(sets, snapshot);
            assertEquals(union.isEmpty(), view.isEmpty());
            for (int number : order(round % 3)) {
                byte[] key = RangeTombstoneShapes.key(number);
                byte[] wider = new byte[key.length + 3];
                System.arraycopy(key, 0, wider, 2, key.length);
                long timestamp = random.nextInt(30);
                long sequence = random.nextInt(30);
                assertEquals(
                        union.deletes(key, 0, key.length, timestamp, sequence, snapshot),
                        view.deletes(wider, 2, key.length, timestamp, sequence),
                        "key " + number + " in round " + round);
            }
        }
    }

    @Test
    void everythingUpToWhereAWalkGoesOnIsDeleted() {
        for (int round = 0; round < 600; round++) {
            List<RangeTombstoneSet> sets = sets();
            RangeTombstoneSet union = RangeTombstoneSet.union(sets);
            long snapshot = random.nextInt(30);
            long timestamp = random.nextInt(30);
            RangeTombstoneView view = new RangeTombstoneView(sets, snapshot);
            for (int number = 0; number < KEYS; number++) {
                byte[] key = RangeTombstoneShapes.key(number);
                boolean deleted = union.deletes(key, 0, key.length, timestamp, 0, snapshot);
                byte[] end = view.deletedUpTo(key, 0, key.length, timestamp, 0, ScanDirection.FORWARD);
                byte[] start = view.deletedUpTo(key, 0, key.length, timestamp, 0, ScanDirection.REVERSE);
                assertEquals(deleted, end != null);
                assertEquals(deleted, start != null);
                for (int other = 0; deleted && other < KEYS; other++) {
                    byte[] between = RangeTombstoneShapes.key(other);
                    boolean passed = KeyOrder.compare(start, between) <= 0 && KeyOrder.compare(between, end) < 0;
                    assertTrue(!passed || union.deletes(between, 0, between.length, timestamp, 0, snapshot));
                }
            }
        }
    }

    @Test
    void viewOfNothingDeletesNothing() {
        RangeTombstoneView view = new RangeTombstoneView(List.of(RangeTombstoneSet.EMPTY), 9);
        byte[] key = RangeTombstoneShapes.key(1);
        assertTrue(view.isEmpty());
        assertFalse(view.deletes(key, 0, key.length, 0, 0));
        assertNull(view.deletedUpTo(key, 0, key.length, 0, 0, ScanDirection.FORWARD));
    }

    private List<RangeTombstoneSet> sets() {
        List<RangeTombstoneSet> sets = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            List<RangeTombstone> tombstones = new ArrayList<>();
            for (int j = random.nextInt(6); j > 0; j--) {
                int start = random.nextInt(KEYS);
                tombstones.add(new RangeTombstone(
                        RangeTombstoneShapes.key(start),
                        RangeTombstoneShapes.key(start + 1 + random.nextInt(KEYS / 2)),
                        random.nextInt(30),
                        random.nextInt(30)));
            }
            sets.add(RangeTombstoneSet.of(tombstones));
        }
        return sets;
    }

    private List<Integer> order(int which) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            if (random.nextInt(3) > 0) {
                numbers.add(i);
            }
        }
        switch (which) {
            case 0 -> {}
            case 1 -> Collections.reverse(numbers);
            default -> Collections.shuffle(numbers, random);
        }
        return numbers;
    }
}
