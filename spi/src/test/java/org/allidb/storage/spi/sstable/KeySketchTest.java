package org.allidb.storage.spi.sstable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.TreeSet;
import org.allidb.storage.spi.entry.KeyHash;
import org.junit.jupiter.api.Test;

class KeySketchTest {

    private static final long SEED = 20_261_129;

    private final Random random = new Random(SEED);

    @Test
    void sketchHoldsTheLeastHashesWhateverTheirOrder() {
        for (int keys : new int[] {1, 255, 256, 257, 511, 512, 513, 100_000}) {
            TreeSet<Long> all = new TreeSet<>(Long::compareUnsigned);
            KeySketch.Builder builder = new KeySketch.Builder();
            for (int i = 0; i < keys; i++) {
                long hash = random.nextLong();
                all.add(hash);
                builder.add(hash);
                if (random.nextInt(4) == 0) {
                    builder.add(hash);
                }
            }
            long[] least = all.stream()
                    .limit(KeySketch.MAX_HASHES)
                    .mapToLong(Long::longValue)
                    .toArray();
            KeySketch sketch = builder.build();
            assertArrayEquals(least, sketch.hashes(), keys + " keys");
            assertEquals(sketch, builder.build());
            assertEquals(keys < KeySketch.MAX_HASHES ? -1 : least[least.length - 1], sketch.limit());
            assertEquals(sketch, KeySketch.of(least));
        }
    }

    @Test
    void leastAndGreatestHashesAreHashes() {
        KeySketch.Builder builder = new KeySketch.Builder();
        for (long hash : new long[] {-1, 0, Long.MIN_VALUE, Long.MAX_VALUE}) {
            builder.add(hash);
        }
        assertArrayEquals(
                new long[] {0, Long.MAX_VALUE, Long.MIN_VALUE, -1},
                builder.build().hashes());
    }

    @Test
    void keysAddedAfterASketchWasMadeCountToo() {
        KeySketch.Builder early = new KeySketch.Builder();
        KeySketch.Builder late = new KeySketch.Builder();
        for (int i = 0; i < 5_000; i++) {
            long hash = random.nextLong();
            early.add(hash);
            late.add(hash);
            if (i % 7 == 0) {
                early.build();
            }
        }
        assertEquals(late.build(), early.build());
    }

    @Test
    void nothingIsKnownWithoutAKey() {
        assertTrue(KeySketch.EMPTY.isEmpty());
        assertSame(KeySketch.EMPTY, new KeySketch.Builder().build());
        assertSame(KeySketch.EMPTY, KeySketch.of());
        assertFalse(KeySketch.of(7).isEmpty());
    }

    @Test
    void storedHashesThatNoBuilderMadeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> KeySketch.of(1, 1));
        assertThrows(IllegalArgumentException.class, () -> KeySketch.of(2, 1));
        assertThrows(IllegalArgumentException.class, () -> KeySketch.of(-1, 1));
        long[] many = new long[KeySketch.MAX_HASHES + 1];
        for (int i = 0; i < many.length; i++) {
            many[i] = i;
        }
        assertThrows(IllegalArgumentException.class, () -> KeySketch.of(many));
    }

    @Test
    void hashesCannotBeChanged() {
        long[] hashes = {1, 2};
        KeySketch sketch = KeySketch.of(hashes);
        hashes[0] = 9;
        sketch.hashes()[1] = 9;
        assertArrayEquals(new long[] {1, 2}, sketch.hashes());
    }

    /** A sample of the least hashes is one of all keys only if the hash spreads keys evenly that are much alike. */
    @Test
    void everyKeyIsAsLikelyToBeInASketch() {
        int keys = 400_000;
        KeySketch.Builder builder = new KeySketch.Builder();
        byte[] key = "user00000000\0\5".getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < keys; i++) {
            int number = i;
            for (int digit = 11; digit > 3; digit--) {
                key[digit] = (byte) ('0' + number % 10);
                number /= 10;
            }
            builder.add(KeyHash.hash(key, 0, key.length));
        }
        double greatest = Math.scalb((double) (builder.build().limit() >>> 1), -63);
        double estimate = KeySketch.MAX_HASHES / greatest;
        assertEquals(keys, estimate, 0.2 * keys, "the number of keys as estimated from the greatest hash");
    }
}
