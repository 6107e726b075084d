package org.allidb.storage.sstable.internal.format.v1;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.junit.jupiter.params.provider.MethodSource;

/** Data blocks: what the constructor accepts can be read, and be made again. */
class DataBlockFuzz {

    static Stream<byte[]> seeds() {
        DataBlockBuilder builder = new DataBlockBuilder();
        for (int i = 0; i < 5; i++) {
            byte[] key = ("common-" + i + "-suffix-that-is-long".substring(0, 4 * i))
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            builder.key(key, 0, key.length)
                    .version(i == 2 ? EntryType.DELETE : EntryType.PUT, 1L << 9 * i, i, i == 1 ? 9 : 0);
            if (i == 3) {
                builder.inExtent(0, 64, 700);
            } else {
                builder.reserveValue(i);
                builder.inline(i);
            }
        }
        DataBlockBuilder one = new DataBlockBuilder();
        one.key(new byte[0], 0, 0).version(EntryType.PUT, 1, 1, 0);
        one.reserveValue(0);
        one.inline(0);
        return Stream.of(builder.build(0), one.build(0));
    }

    @MethodSource("seeds")
    @FuzzTest
    void blockIsRefusedOrReadAndMadeAgain(byte[] bytes) {
        DataBlock block;
        try {
            block = new DataBlock(bytes.clone());
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return;
        }
        assertTrue(block.count() > 0 && block.count() <= bytes.length);
        EntryRun run = new EntryRun();
        for (int i = 0; i < block.count(); i++) {
            run.clear();
            if (!block.addTo(run, i, block.sequence(i))) {
                block.begin(i, run).add(new byte[8], 0, 8);
            }
            byte[] key = run.key(0);
            int found = block.find(key, 0, key.length);
            assertTrue(found >= 0 && found <= block.count());
        }
        DataBlock again = rebuild(block);
        if (again != null) {
            assertSame(block, again);
        }
    }

    /** The same entries in a new block; null if their keys are in no order, so that no builder would have been given them. */
    @org.jspecify.annotations.Nullable
    private static DataBlock rebuild(DataBlock block) {
        DataBlockBuilder builder = new DataBlockBuilder();
        byte[] before = new byte[0];
        for (int i = 0; i < block.count(); i++) {
            byte[] key = key(block, i);
            if (java.util.Arrays.compareUnsigned(before, key) > 0
                    || block.timestamp(i) < 0
                    || block.sequence(i) < 0
                    || block.expiry(i) < 0) {
                return null;
            }
            before = key;
            builder.key(key, 0, key.length)
                    .version(block.type(i), block.timestamp(i), block.sequence(i), block.expiry(i));
            if (block.isInExtent(i)) {
                builder.inExtent(block.extent(i), block.extentOffset(i), block.valueLength(i));
            } else {
                byte[] target = builder.reserveValue(block.valueLength(i));
                System.arraycopy(
                        block.bytes(), block.valueOffset(i), target, builder.valueStart(), block.valueLength(i));
                builder.inline(block.valueLength(i));
            }
        }
        return new DataBlock(builder.build(0));
    }

    private static void assertSame(DataBlock one, DataBlock other) {
        assertEquals(one.count(), other.count());
        for (int i = 0; i < one.count(); i++) {
            byte[] key = key(one, i);
            assertArrayEquals(key, key(other, i));
            int found = other.find(key, 0, key.length);
            assertTrue(found <= i && other.hasKey(found, key, 0, key.length));
            assertEquals(one.type(i), other.type(i));
            assertEquals(one.timestamp(i), other.timestamp(i));
            assertEquals(one.sequence(i), other.sequence(i));
            assertEquals(one.expiry(i), other.expiry(i));
            assertEquals(one.valueLength(i), other.valueLength(i));
            assertEquals(one.isInExtent(i), other.isInExtent(i));
            int stored = one.isInExtent(i) ? 8 : one.valueLength(i);
            assertTrue(java.util.Arrays.equals(
                    one.bytes(),
                    one.valueOffset(i),
                    one.valueOffset(i) + stored,
                    other.bytes(),
                    other.valueOffset(i),
                    other.valueOffset(i) + stored));
        }
    }

    private static byte[] key(DataBlock block, int i) {
        EntryRun run = new EntryRun();
        block.begin(i, run).add(new byte[0], 0, 0);
        return run.key(0);
    }
}
