package org.allidb.storage.sstable.internal;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLongArray;
import org.allidb.storage.spi.sstable.DamagedTableException;

/**
 * The data blocks of a table that is mapped and not compressed. Each is checked once while the table is open, on a copy, and
 * from then on read out of the mapping, of which only what is needed is copied, and which takes no room in the cache. Thread-safe.
 */
final class MappedBlocks {

    private final TableMetadata metadata;
    private final BlockCheck check;
    /** A bit for each block that was checked. */
    private final AtomicLongArray checked;

    /** Checks a block. */
    @FunctionalInterface
    interface BlockCheck {

        /** Fails if a block's checksum does not match, or its content makes no sense. */
        void check(int number) throws IOException;
    }

    MappedBlocks(TableMetadata metadata, BlockCheck check) {
        this.metadata = metadata;
        this.check = check;
        this.checked = new AtomicLongArray((metadata.dataBlocks() + Long.SIZE - 1) / Long.SIZE);
    }

    /** Where a block starts in the file, once it is known to be intact. */
    long intact(int number) throws IOException {
        int word = number / Long.SIZE;
        long bit = 1L << number;
        if ((checked.get(word) & bit) == 0) {
            check.check(number);
            checked.accumulateAndGet(word, bit, (before, more) -> before | more);
        }
        return metadata.blockOffset(number);
    }

    /** What it means if bytes make no sense although the device did not fail. */
    DamagedTableException changed() {
        return metadata.loader().damaged(0, "one of its blocks has changed since it was checked");
    }
}
