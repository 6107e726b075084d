package org.allidb.storage.sstable.internal.write;

import java.io.IOException;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.sstable.internal.format.common.PageFields;
import org.jspecify.annotations.Nullable;

/** The data blocks of a table that is written, in the form of a version of the format. Used by one thread. */
sealed interface EntryBlocks permits ColumnBlocks, Pages {

    /**
     * Adds an entry, and writes the block before it if that is full.
     *
     * @param hash of its key
     * @param newest whether it is the newest version of its key
     */
    void add(EntryRun run, int i, long hash, boolean newest) throws IOException;

    /** Writes the last block. */
    void finish() throws IOException;

    /** Writes what follows the data blocks and leads to them, but for the index; returns what the footer says of it. */
    @Nullable
    PageFields writeFields() throws IOException;

    /** Returns the dictionary, which is empty if the table has none; null if its version has no place for one. */
    default byte @Nullable [] dictionary() {
        return null;
    }

    /** Releases what it holds outside of the heap. */
    default void close() {}

    /** Returns about how many bytes of the table wait to be written. */
    long buffered();
}
