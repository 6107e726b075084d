package org.allidb.storage.sstable.internal.format.v1;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.allidb.storage.spi.entry.KeyOrder;

/**
 * A search in a data block where it is mapped, without an object for it: what {@link DataBlock} does on the heap, for a
 * block that was checked once. One key is looked for at a time; one instance for each thread that looks. It may only ever
 * see mapped memory, because a call site that sees several kinds of memory is twenty times slower.
 *
 * <p>Bytes that have changed since they were checked lead to an {@link IndexOutOfBoundsException} or to a wrong entry of
 * the right key, never outside of the block's file.
 */
public final class MappedBlock {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong BIG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfChar CHAR = ValueLayout.JAVA_CHAR_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    private MemorySegment memory = MemorySegment.NULL;
    private long start;
    private int count;
    private int common;
    private int widths;
    private long slotsAt;
    private int slot;

    /** An instance that has seen no block. */
    public MappedBlock() {}

    /**
     * Takes a block, and finds the first entry whose key is at or after one.
     *
     * @param mapped the whole file
     * @param offset where the payload of the block starts
     * @return the entry, the number of entries if there is none
     */
    public int find(MemorySegment mapped, long offset, byte[] key, int length) {
        memory = mapped;
        start = offset;
        count = mapped.get(INT, offset);
        common = mapped.get(CHAR, offset + 4);
        widths = mapped.get(INT, offset + 6);
        slot = 8 + (widths >>> 24);
        long pivotsAt = offset + DataBlockBuilder.HEADER + common;
        int groups = (count + DataBlockBuilder.GROUP - 1) / DataBlockBuilder.GROUP;
        slotsAt = pivotsAt + 8L * groups;
        int order = compare(key, 0, Math.min(length, common), offset + DataBlockBuilder.HEADER, common);
        if (order != 0) {
            return order < 0 ? 0 : count;
        }
        long prefix = KeyOrder.prefix(key, common, length - common);
        int group = findGroup(key, length, prefix, pivotsAt, groups);
        if (group == groups) {
            return count;
        }
        int i = group * DataBlockBuilder.GROUP;
        int last = lastOf(group);
        i += lower(prefix, slotsAt + (long) slot * i, slot, last - i);
        while (i < last && prefix == prefix(i) && compareRest(key, length, i) > 0) {
            i++;
        }
        return i;
    }

    /** How many entries there are. */
    public int count() {
        return count;
    }

    /** Whether an entry has a key that {@link #find} was called with. */
    public boolean hasKey(int i, byte[] key, int length) {
        return length == common + memory.get(CHAR, rest(i) + 1)
                && compare(key, 0, common, start + DataBlockBuilder.HEADER, common) == 0
                && KeyOrder.prefix(key, common, length - common) == prefix(i)
                && compareRest(key, length, i) == 0;
    }

    /** What an entry does. */
    public byte type(int i) {
        return (byte) (memory.get(BYTE, rest(i)) & 0x7F);
    }

    /** Its timestamp. */
    public long timestamp(int i) {
        int width = timestampWidth();
        return memory.get(LONG, start + 16) + number(timestampsAt() + (long) width * i, width);
    }

    /** Its sequence. */
    public long sequence(int i) {
        int width = sequenceWidth();
        long at = timestampsAt() + (long) timestampWidth() * count;
        return memory.get(LONG, start + 24) + number(at + (long) width * i, width);
    }

    /** Its expiry. */
    public long expiry(int i) {
        int width = expiryWidth();
        long at = timestampsAt() + (long) (timestampWidth() + sequenceWidth()) * count;
        return memory.get(LONG, start + 32) + number(at + (long) width * i, width);
    }

    /** Whether the value is in an extent. */
    public boolean isInExtent(int i) {
        return memory.get(BYTE, rest(i)) < 0;
    }

    /** The length of the value. */
    public int valueLength(int i) {
        return memory.get(INT, rest(i) + 3);
    }

    /** Where the value starts in the file. */
    public long valueOffset(int i) {
        long rest = rest(i);
        return rest + 7 + Math.max(0, memory.get(CHAR, rest + 1) - 8);
    }

    /** The extent of the value. */
    public int extent(int i) {
        return memory.get(INT, valueOffset(i));
    }

    /** Where the value starts in the extent. */
    public int extentOffset(int i) {
        return memory.get(INT, valueOffset(i) + 4);
    }

    private int findGroup(byte[] key, int length, long prefix, long pivotsAt, int groups) {
        int low = 0;
        int high = groups;
        while (high - low > DataBlockBuilder.GROUP) {
            int middle = (low + high) >>> 1;
            int compared = Long.compareUnsigned(prefix, memory.get(BIG, pivotsAt + 8L * middle));
            if (compared == 0) {
                compared = compareRest(key, length, lastOf(middle));
            }
            if (compared > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int group = low + lower(prefix, pivotsAt + 8L * low, 8, high - low);
        while (group < high
                && prefix == memory.get(BIG, pivotsAt + 8L * group)
                && compareRest(key, length, lastOf(group)) > 0) {
            group++;
        }
        return group;
    }

    private int lower(long prefix, long at, int stride, int few) {
        int lower = 0;
        for (int i = 0; i < few; i++) {
            lower += Long.compareUnsigned(memory.get(BIG, at + (long) stride * i), prefix) < 0 ? 1 : 0;
        }
        return lower;
    }

    private int lastOf(int group) {
        return Math.min(count, (group + 1) * DataBlockBuilder.GROUP) - 1;
    }

    private long prefix(int i) {
        return memory.get(BIG, slotsAt + (long) slot * i);
    }

    private long rest(int i) {
        long at = slotsAt + (long) slot * i + 8;
        return start + (slot == 10 ? memory.get(CHAR, at) : memory.get(INT, at));
    }

    /** Compares what follows the common prefix and eight bytes that agree. */
    private int compareRest(byte[] key, int length, int i) {
        long rest = rest(i);
        int suffix = memory.get(CHAR, rest + 1);
        int wanted = length - common;
        if (suffix <= 8 || wanted <= 8) {
            return wanted - suffix;
        }
        return compare(key, common + 8, wanted - 8, rest + 7, suffix - 8);
    }

    private int compare(byte[] key, int keyOffset, int keyLength, long at, int length) {
        int shared = Math.min(keyLength, length);
        int i = 0;
        for (; i <= shared - Long.BYTES; i += Long.BYTES) {
            long wanted = LittleEndian.getBigLong(key, keyOffset + i);
            long there = memory.get(BIG, at + i);
            if (wanted != there) {
                return Long.compareUnsigned(wanted, there);
            }
        }
        for (; i < shared; i++) {
            int difference = (key[keyOffset + i] & 0xFF) - (memory.get(BYTE, at + i) & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return keyLength - length;
    }

    private long number(long at, int width) {
        return width == 0 ? 0 : memory.get(LONG, at) & LittleEndian.mask(width);
    }

    private long timestampsAt() {
        return slotsAt + (long) slot * count;
    }

    private int timestampWidth() {
        return widths & 0xFF;
    }

    private int sequenceWidth() {
        return widths >>> 8 & 0xFF;
    }

    private int expiryWidth() {
        return widths >>> 16 & 0xFF;
    }
}
