package org.allidb.storage.sstable.internal;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The data blocks of a table that is mapped and not compressed. Each is checked once while the table is open, on a copy, and
 * from then on read where it is, which copies nothing and takes no room in the cache. Thread-safe.
 */
final class MappedBlocks {

    private final TableBytes bytes;
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

    MappedBlocks(TableBytes bytes, TableMetadata metadata, BlockCheck check) {
        this.bytes = bytes;
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

    /**
     * What an error means that reading the mapping ended in.
     *
     * @param cause an {@link InternalError}, {@link IllegalStateException} or {@link IndexOutOfBoundsException}
     */
    IOException failure(Throwable cause) {
        return switch (cause) {
            case IndexOutOfBoundsException e ->
                metadata.loader().damaged(0, "one of its blocks has changed since it was checked");
            case IllegalStateException e -> new IOException(bytes.name() + " is closed", e);
            default -> new IOException("the device of " + bytes.name() + " failed under its mapping", cause);
        };
    }
}
