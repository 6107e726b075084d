package org.allidb.storage.sstable.internal.format.v1;

import java.util.Arrays;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.ValueSource;

/**
 * A data block on the heap. Immutable. The constructor checks every length once, so that reading trusts them; see
 * {@link #ofHead} for blocks that come to the heap bit by bit.
 */
public final class DataBlock {

    /** Bytes of a slot whose offset is an int. */
    static final int WIDEST_SLOT = 12;

    private static final byte[] NO_VALUE = {};

    private final byte[] bytes;
    private final int length;
    private final int count;
    private final int common;
    private final int groups;
    private final int pivotsAt;
    private final int slotsAt;
    private final int slot;
    private final int timestampsAt;
    private final int sequencesAt;
    private final int expiriesAt;
    private final int restsAt;
    private final int timestampWidth;
    private final int sequenceWidth;
    private final int expiryWidth;
    private final long leastTimestamp;
    private final long leastSequence;
    private final long leastExpiry;
    /** Set at each use, cleared by the cache as its hand passes. */
    private volatile boolean used;

    /**
     * A block.
     *
     * @param bytes the payload, exactly
     * @throws IllegalArgumentException if they are no data block
     */
    public DataBlock(byte[] bytes) {
        this(bytes, bytes.length);
        int expected = restsAt;
        for (int i = 0; i < count; i++) {
            int rest = rest(i);
            check(rest == expected && rest + 7 <= bytes.length);
            int valueLength = LittleEndian.getInt(bytes, rest + 3);
            boolean extent = (bytes[rest] & DataBlockBuilder.IN_EXTENT) != 0;
            long end = rest + 7L + moreKey(rest) + (extent ? 8 : valueLength);
            int type = bytes[rest] & 0x7F;
            check(valueLength >= 0
                    && end <= bytes.length
                    && (type == EntryType.PUT || type == EntryType.DELETE));
            expected = (int) end;
        }
        check(expected == bytes.length);
    }

    /** Checks the header alone. */
    private DataBlock(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
        check(length >= DataBlockBuilder.HEADER);
        count = LittleEndian.getInt(bytes, 0);
        common = LittleEndian.getChar(bytes, 4);
        timestampWidth = bytes[6];
        sequenceWidth = bytes[7];
        expiryWidth = bytes[8];
        slot = 8 + bytes[9];
        check(areWidths(timestampWidth, sequenceWidth, expiryWidth) && isSlot(slot));
        leastTimestamp = LittleEndian.getLong(bytes, 16);
        leastSequence = LittleEndian.getLong(bytes, 24);
        leastExpiry = LittleEndian.getLong(bytes, 32);
        long each = (long) slot + timestampWidth + sequenceWidth + expiryWidth;
        check(count > 0 && DataBlockBuilder.HEADER + common + count * each <= length);
        groups = groups(count);
        pivotsAt = DataBlockBuilder.HEADER + common;
        slotsAt = pivotsAt + 8 * groups;
        timestampsAt = slotsAt + slot * count;
        sequencesAt = timestampsAt + timestampWidth * count;
        expiriesAt = sequencesAt + sequenceWidth * count;
        restsAt = expiriesAt + expiryWidth * count;
        check(restsAt <= length);
    }

    /**
     * A block whose header is there, and whose other bytes will be before they are asked for: first those before
     * {@link #restsAt()}, then the rests of entries. What its entries say of themselves is not checked here, but when it is
     * used.
     *
     * @param bytes with room for the payload and eight bytes more; may hold anything behind the header
     * @param length of the payload
     * @throws IllegalArgumentException if it is the header of no data block
     */
    public static DataBlock ofHead(byte[] bytes, int length) {
        return new DataBlock(bytes, length);
    }

    /** Where the rests of the entries start. */
    public int restsAt() {
        return restsAt;
    }

    /**
     * Where the rest of an entry starts; the end of the block if there is no such entry.
     *
     * @throws IndexOutOfBoundsException if it is not in the block
     */
    public int restAt(int i) {
        int rest = i == count ? length : rest(i);
        if (rest < restsAt || rest > length) {
            throw new IndexOutOfBoundsException("the rest of an entry lies outside of its block");
        }
        return rest;
    }

    /** How many entries there are. */
    public int count() {
        return count;
    }

    /** Bytes on the heap. */
    public int heapBytes() {
        return bytes.length + 96;
    }

