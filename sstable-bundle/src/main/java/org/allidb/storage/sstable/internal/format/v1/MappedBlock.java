package org.allidb.storage.sstable.internal.format.v1;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.vfs.MappedMemory;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;

/**
 * A data block in a mapping. A search copies to the heap only what it looks at: the head with the pivots, the slots of one
 * group, the rest of one entry. It searches as {@link BlockSearch} does. An instance enters one block after the other, and is
 * used by one thread at a time.
 *
 * <p>No byte is read in the mapping, and no copied byte is trusted: a place outside of the block, whose length comes from the
 * index, is an {@link IndexOutOfBoundsException}. So bytes that have changed since they were checked lead to that exception, or
 * to a wrong entry. If the device fails, the error comes as late as that of {@link MappedMemory#copy}.
 */
public final class MappedBlock {

    /** Bytes of the head of most blocks. */
    private static final int USUAL_HEAD = 256;
    /** Bytes of the rest of most entries, without their values. */
    private static final int USUAL_REST = 64;

    private static final int EXTENT = 8;

    private final byte[] slots = new byte[BlockLayout.GROUP * BlockLayout.WIDEST_SLOT];
    private final byte[] number = new byte[Long.BYTES];
    private byte[] head = new byte[USUAL_HEAD];
    private byte[] rest = new byte[USUAL_REST];
    private MemorySegment memory = MemorySegment.NULL;
    private long start;
    private int length;
    private int count;
    private int common;
    private int groups;
    private int pivotsAt;
    private int slotsAt;
    private int slot;
    private int timestampsAt;
    private int sequencesAt;
    private int expiriesAt;
    private int restsAt;
    /** The group whose slots were copied; -1 for none. */
    private int group;
    /** The entry whose rest was copied; -1 for none. */
    private int entry;
    /** Offset of that rest in the block. */
    private int entryAt;

    /** Creates an instance that has entered no block. */
    public MappedBlock() {}

    /**
     * Enters a block.
     *
     * @param mapped the whole file
     * @param offset of the payload of the block
     * @param payloadLength its length
     */
    public void enter(MemorySegment mapped, long offset, int payloadLength) {
        memory = mapped;
        start = offset;
        length = payloadLength;
        group = -1;
        entry = -1;
        int usual = Math.min(USUAL_HEAD, payloadLength);
        MappedMemory.copy(mapped, offset, head, 0, usual);
        count = LittleEndian.getInt(head, 0);
        common = LittleEndian.getChar(head, 4);
        slot = 8 + head[9];
        groups = BlockLayout.groups(count);
        long slotsAfter = BlockLayout.HEADER + common + 8L * groups;
        long timestampsAfter = slotsAfter + (long) slot * count;
        long sequencesAfter = timestampsAfter + (long) head[6] * count;
        long expiriesAfter = sequencesAfter + (long) head[7] * count;
        long restsAfter = expiriesAfter + (long) head[8] * count;
        if (count <= 0
                || !BlockLayout.isSlot(slot)
                || !BlockLayout.areWidths(head[6], head[7], head[8])
                || restsAfter > payloadLength) {
            throw changed();
        }
        pivotsAt = BlockLayout.HEADER + common;
        slotsAt = (int) slotsAfter;
        timestampsAt = (int) timestampsAfter;
        sequencesAt = (int) sequencesAfter;
        expiriesAt = (int) expiriesAfter;
        restsAt = (int) restsAfter;
        if (slotsAt > usual) {
            if (slotsAt > head.length) {
                head = Arrays.copyOf(head, 2 * slotsAt);
            }
            MappedMemory.copy(mapped, offset + usual, head, usual, slotsAt - usual);
        }
    }

    /** Leaves the block, so that its file can be unmapped and collected. */
    public void leave() {
        memory = MemorySegment.NULL;
    }

    /** Returns the first entry whose key is at or after a key; the number of entries if there is none. */
    public int find(byte[] key, int offset, int keyLength) {
        int shared = Math.min(keyLength, common);
        int order = KeyOrder.compare(key, offset, shared, head, BlockLayout.HEADER, common);
        if (order != 0) {
            return order < 0 ? 0 : count;
        }
        int suffixAt = offset + common;
        int suffixLength = keyLength - common;
        long prefix = KeyOrder.prefix(key, suffixAt, suffixLength);
        int found = findGroup(key, suffixAt, suffixLength, prefix);
        if (found == groups) {
            return count;
        }
        int i = found * BlockLayout.GROUP;
        int last = lastOf(found);
        takeGroup(found);
        i += BlockSearch.lower(slots, prefix, 0, slot, last - i);
        while (i < last && prefix == prefix(i) && compareRest(key, suffixAt, suffixLength, i) > 0) {
            i++;
        }
        return i;
    }

    /** Returns how many entries there are. */
    public int count() {
        return count;
    }

    /** Returns whether an entry has a key that {@link #find} was called with. */
    public boolean hasKey(int i, byte[] key, int keyLength) {
        takeRest(i);
        return keyLength == common + suffixLength()
                && KeyOrder.compare(key, 0, common, head, BlockLayout.HEADER, common) == 0
                && KeyOrder.prefix(key, common, keyLength - common) == prefix(i)
                && compareRest(key, common, keyLength - common, i) == 0;
    }

