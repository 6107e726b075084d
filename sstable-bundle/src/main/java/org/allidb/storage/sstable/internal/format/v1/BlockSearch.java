package org.allidb.storage.sstable.internal.format.v1;

import java.util.Arrays;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;

/**
 * The search for a key in a data block on the heap. The pivots lead to a group of eight entries, the prefixes in its slots
 * to the entry; a rest is read where eight bytes do not decide. {@link MappedBlock} searches in the same way, but brings
 * only these bytes to the heap.
 */
final class BlockSearch {

    private BlockSearch() {}

    /** Returns the first entry whose key is at or after a key; the number of entries if there is none. */
    static int find(BlockLayout block, byte[] key, int offset, int length) {
        int common = block.common;
        int shared = Math.min(length, common);
        int order = KeyOrder.compare(key, offset, shared, block.bytes, BlockLayout.HEADER, common);
        if (order != 0) {
            return order < 0 ? 0 : block.count;
        }
        int suffixAt = offset + common;
        int suffixLength = length - common;
        long prefix = KeyOrder.prefix(key, suffixAt, suffixLength);
        int group = findGroup(block, key, suffixAt, suffixLength, prefix);
        if (group == block.groups) {
            return block.count;
        }
        int i = group * BlockLayout.GROUP;
        int last = block.lastOf(group);
        i += lower(block.bytes, prefix, block.slotsAt + block.slot * i, block.slot, last - i);
        while (i < last && prefix == block.prefix(i) && compareRest(block, i, key, suffixAt, suffixLength) > 0) {
            i++;
        }
        return i;
    }

    /** Returns whether an entry has a key. */
    static boolean hasKey(BlockLayout block, int i, byte[] key, int offset, int length) {
        int common = block.common;
        return length == common + LittleEndian.getChar(block.bytes, block.rest(i) + 1)
                && Arrays.equals(block.bytes, BlockLayout.HEADER, block.pivotsAt, key, offset, offset + common)
                && KeyOrder.prefix(key, offset + common, length - common) == block.prefix(i)
                && compareRest(block, i, key, offset + common, length - common) == 0;
    }

    /** Returns how many of a few ascending prefixes are less than one; counts them all, because that needs no branch. */
    static int lower(byte[] bytes, long prefix, int at, int stride, int few) {
        int lower = 0;
        for (int i = 0; i < few; i++) {
            lower += Long.compareUnsigned(LittleEndian.getBigLong(bytes, at + stride * i), prefix) < 0 ? 1 : 0;
        }
        return lower;
    }

    /** Returns the first group whose last entry is at or after a key. */
    private static int findGroup(BlockLayout block, byte[] key, int suffixAt, int suffixLength, long prefix) {
        int low = 0;
        int high = block.groups;
        while (high - low > BlockLayout.GROUP) {
            int middle = (low + high) >>> 1;
            int compared = Long.compareUnsigned(prefix, block.pivot(middle));
            if (compared == 0) {
                compared = compareRest(block, block.lastOf(middle), key, suffixAt, suffixLength);
            }
            if (compared > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int group = low + lower(block.bytes, prefix, block.pivotsAt + 8 * low, 8, high - low);
        while (group < high
                && prefix == block.pivot(group)
                && compareRest(block, block.lastOf(group), key, suffixAt, suffixLength) > 0) {
            group++;
        }
        return group;
    }

    /** Compares a key to an entry behind the common prefix and eight bytes that agree. */
    private static int compareRest(BlockLayout block, int i, byte[] key, int suffixAt, int suffixLength) {
        int rest = block.rest(i);
        int suffix = LittleEndian.getChar(block.bytes, rest + 1);
        if (suffix <= 8 || suffixLength <= 8) {
            // the eight bytes agree, zeros that pad included: the shorter key comes first
            return suffixLength - suffix;
        }
        return KeyOrder.compare(key, suffixAt + 8, suffixLength - 8, block.bytes, rest + BlockLayout.REST, suffix - 8);
    }
}