    /** Notes a use; returns this. */
    public DataBlock use() {
        if (!used) {
            used = true;
        }
        return this;
    }

    /** Whether it was used since the last call. */
    public boolean takeUse() {
        boolean was = used;
        used = false;
        return was;
    }

    /** The array that holds the block. */
    public byte[] bytes() {
        return bytes;
    }

    /** The first entry whose key is at or after a key: by the pivots its group is found, then it in the group. */
    public int find(byte[] key, int offset, int length) {
        int shared = Math.min(length, common);
        int order = KeyOrder.compare(key, offset, shared, bytes, DataBlockBuilder.HEADER, common);
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
        i += lower(bytes, prefix, slotsAt + slot * i, slot, last - i);
        while (i < last && prefix == prefix(i) && compareRest(key, suffixAt, suffixLength, i) > 0) {
            i++;
        }
        return i;
    }

    /** The first group whose last entry is at or after a key. */
    private int findGroup(byte[] key, int suffixAt, int suffixLength, long prefix) {
        int low = 0;
        int high = groups;
        while (high - low > DataBlockBuilder.GROUP) {
            int middle = (low + high) >>> 1;
            int compared = Long.compareUnsigned(prefix, LittleEndian.getBigLong(bytes, pivotsAt + 8 * middle));
            if (compared == 0) {
                compared = compareRest(key, suffixAt, suffixLength, lastOf(middle));
            }
            if (compared > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int group = low + lower(bytes, prefix, pivotsAt + 8 * low, 8, high - low);
        while (group < high
                && prefix == LittleEndian.getBigLong(bytes, pivotsAt + 8 * group)
                && compareRest(key, suffixAt, suffixLength, lastOf(group)) > 0) {
            group++;
        }
        return group;
    }

    /** How many of a few ascending prefixes are less than one; counts them all, because that needs no branch. */
    static int lower(byte[] bytes, long prefix, int at, int stride, int few) {
        int lower = 0;
        for (int i = 0; i < few; i++) {
            lower += Long.compareUnsigned(LittleEndian.getBigLong(bytes, at + stride * i), prefix) < 0 ? 1 : 0;
        }
        return lower;
    }

    private int lastOf(int group) {
        return Math.min(count, (group + 1) * DataBlockBuilder.GROUP) - 1;
    }

    private long prefix(int i) {
        return LittleEndian.getBigLong(bytes, slotsAt + slot * i);
    }

    /** Whether an entry has a key. */
    public boolean hasKey(int i, byte[] key, int offset, int length) {
        int rest = rest(i);
        return length == common + LittleEndian.getChar(bytes, rest + 1)
                && Arrays.equals(bytes, DataBlockBuilder.HEADER, pivotsAt, key, offset, offset + common)
                && KeyOrder.prefix(key, offset + common, length - common) == prefix(i)
                && compareRest(key, offset + common, length - common, i) == 0;
    }

    /** What an entry does. */
    public byte type(int i) {
        return (byte) (bytes[rest(i)] & 0x7F);
    }

    /** Its timestamp. */
    public long timestamp(int i) {
        return leastTimestamp + LittleEndian.getNumber(bytes, timestampsAt + timestampWidth * i, timestampWidth);
    }

    /** Its sequence. */
    public long sequence(int i) {
        return leastSequence + LittleEndian.getNumber(bytes, sequencesAt + sequenceWidth * i, sequenceWidth);
    }

    /** Its expiry. */
    public long expiry(int i) {
        return leastExpiry + LittleEndian.getNumber(bytes, expiriesAt + expiryWidth * i, expiryWidth);
    }

    /** Whether the value is in an extent. */
    public boolean isInExtent(int i) {
        return bytes[rest(i)] < 0;
    }

    /** The length of the value. */
    public int valueLength(int i) {
        return LittleEndian.getInt(bytes, rest(i) + 3);
    }

    /** Where the value starts in {@link #bytes()}. */
    public int valueOffset(int i) {
        int rest = rest(i);
        return rest + 7 + moreKey(rest);
    }

    /** The extent of the value. */
    public int extent(int i) {
        return LittleEndian.getInt(bytes, valueOffset(i));
    }

    /** Where the value starts in the extent. */
    public int extentOffset(int i) {
        return LittleEndian.getInt(bytes, valueOffset(i) + 4);
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
        int rest = rest(i);
        byte type = bytes[rest];
        if ((type & DataBlockBuilder.IN_EXTENT) != 0) {
            return false;
        }
        int suffix = copyKey(i, rest, run);
        run.add(
                type,
                timestamp(i),
                sequence,
                expiry(i),
                bytes,
                rest + 7 + Math.max(0, suffix - 8),
                LittleEndian.getInt(bytes, rest + 3));
        return true;
    }

    /**
     * Adds an entry of a block that came by {@link #ofHead} to a run, unless its value is in an extent. The value stays in the
     * file.
     *
     * @param sequence its sequence
     * @param file the block's file
     * @param start where the block starts in it
     * @return whether it was added
     * @throws IndexOutOfBoundsException if the entry makes no sense
     */
    public boolean addTo(EntryRun run, int i, long sequence, ValueSource file, long start) {
        int rest = rest(i);
        byte type = bytes[rest];
        if ((type & DataBlockBuilder.IN_EXTENT) != 0) {
            return false;
        }
        int value = rest + 7 + Math.max(0, copyKey(i, rest, run) - 8);
        int valueLength = LittleEndian.getInt(bytes, rest + 3);
        if (valueLength < 0 || valueLength > length - value) {
            throw new IndexOutOfBoundsException("a value lies outside of its block");
        }
        if (type == EntryType.PUT) {
            run.add(timestamp(i), sequence, expiry(i), file, start + value, valueLength);
        } else if (type == EntryType.DELETE) {
            run.add(type, timestamp(i), sequence, expiry(i), NO_VALUE, 0, 0);
        } else {
            throw new IndexOutOfBoundsException("an entry is of no type");
        }
        return true;
    }

    /** Returns how many bytes of the key are the entry's own. */
    private int copyKey(int i, int rest, EntryRun run) {
        int suffix = LittleEndian.getChar(bytes, rest + 1);
        int at = run.reserveKey(common + suffix);
        byte[] keys = run.keys();
        copy(DataBlockBuilder.HEADER, keys, at, common);
        at += common;
        // the prefix is eight bytes long even if the suffix is shorter: the run has room for that
        LittleEndian.putLong(keys, at, LittleEndian.getLong(bytes, slotsAt + slot * i));
        if (suffix > 8) {
            copy(rest + 7, keys, at + 8, suffix - 8);
        }
        return suffix;
    }

    /** Copies in words, over the end by up to seven bytes if there are so many. */
    private void copy(int from, byte[] target, int at, int length) {
        if (length > 32 || from + length + 7 > bytes.length) {
            System.arraycopy(bytes, from, target, at, length);
            return;
        }
        for (int i = 0; i < length; i += 8) {
            LittleEndian.putLong(target, at + i, LittleEndian.getLong(bytes, from + i));
        }
    }

    private int compareRest(byte[] key, int suffixAt, int suffixLength, int i) {
        int rest = rest(i);
        int suffix = LittleEndian.getChar(bytes, rest + 1);
        if (suffix <= 8 || suffixLength <= 8) {
            // the eight bytes agree, zeros that pad included: the shorter key comes first
            return suffixLength - suffix;
        }
        return KeyOrder.compare(key, suffixAt + 8, suffixLength - 8, bytes, rest + 7, suffix - 8);
    }

    private int moreKey(int rest) {
        return Math.max(0, LittleEndian.getChar(bytes, rest + 1) - 8);
    }

    private int rest(int i) {
        int at = slotsAt + slot * i + 8;
        return slot == 10 ? LittleEndian.getChar(bytes, at) : LittleEndian.getInt(bytes, at);
    }

    /** How many groups so many entries make. */
    static int groups(int count) {
        return (count + DataBlockBuilder.GROUP - 1) / DataBlockBuilder.GROUP;
    }

    static boolean isSlot(int bytes) {
        return bytes == 10 || bytes == WIDEST_SLOT;
    }

    static boolean areWidths(int timestamps, int sequences, int expiries) {
        return Math.min(Math.min(timestamps, sequences), expiries) >= 0
                && Math.max(Math.max(timestamps, sequences), expiries) <= Long.BYTES;
    }

    private static void check(boolean makesSense) {
        if (!makesSense) {
            throw new IllegalArgumentException("the content of a data block makes no sense");
        }
    }
}
