package org.allidb.storage.sstable.internal.survey;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.allidb.storage.spi.entry.KeyHash;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.sstable.internal.format.common.BloomFilter;
import org.jspecify.annotations.Nullable;

/**
 * The places in which a table may have lost rows: the key ranges of its damaged blocks, and the keys whose values are lost.
 * Together with the filter they exclude nearly every other row.
 */
final class LostPlaces {

    /** Rows after one key and up to another; null where the table gives no bound. */
    private record Range(byte @Nullable [] after, byte @Nullable [] through, boolean bounded) {

        boolean contains(byte[] key, int offset, int length) {
            return (after == null || KeyOrder.compare(after, 0, after.length, key, offset, length) < 0)
                    && (through == null || KeyOrder.compare(key, offset, length, through, 0, through.length) <= 0);
        }
    }

    private final List<Range> ranges = new ArrayList<>();
    private long[] hashes = new long[16];
    private int hashCount;
    private boolean sorted = true;

    /**
     * Adds the key range of a lost block.
     *
     * @param after the last key before it, null at the front of the table
     * @param through its last key or the first key after it, null at the end of the table
     * @param bounded whether the range is as narrow as the block
     */
    void range(byte @Nullable [] after, byte @Nullable [] through, boolean bounded) {
        ranges.add(new Range(after, through, bounded));
    }

    /** Adds the key of a row whose value is lost. */
    void key(byte[] keys, int offset, int length) {
        if (hashCount == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * hashCount);
        }
        hashes[hashCount++] = KeyHash.hash(keys, offset, length);
        sorted = false;
    }

    boolean isEmpty() {
        return ranges.isEmpty() && hashCount == 0;
    }

    /** Returns whether a lost place may have held a row; without a filter only narrow ranges count. */
    boolean mayHaveHeld(byte @Nullable [] filter, byte[] key, int offset, int length) {
        if (isEmpty()) {
            return false;
        }
        long hash = KeyHash.hash(key, offset, length);
        if (!sorted) {
            Arrays.sort(hashes, 0, hashCount);
            sorted = true;
        }
        if (Arrays.binarySearch(hashes, 0, hashCount, hash) >= 0) {
            return true;
        }
        boolean filtered = filter != null && filter.length > 0;
        if (filter != null && filtered && !BloomFilter.mayContain(filter, hash)) {
            return false;
        }
        for (Range range : ranges) {
            if ((filtered || range.bounded()) && range.contains(key, offset, length)) {
                return true;
            }
        }
        return false;
    }
}
