package org.allidb.storage.sstable.internal.format.v1;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.ValueSource;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/** The searches in a block, on the heap and mapped, against a walk over its keys; keys differ early, late or hardly. */
class BlockSearchTest {

    private static final int OFFSET = 4_091;

    private final Random random = new Random(Seed.get());
    /** One for all blocks, as a cursor has. */
    private final MappedBlock mapped = new MappedBlock();

    @Test
    void everyKeyIsFoundWhereAWalkFindsIt() {
        for (int round = 0; round < 2_000; round++) {
            List<byte[]> keys = keys();
            byte[] bytes = block(keys);
            byte[] file = new byte[OFFSET + bytes.length + BlockTrailer.BYTES];
            System.arraycopy(bytes, 0, file, OFFSET, bytes.length);
            DataBlock heap = new DataBlock(bytes);
            mapped.enter(MemorySegment.ofArray(file), OFFSET, bytes.length);
            sameRun(heap, bytes, file);
            for (int i = 0; i < 60; i++) {
                byte[] wanted = random.nextBoolean() ? keys.get(random.nextInt(keys.size())) : key();
                int expected = 0;
                while (expected < keys.size() && Arrays.compareUnsigned(keys.get(expected), wanted) < 0) {
                    expected++;
                }
                assertEquals(expected, heap.find(wanted, 0, wanted.length));
                assertEquals(expected, mapped.find(wanted, 0, wanted.length));
                assertEquals(keys.size(), mapped.count());
                if (expected < keys.size()) {
                    boolean there = Arrays.equals(keys.get(expected), wanted);
                    assertEquals(there, heap.hasKey(expected, wanted, 0, wanted.length));
                    assertEquals(there, mapped.hasKey(expected, wanted, wanted.length));
                    sameEntry(heap, mapped, expected, bytes, file);
                }
            }
        }
    }

    private static void sameEntry(DataBlock heap, MappedBlock mapped, int i, byte[] bytes, byte[] file) {
        assertEquals(heap.type(i), mapped.type(i));
        assertEquals(heap.timestamp(i), mapped.timestamp(i));
        assertEquals(heap.sequence(i), mapped.sequence(i));
        assertEquals(heap.expiry(i), mapped.expiry(i));
        assertEquals(heap.isInExtent(i), mapped.isInExtent(i));
        assertEquals(heap.valueLength(i), mapped.valueLength(i));
        if (heap.isInExtent(i)) {
            assertEquals(heap.extent(i), mapped.extent(i));
            assertEquals(heap.extentOffset(i), mapped.extentOffset(i));
        } else {
            int at = (int) mapped.valueOffset(i);
            assertArrayEquals(
                    Arrays.copyOfRange(bytes, heap.valueOffset(i), heap.valueOffset(i) + heap.valueLength(i)),
                    Arrays.copyOfRange(file, at, at + mapped.valueLength(i)));
        }
    }

    /** What comes into a run must be the same from a block that came to the heap bit by bit. */
    private static void sameRun(DataBlock heap, byte[] bytes, byte[] file) {
        DataBlock brought = DataBlock.ofHead(Arrays.copyOf(bytes, bytes.length + Long.BYTES), bytes.length);
        assertEquals(heap.count(), brought.count());
        assertEquals(bytes.length, brought.restAt(brought.count()));
        EntryRun fromHeap = new EntryRun();
        EntryRun fromFile = new EntryRun();
        for (int i = 0; i < Math.min(heap.count(), EntryRun.CAPACITY); i++) {
            boolean inline = heap.addTo(fromHeap, i, heap.sequence(i));
            assertEquals(inline, brought.addTo(fromFile, i, heap.sequence(i), new HeapFile(file), OFFSET));
            if (!inline) {
                heap.begin(i, fromHeap).add(new byte[0], 0, 0);
                brought.begin(i, fromFile).add(new byte[0], 0, 0);
            }
            assertArrayEquals(fromHeap.key(i), fromFile.key(i));
            assertEquals(fromHeap.type(i), fromFile.type(i));
            assertEquals(fromHeap.timestamp(i), fromFile.timestamp(i));
            assertEquals(fromHeap.sequence(i), fromFile.sequence(i));
            assertEquals(fromHeap.expiresAt(i), fromFile.expiresAt(i));
            assertEquals(-1, fromHeap.value(i).mismatch(fromFile.value(i)));
        }
    }

    private record HeapFile(byte[] bytes) implements ValueSource {

        @Override
        public void copy(long offset, byte[] target, int targetOffset, int length) {
            System.arraycopy(bytes, (int) offset, target, targetOffset, length);
        }

        @Override
        public MemorySegment memory() {
            return MemorySegment.ofArray(bytes);
        }
    }

    /** A key may come several times, as versions do. */
    private List<byte[]> keys() {
        TreeSet<byte[]> distinct = new TreeSet<>(Arrays::compareUnsigned);
        int size = 1 + random.nextInt(random.nextInt(10) == 0 ? 700 : 80);
        while (distinct.size() < size && random.nextInt(5 * size) > 0) {
            distinct.add(key());
        }
        distinct.add(key());
        List<byte[]> keys = new ArrayList<>();
        for (byte[] key : distinct) {
            int versions = random.nextInt(8) == 0 ? 1 + random.nextInt(20) : 1;
            for (int i = 0; i < versions; i++) {
                keys.add(key);
            }
        }
        return keys;
    }

    private byte[] key() {
        int shared = random.nextInt(3) * 9;
        byte[] key = new byte[1 + shared + random.nextInt(random.nextBoolean() ? 4 : 24)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (i < shared ? 'a' : random.nextInt(4) * 80);
        }
        return key;
    }

    private byte[] block(List<byte[]> keys) {
        DataBlockBuilder builder = new DataBlockBuilder();
        long[] base = {random.nextLong() >>> 2 + random.nextInt(60), random.nextLong() >>> 2 + random.nextInt(60), 0};
        boolean expiring = random.nextBoolean();
        int longest = random.nextInt(10) == 0 ? 3_000 : 40;
        for (byte[] key : keys) {
            boolean delete = random.nextInt(5) == 0;
            builder.key(key, 0, key.length)
                    .version(
                            delete ? EntryType.DELETE : EntryType.PUT,
                            base[0] + random.nextInt(1 << random.nextInt(30)),
                            base[1] + random.nextInt(1 << random.nextInt(30)),
                            expiring ? random.nextInt(1 << 20) : base[2]);
            if (!delete && random.nextInt(6) == 0) {
                builder.inExtent(random.nextInt(9), random.nextInt(1 << 20), 5_000);
            } else {
                byte[] value = new byte[delete ? 0 : random.nextInt(longest)];
                random.nextBytes(value);
                System.arraycopy(value, 0, builder.reserveValue(value.length), builder.valueStart(), value.length);
                builder.inline(value.length);
            }
        }
        return builder.build(0);
    }
}
