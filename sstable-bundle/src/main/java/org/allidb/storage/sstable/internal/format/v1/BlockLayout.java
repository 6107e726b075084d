package org.allidb.storage.sstable.internal.format.v1;

import org.allidb.storage.sstable.internal.format.common.EntryBlock;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;

/**
 * The layout of a data block on the heap: where its columns start and how wide they are, as its head says. The package's
 * documentation draws it. Immutable, as far as the bytes are.
 */
abstract sealed class BlockLayout extends EntryBlock permits DataBlock {

    /** Bytes before the common prefix. */
    static final int HEADER = 40;
    /** Entries that one pivot stands for. */
    static final int GROUP = 8;
    /** Bytes of a slot whose offset is an int. */
    static final int WIDEST_SLOT = 12;
    /** Bytes of the rest of an entry before its key. */
    static final int REST = 7;
    /** The bit of an entry's type that says that its value is in an extent. */
    static final int IN_EXTENT = 0x80;

    final byte[] bytes;
    final int length;
    final int count;
    final int common;
    final int groups;
    final int pivotsAt;
    final int slotsAt;
    final int slot;
    final int restsAt;
    private final int timestampsAt;
    private final int sequencesAt;
    private final int expiriesAt;
    private final int timestampWidth;
    private final int sequenceWidth;
    private final int expiryWidth;
    private final long leastTimestamp;
    private final long leastSequence;
    private final long leastExpiry;

    /**
     * Reads the head of a block.
     *
     * @param bytes holds the block, or will hold it
     * @param length of the payload
     * @throws IllegalArgumentException if it is the head of no data block
     */
    BlockLayout(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
        check(length >= HEADER);
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
        check(count > 0 && HEADER + common + count * each <= length);
        groups = groups(count);
        pivotsAt = HEADER + common;
        slotsAt = pivotsAt + 8 * groups;
        timestampsAt = slotsAt + slot * count;
        sequencesAt = timestampsAt + timestampWidth * count;
        expiriesAt = sequencesAt + sequenceWidth * count;
        restsAt = expiriesAt + expiryWidth * count;
        check(restsAt <= length);
    }

    @Override
    public final int count() {
        return count;
    }

    @Override
    public final long timestamp(int i) {
        return leastTimestamp + LittleEndian.getNumber(bytes, timestampsAt + timestampWidth * i, timestampWidth);
    }

    @Override
    public final long sequence(int i) {
        return leastSequence + LittleEndian.getNumber(bytes, sequencesAt + sequenceWidth * i, sequenceWidth);
    }

    @Override
    public final long expiry(int i) {
        return leastExpiry + LittleEndian.getNumber(bytes, expiriesAt + expiryWidth * i, expiryWidth);
    }

    /** Returns the eight key bytes in the slot of an entry. */
    final long prefix(int i) {
        return LittleEndian.getBigLong(bytes, slotsAt + slot * i);
    }

    /** Returns the eight key bytes that stand for a group. */
    final long pivot(int group) {
        return LittleEndian.getBigLong(bytes, pivotsAt + 8 * group);
    }

    /** Returns where the rest of an entry starts, as its slot says. */
    final int rest(int i) {
        int at = slotsAt + slot * i + 8;
        return slot == 10 ? LittleEndian.getChar(bytes, at) : LittleEndian.getInt(bytes, at);
    }

    /** Returns the last entry of a group. */
    final int lastOf(int group) {
        return Math.min(count, (group + 1) * GROUP) - 1;
    }

    /** Returns how many groups a number of entries makes. */
    static int groups(int count) {
        return (count + GROUP - 1) / GROUP;
    }

    static boolean isSlot(int bytes) {
        return bytes == 10 || bytes == WIDEST_SLOT;
    }

    static boolean areWidths(int timestamps, int sequences, int expiries) {
        return Math.min(Math.min(timestamps, sequences), expiries) >= 0
                && Math.max(Math.max(timestamps, sequences), expiries) <= Long.BYTES;
    }

    static void check(boolean makesSense) {
        if (!makesSense) {
            throw new IllegalArgumentException("the content of a data block makes no sense");
        }
    }
}
