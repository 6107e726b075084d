package org.allidb.storage.spi.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LookupTest {

    private static final long NOW = 1_000;

    private final Lookup lookup = new Lookup();

    @Test
    void theGreatestTimestampWinsThenTheGreatestSequenceWhateverTheOrder() {
        put(5, 1, 'a');
        put(7, 0, 'b');
        put(6, 9, 'c');
        assertWinner(7, 0, 'b');
        put(7, 1, 'd');
        put(7, 0, 'e');
        assertWinner(7, 1, 'd');
    }

    @Test
    void anEmptyLookupFindsNothing() {
        assertFalse(lookup.isLive(NOW));
        assertFalse(lookup.beats(0));
        assertEquals(MemorySegment.NULL, lookup.value());
    }

    @Test
    void aTombstoneHidesWhatIsOlderOnly() {
        put(5, 1, 'a');
        assertTrue(lookup.offer(EntryType.DELETE, 6, 2, 0));
        assertFalse(lookup.isLive(NOW));
        put(7, 3, 'b');
        assertTrue(lookup.isLive(NOW));
        lookup.cover(7, 2);
        assertTrue(lookup.isLive(NOW));
        lookup.cover(7, 4);
        assertFalse(lookup.isLive(NOW));
        lookup.cover(1, 1);
        assertFalse(lookup.isLive(NOW), "an older range tombstone does not replace a newer one");
    }

    @Test
    void anExpiredRowIsNotLiveAndDoesNotLetAnOlderOneThrough() {
        put(5, 1, 'a');
        lookup.offer(EntryType.PUT, 6, 2, NOW);
        assertTrue(lookup.isLive(NOW - 1));
        assertFalse(lookup.isLive(NOW));
        assertEquals(NOW, lookup.expiresAt());
    }

    @Test
    void aSourceIsSkippedOnlyIfNothingInItCanWin() {
        put(5, 1, 'a');
        assertTrue(lookup.beats(4));
        assertFalse(lookup.beats(5), "the same timestamp may come with a greater sequence");
        lookup.cover(9, 1);
        assertTrue(lookup.beats(8));
        assertFalse(lookup.beats(9));
    }

    @Test
    void resetForgetsEverything() {
        put(5, 1, 'a');
        lookup.cover(9, 9);
        lookup.reset();
        assertFalse(lookup.isLive(NOW));
        assertFalse(lookup.beats(0));
        put(1, 1, 'b');
        assertTrue(lookup.isLive(NOW));
        assertWinner(1, 1, 'b');
    }

    @Test
    void valuesOfFilesAndArraysReplaceEachOther() {
        put(5, 1, 'a');
        ValueSource source = HeapValues.of((byte) 9, (byte) 8, (byte) 'b', (byte) 'c');
        assertTrue(lookup.offer(EntryType.PUT, 6, 1, 0));
        lookup.setValue(source, 2, 2);
        assertArrayEquals(new byte[] {'b', 'c'}, lookup.value().toArray(ValueLayout.JAVA_BYTE));
        byte[] copy = new byte[3];
        lookup.copyValue(copy, 1);
        assertArrayEquals(new byte[] {0, 'b', 'c'}, copy);
        assertFalse(lookup.offer(EntryType.PUT, 5, 9, 0));
        assertEquals(2, lookup.valueLength());
        put(7, 1, 'd');
        assertWinner(7, 1, 'd');
    }

    /** Random versions and range tombstones in random order, against the rule in one line. */
    @Test
    void theWinnerDoesNotDependOnTheOrderOfSources() {
        Random random = new Random(Long.getLong("allidb.seed", 20_261_124));
        for (int round = 0; round < 5_000; round++) {
            lookup.reset();
            long best = -1;
            long cover = -1;
            boolean put = false;
            for (int i = random.nextInt(6); i > 0; i--) {
                long timestamp = random.nextInt(4);
                long sequence = random.nextInt(1_000);
                long version = timestamp * 1_000 + sequence;
                if (random.nextInt(3) == 0) {
                    lookup.cover(timestamp, sequence);
                    cover = Math.max(cover, version);
                } else if (version != best) {
                    boolean isPut = random.nextBoolean();
                    boolean wins = lookup.offer(isPut ? EntryType.PUT : EntryType.DELETE, timestamp, sequence, 0);
                    assertEquals(version > best, wins);
                    put = version > best ? isPut : put;
                    best = Math.max(best, version);
                }
            }
            assertEquals(put && best >= cover, lookup.isLive(NOW));
        }
    }

    private void put(long timestamp, long sequence, char value) {
        if (lookup.offer(EntryType.PUT, timestamp, sequence, 0)) {
            lookup.setValue(new byte[] {0, (byte) value, 0}, 1, 1);
        }
    }

    private void assertWinner(long timestamp, long sequence, char value) {
        assertEquals(timestamp, lookup.timestamp());
        assertEquals(sequence, lookup.sequence());
        assertEquals(1, lookup.valueLength());
        byte[] copy = new byte[1];
        lookup.copyValue(copy, 0);
        assertEquals(value, copy[0]);
        assertArrayEquals(copy, lookup.value().toArray(ValueLayout.JAVA_BYTE));
        assertTrue(lookup.value().isReadOnly());
    }
}
