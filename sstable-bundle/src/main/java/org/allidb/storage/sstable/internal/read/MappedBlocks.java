package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLongArray;
import org.allidb.storage.spi.sstable.DamagedTableException;

/**
 * The data blocks of a table that is mapped and not compressed. Each is checked once while the table is open, on a copy. After
 * that, reads copy what they need out of the mapping, and the block takes no room in the cache. Thread-safe.
 */
final class MappedBlocks {

    private final TableMetadata metadata;
    private final BlockCheck check;
    /** A bit for each block that was checked. */
    private final AtomicLongArray checked;

    /** A check of a block. */
    @FunctionalInterface
    interface BlockCheck {

        /** Checks a block; fails if its checksum or its content is wrong. */
        void check(int number) throws IOException;
    }

    MappedBlocks(TableMetadata metadata, BlockCheck check) {
        this.metadata = metadata;
        this.check = check;
        this.checked = new AtomicLongArray((metadata.dataBlocks() + Long.SIZE - 1) / Long.SIZE);
    }

    /** Returns where a block starts in the file, once it is known to be intact. */
    long intact(int number) throws IOException {
        int word = number / Long.SIZE;
        long bit = 1L << number;
        if ((checked.get(word) & bit) == 0) {
            check.check(number);
            checked.accumulateAndGet(word, bit, (before, more) -> before | more);
        }
        return metadata.blockOffset(number);
    }

    /** Returns the exception for bytes that are wrong although the device did not fail. */
    DamagedTableException changed() {
        return metadata.loader().damaged(0, "one of its blocks has changed since it was checked");
    }
}
