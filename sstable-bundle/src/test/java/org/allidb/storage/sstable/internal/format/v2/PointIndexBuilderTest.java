package org.allidb.storage.sstable.internal.format.v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.allidb.storage.spi.entry.KeyHash;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/** The point index leads to every key, seldom to one that is not there, and is left out where it cannot be. */
class PointIndexBuilderTest {

    private final Random random = new Random(Seed.get());

    @Test
    void everyKeyIsFoundAndHardlyAnyOther() {
        for (int keys : new int[] {1, 11, 567, 568, 5_000, 200_000}) {
            PointIndexBuilder builder = new PointIndexBuilder(Integer.MAX_VALUE);
            for (int i = 0; i < keys; i++) {
                builder.add(hash(i), 64 + 130L * i);
            }
            byte[] index = builder.build();
            for (int i = 0; i < keys; i++) {
                assertTrue(candidates(index, hash(i), 64 + 130L * i) >= 0, "key " + i + " of " + keys);
            }
            int mistaken = 0;
            for (int i = 0; i < 100_000; i++) {
                mistaken += candidates(index, hash(keys + i), -1) != ~0 ? 1 : 0;
            }
            // a tag of ten bits, nine entries in a bucket: 0.9 %
            assertTrue(mistaken < 1_500, mistaken + " of 100,000 with " + keys);
            if (keys == 200_000) {
                assertTrue(index.length < 7.3 * keys, index.length + " bytes for " + keys + " keys");
            }
        }
    }

    @Test
    void keysOfOneHashAreAllKept() {
        PointIndexBuilder builder = new PointIndexBuilder(Integer.MAX_VALUE);
        long hash = random.nextLong();
        for (int i = 0; i < 500; i++) {
            builder.add(hash, 100 + i);
        }
        byte[] index = builder.build();
        for (int i = 0; i < 500; i++) {
            assertTrue(candidates(index, hash, 100 + i) >= 0, "place " + i);
        }
    }

    @Test
    void bucketsThatOverflowAtTheEndContinueAtTheStart() {
        PointIndexBuilder builder = new PointIndexBuilder(Integer.MAX_VALUE);
        for (int i = 0; i < 30; i++) {
            builder.add(0xFFFF_FFFF_0000_0000L | i, 100 + i);
        }
        byte[] index = builder.build();
        for (int i = 0; i < 30; i++) {
            assertTrue(candidates(index, 0xFFFF_FFFF_0000_0000L | i, 100 + i) >= 0, "place " + i);
        }
    }

    @Test
    void placesUpTo4GiBFitAndNoOther() {
        PointIndexBuilder builder = new PointIndexBuilder(10);
        builder.add(1, PointBucket.MAX_PLACE);
        assertTrue(candidates(builder.build(), 1, PointBucket.MAX_PLACE) >= 0);
        builder.add(2, PointBucket.MAX_PLACE + 1);
        assertEquals(0, builder.build().length);
        builder.add(3, 64);
        assertEquals(0, builder.build().length, "an index that lacks a key");
    }

    @Test
    void moreKeysThanAllowedGetNoIndex() {
        PointIndexBuilder builder = new PointIndexBuilder(3);
        for (int i = 0; i < 3; i++) {
            builder.add(hash(i), i);
        }
        assertTrue(builder.build().length > 0);
        builder.add(hash(3), 3);
        assertEquals(0, builder.build().length);
        assertEquals(0, new PointIndexBuilder(3).build().length, "an index of nothing");
    }

    /** Returns how many other candidates come before a place; the complement of their number if it is not among them. */
    private static int candidates(byte[] index, long hash, long place) {
        int pages = index.length / PointBucket.PAGE_PAYLOAD;
        long buckets = (long) pages * PointBucket.PER_PAGE;
        long first = PointBucket.home(hash, buckets);
        long number = first;
        int candidates = 0;
        int at;
        do {
            long page = number / PointBucket.PER_PAGE;
            at = (int) (PointBucket.offset(number) - page * (PointBucket.PAGE_BYTES - PointBucket.PAGE_PAYLOAD));
            for (int left = PointBucket.matches(index, at, hash); left != 0; left &= left - 1) {
                if (PointBucket.place(index, at, Integer.numberOfTrailingZeros(left)) == place) {
                    return candidates;
                }
                candidates++;
            }
            number = number + 1 == buckets ? 0 : number + 1;
        } while (PointBucket.overflows(index, at) && number != first);
        return ~candidates;
    }

    private static long hash(int number) {
        byte[] key = ("key-" + number).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return KeyHash.hash(key, 0, key.length);
    }
}
