package org.allidb.storage.sstable.internal.format.v1;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyOrder;

/**
 * A data block where it is mapped: what {@link DataBlock} does on the heap, for a block that was checked once. An instance
 * goes from block to block and is used by one thread at a time. It may only ever see mapped memory, because a call site that
 * sees several kinds of memory is twenty times slower.
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

    private static final byte[] NO_VALUE = {};
    /** Bytes up to which copying words is faster than a call. */
    private static final int SHORT = 32;

    private MemorySegment memory = MemorySegment.NULL;
    private long start;
    private int count;
    private int common;
    private int widths;
    private int groups;
    private long pivotsAt;
    private long slotsAt;
    private int slot;
    /** What all keys begin with, with eight bytes more room. */
    private byte[] commonKey = {};

    /** An instance that has seen no block. */
    public MappedBlock() {}

    /**
     * Takes a block.
     *
     * @param mapped the whole file
     * @param offset where the payload of the block starts
     */
    public void enter(MemorySegment mapped, long offset) {
        memory = mapped;
        start = offset;
        count = mapped.get(INT, offset);
        common = mapped.get(CHAR, offset + 4);
        widths = mapped.get(INT, offset + 6);
        slot = 8 + (widths >>> 24);
        pivotsAt = offset + DataBlockBuilder.HEADER + common;
        groups = (count + DataBlockBuilder.GROUP - 1) / DataBlockBuilder.GROUP;
        slotsAt = pivotsAt + 8L * groups;
    }

    /** Copies what all keys begin with, which {@link #addTo} and {@link #copyKey} need. */
    public void keepCommon() {
        if (commonKey.length < common + Long.BYTES) {
            commonKey = new byte[common + 2 * Long.BYTES];
        }
        MemorySegment.copy(memory, BYTE, start + DataBlockBuilder.HEADER, commonKey, 0, common);
    }

    /** The first entry whose key is at or after a key; the number of entries if there is none. */
    public int find(byte[] key, int offset, int length) {
        int order = compare(key, offset, Math.min(length, common), start + DataBlockBuilder.HEADER, common);
        if (order != 0) {
            return order < 0 ? 0 : count;
        }
        int suffixAt = offset + common;
        int suffixLength = length - common;
        long prefix = KeyOrder.prefix(key, suffixAt, suffixLength);
        int group = findGroup(key, suffixAt, suffixLength, prefix);
        if (group == groups) {
            return count;
        }
        int i = group * DataBlockBuilder.GROUP;
        int last = lastOf(group);
        i += lower(prefix, slotsAt + (long) slot * i, slot, last - i);
        while (i < last && prefix == prefix(i) && compareRest(key, suffixAt, suffixLength, i) > 0) {
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
                && compareRest(key, common, length - common, i) == 0;
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

    /** Copies an entry's key into a run. */
    public void copyKey(int i, EntryRun run) {
        copyKey(i, rest(i), run);
    }

    /**
     * Adds an entry to a run, unless its value is in an extent.
     *
     * @param sequence its sequence
     * @return whether it was added
     */
    public boolean addTo(EntryRun run, int i, long sequence) {
        long rest = rest(i);
        byte type = memory.get(BYTE, rest);
        if ((type & DataBlockBuilder.IN_EXTENT) != 0) {
            return false;
        }
        int suffix = copyKey(i, rest, run);
        if (type == EntryType.PUT) {
            long value = rest + 7 + Math.max(0, suffix - 8);
            run.add(timestamp(i), sequence, expiry(i), memory, value, memory.get(INT, rest + 3));
        } else {
            run.add(type, timestamp(i), sequence, expiry(i), NO_VALUE, 0, 0);
        }
        return true;
    }

    /** Returns how many bytes of the key are the entry's own. */
    private int copyKey(int i, long rest, EntryRun run) {
        int suffix = memory.get(CHAR, rest + 1);
        int at = run.reserveKey(common + suffix);
        byte[] keys = run.keys();
        copyCommon(keys, at);
        at += common;
        // the prefix is eight bytes long even if the suffix is shorter: the run has room for that
        LittleEndian.putBigLong(keys, at, prefix(i));
        int more = suffix - 8;
        if (more > SHORT) {
            MemorySegment.copy(memory, BYTE, rest + 7, keys, at + 8, more);
        } else {
            // words, over the end by up to seven bytes: behind each block there are more, and the run has room
            for (int done = 0; done < more; done += 8) {
                LittleEndian.putLong(keys, at + 8 + done, memory.get(LONG, rest + 7 + done));
            }
        }
        return suffix;
    }

    private void copyCommon(byte[] keys, int at) {
        if (common > SHORT) {
            System.arraycopy(commonKey, 0, keys, at, common);
            return;
        }
        for (int done = 0; done < common; done += 8) {
            LittleEndian.putLong(keys, at + done, LittleEndian.getLong(commonKey, done));
        }
    }

    private int findGroup(byte[] key, int suffixAt, int suffixLength, long prefix) {
        int low = 0;
        int high = groups;
        while (high - low > DataBlockBuilder.GROUP) {
            int middle = (low + high) >>> 1;
            int compared = Long.compareUnsigned(prefix, memory.get(BIG, pivotsAt + 8L * middle));
            if (compared == 0) {
                compared = compareRest(key, suffixAt, suffixLength, lastOf(middle));
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
                && compareRest(key, suffixAt, suffixLength, lastOf(group)) > 0) {
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
    private int compareRest(byte[] key, int suffixAt, int suffixLength, int i) {
        long rest = rest(i);
        int suffix = memory.get(CHAR, rest + 1);
        if (suffix <= 8 || suffixLength <= 8) {
            return suffixLength - suffix;
        }
        return compare(key, suffixAt + 8, suffixLength - 8, rest + 7, suffix - 8);
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
