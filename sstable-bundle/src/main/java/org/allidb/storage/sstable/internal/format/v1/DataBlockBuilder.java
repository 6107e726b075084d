package org.allidb.storage.sstable.internal.format.v1;

import java.util.Arrays;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;

/** A builder of data blocks. Reusable; used by one thread. */
public final class DataBlockBuilder {

    private static final int NARROW = 0xFFFF;

    private byte[] keys = new byte[4096];
    private int[] keyEnds = new int[64];
    private byte[] types = new byte[64];
    private long[] timestamps = new long[64];
    private long[] sequences = new long[64];
    private long[] expiries = new long[64];
    /** The stored values: the values themselves, or their places in extents. */
    private byte[] values = new byte[16 << 10];

    private int[] valueEnds = new int[64];
    private int[] valueLengths = new int[64];
    private int count;

    /** Creates an empty builder. */
    public DataBlockBuilder() {}

    /** Returns how many entries there are. */
    public int count() {
        return count;
    }

    /** Returns about how many bytes the block will have. */
    public int estimatedBytes() {
        return count == 0 ? 0 : keyEnds[count - 1] + valueEnds[count - 1] + count * 16;
    }

    /** Removes all entries. */
    public void clear() {
        count = 0;
    }

    /** Begins an entry with its key. A version and a value follow. */
    public DataBlockBuilder key(byte[] key, int offset, int length) {
        if (count == types.length) {
            grow();
        }
        int start = count == 0 ? 0 : keyEnds[count - 1];
        if (keys.length - start < length) {
            keys = Arrays.copyOf(keys, Math.max(2 * keys.length, start + length));
        }
        System.arraycopy(key, offset, keys, start, length);
        keyEnds[count] = start + length;
        return this;
    }

    /** Says what the entry does that was begun, and when. A value follows. */
    public void version(byte type, long timestamp, long sequence, long expiry) {
        types[count] = type;
        timestamps[count] = timestamp;
        sequences[count] = sequence;
        expiries[count] = expiry;
    }

    /** Returns an array with room for the value of the entry that was begun; the caller copies it there. */
    public byte[] reserveValue(int length) {
        int start = valueStart();
        if (values.length - start < length) {
            values = Arrays.copyOf(values, Math.max(2 * values.length, start + length));
        }
        return values;
    }

    /** Returns where the value goes in the array of {@link #reserveValue}. */
    public int valueStart() {
        return count == 0 ? 0 : valueEnds[count - 1];
    }

    /** Ends the entry, whose value was copied. */
    public void inline(int valueLength) {
        valueEnds[count] = valueStart() + valueLength;
        valueLengths[count] = valueLength;
        count++;
    }

    /** Ends the entry, whose value is in an extent. */
    public void inExtent(int extent, int offset, int valueLength) {
        byte[] target = reserveValue(8);
        int at = valueStart();
        LittleEndian.putInt(target, at, extent);
        LittleEndian.putInt(target, at + 4, offset);
        types[count] |= (byte) BlockLayout.IN_EXTENT;
        valueEnds[count] = at + 8;
        valueLengths[count] = valueLength;
        count++;
    }

    /** Returns the last key. */
    public byte[] lastKey() {
        return Arrays.copyOfRange(keys, count == 1 ? 0 : keyEnds[count - 2], keyEnds[count - 1]);
    }