    /** Returns the type of an entry. */
    public byte type(int i) {
        takeRest(i);
        return (byte) (rest[0] & 0x7F);
    }

    /** Returns the timestamp of an entry. */
    public long timestamp(int i) {
        return LittleEndian.getLong(head, 16) + number(timestampsAt, head[6], i);
    }

    /** Returns the sequence of an entry. */
    public long sequence(int i) {
        return LittleEndian.getLong(head, 24) + number(sequencesAt, head[7], i);
    }

    /** Returns the expiry of an entry. */
    public long expiry(int i) {
        return LittleEndian.getLong(head, 32) + number(expiriesAt, head[8], i);
    }

    /** Returns whether the value is in an extent. */
    public boolean isInExtent(int i) {
        takeRest(i);
        return rest[0] < 0;
    }

    /** Returns the length of the value, which lies in the block or in an extent. */
    public int valueLength(int i) {
        takeRest(i);
        int valueLength = LittleEndian.getInt(rest, 3);
        if (valueLength < 0 || rest[0] >= 0 && valueLength > length - entryAt - valueAt()) {
            throw changed();
        }
        return valueLength;
    }

    /** Returns where the value starts in the file. */
    public long valueOffset(int i) {
        takeRest(i);
        return start + entryAt + valueAt();
    }

    /** Returns the extent of the value. */
    public int extent(int i) {
        takeRest(i);
        return LittleEndian.getInt(rest, valueAt());
    }

    /** Returns where the value starts in the extent. */
    public int extentOffset(int i) {
        takeRest(i);
        return LittleEndian.getInt(rest, valueAt() + 4);
    }

    private int findGroup(byte[] key, int suffixAt, int suffixLength, long prefix) {
        int low = 0;
        int high = groups;
        while (high - low > BlockLayout.GROUP) {
            int middle = (low + high) >>> 1;
            int compared = Long.compareUnsigned(prefix, LittleEndian.getBigLong(head, pivotsAt + 8 * middle));
            if (compared == 0) {
                compared = compareRest(key, suffixAt, suffixLength, lastOf(middle));
            }
            if (compared > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int found = low + BlockSearch.lower(head, prefix, pivotsAt + 8 * low, 8, high - low);
        while (found < high
                && prefix == LittleEndian.getBigLong(head, pivotsAt + 8 * found)
                && compareRest(key, suffixAt, suffixLength, lastOf(found)) > 0) {
            found++;
        }
        return found;
    }

    private int lastOf(int someGroup) {
        return Math.min(count, (someGroup + 1) * BlockLayout.GROUP) - 1;
    }

    private void takeGroup(int wanted) {
        if (group != wanted) {
            int first = wanted * BlockLayout.GROUP;
            MappedMemory.copy(
                    memory, start + slotsAt + (long) slot * first, slots, 0, slot * (lastOf(wanted) + 1 - first));
            group = wanted;
        }
    }

    /** Returns where an entry's slot starts in the copied slots. */
    private int slotOf(int i) {
        takeGroup(i / BlockLayout.GROUP);
        return slot * (i % BlockLayout.GROUP);
    }

    private long prefix(int i) {
        return LittleEndian.getBigLong(slots, slotOf(i));
    }

    private void takeRest(int i) {
        if (entry != i) {
            copyRest(i);
        }
    }

    private void copyRest(int i) {
        int at = slotOf(i) + 8;
        int where = slot == BlockLayout.WIDEST_SLOT ? LittleEndian.getInt(slots, at) : LittleEndian.getChar(slots, at);
        if (where < restsAt || where > length - BlockLayout.REST) {
            throw changed();
        }
        int usual = Math.min(USUAL_REST, length - where);
        MappedMemory.copy(memory, start + where, rest, 0, usual);
        int needed = valueAt() + (rest[0] < 0 ? EXTENT : 0);
        if (needed > length - where) {
            throw changed();
        }
        if (needed > usual) {
            if (needed > rest.length) {
                rest = Arrays.copyOf(rest, 2 * needed);
            }
            MappedMemory.copy(memory, start + where + usual, rest, usual, needed - usual);
        }
        entry = i;
        entryAt = where;
    }

    private int suffixLength() {
        return LittleEndian.getChar(rest, 1);
    }

    /** Returns where the value, or its place, starts in the copied rest. */
    private int valueAt() {
        return BlockLayout.REST + Math.max(0, suffixLength() - 8);
    }

    /** Compares a key to an entry behind the common prefix and eight bytes that agree. */
    private int compareRest(byte[] key, int suffixAt, int suffixLength, int i) {
        takeRest(i);
        int suffix = suffixLength();
        if (suffix <= 8 || suffixLength <= 8) {
            return suffixLength - suffix;
        }
        return KeyOrder.compare(key, suffixAt + 8, suffixLength - 8, rest, BlockLayout.REST, suffix - 8);
    }

    private long number(int at, int width, int i) {
        if (width == 0) {
            return 0;
        }
        MappedMemory.copy(memory, start + at + (long) width * i, number, 0, width);
        return LittleEndian.getLong(number, 0) & LittleEndian.mask(width);
    }

    private static IndexOutOfBoundsException changed() {
        return new IndexOutOfBoundsException("the bytes of a block are not those that were checked");
    }
}