    /** Builds the block, with room for {@code spare} bytes more at the end. */
    public byte[] build(int spare) {
        int first = keyEnds[0];
        int lastStart = count == 1 ? 0 : keyEnds[count - 2];
        int common = count == 1
                ? first
                : KeyOrder.commonPrefix(keys, 0, first, keys, lastStart, keyEnds[count - 1] - lastStart);
        long leastTimestamp = least(timestamps);
        long leastSequence = least(sequences);
        long leastExpiry = least(expiries);
        int timestampWidth = LittleEndian.width(greatest(timestamps) - leastTimestamp);
        int sequenceWidth = LittleEndian.width(greatest(sequences) - leastSequence);
        int expiryWidth = LittleEndian.width(greatest(expiries) - leastExpiry);

        int rests = 0;
        for (int i = 0; i < count; i++) {
            rests += BlockLayout.REST + Math.max(0, suffixLength(i, common) - 8) + valueEnds[i] - start(valueEnds, i);
        }
        int groups = BlockLayout.groups(count);
        int pivotsAt = BlockLayout.HEADER + common;
        int slotsAt = pivotsAt + 8 * groups;
        int columns = count * (timestampWidth + sequenceWidth + expiryWidth);
        int offsetWidth = slotsAt + 10L * count + columns + rests <= NARROW ? 2 : 4;
        int slot = 8 + offsetWidth;
        int timestampsAt = slotsAt + slot * count;
        int sequencesAt = timestampsAt + timestampWidth * count;
        int expiriesAt = sequencesAt + sequenceWidth * count;
        int at = expiriesAt + expiryWidth * count;
        byte[] block = new byte[at + rests + spare];
        LittleEndian.putInt(block, 0, count);
        LittleEndian.putChar(block, 4, common);
        block[6] = (byte) timestampWidth;
        block[7] = (byte) sequenceWidth;
        block[8] = (byte) expiryWidth;
        block[9] = (byte) offsetWidth;
        LittleEndian.putLong(block, 16, leastTimestamp);
        LittleEndian.putLong(block, 24, leastSequence);
        LittleEndian.putLong(block, 32, leastExpiry);
        System.arraycopy(keys, 0, block, BlockLayout.HEADER, common);
        for (int i = 0; i < count; i++) {
            int keyStart = start(keyEnds, i) + common;
            int suffix = suffixLength(i, common);
            long prefix = KeyOrder.prefix(keys, keyStart, suffix);
            if (i % BlockLayout.GROUP == BlockLayout.GROUP - 1 || i == count - 1) {
                LittleEndian.putBigLong(block, pivotsAt + 8 * (i / BlockLayout.GROUP), prefix);
            }
            LittleEndian.putBigLong(block, slotsAt + slot * i, prefix);
            LittleEndian.putNumber(block, slotsAt + slot * i + 8, offsetWidth, at);
            LittleEndian.putNumber(
                    block, timestampsAt + timestampWidth * i, timestampWidth, timestamps[i] - leastTimestamp);
            LittleEndian.putNumber(block, sequencesAt + sequenceWidth * i, sequenceWidth, sequences[i] - leastSequence);
            LittleEndian.putNumber(block, expiriesAt + expiryWidth * i, expiryWidth, expiries[i] - leastExpiry);
            block[at] = types[i];
            LittleEndian.putChar(block, at + 1, suffix);
            LittleEndian.putInt(block, at + 3, valueLengths[i]);
            at += BlockLayout.REST;
            int more = Math.max(0, suffix - 8);
            System.arraycopy(keys, keyStart + suffix - more, block, at, more);
            at += more;
            int stored = valueEnds[i] - start(valueEnds, i);
            System.arraycopy(values, start(valueEnds, i), block, at, stored);
            at += stored;
        }
        return block;
    }

    private int suffixLength(int i, int common) {
        return keyEnds[i] - start(keyEnds, i) - common;
    }

    private static int start(int[] ends, int i) {
        return i == 0 ? 0 : ends[i - 1];
    }

    private long least(long[] numbers) {
        long least = numbers[0];
        for (int i = 1; i < count; i++) {
            least = Math.min(least, numbers[i]);
        }
        return least;
    }

    private long greatest(long[] numbers) {
        long greatest = numbers[0];
        for (int i = 1; i < count; i++) {
            greatest = Math.max(greatest, numbers[i]);
        }
        return greatest;
    }

    private void grow() {
        int capacity = 2 * types.length;
        keyEnds = Arrays.copyOf(keyEnds, capacity);
        types = Arrays.copyOf(types, capacity);
        timestamps = Arrays.copyOf(timestamps, capacity);
        sequences = Arrays.copyOf(sequences, capacity);
        expiries = Arrays.copyOf(expiries, capacity);
        valueEnds = Arrays.copyOf(valueEnds, capacity);
        valueLengths = Arrays.copyOf(valueLengths, capacity);
    }
}
