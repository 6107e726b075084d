package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;

/**
 * The large values of a table for a reader that walks over all of it, to write it again or to check it. Each extent is copied
 * and checked, even if it was checked before: a value that has rotted since then would get a new checksum. Used by one
 * thread.
 */
final class BulkValues {

    private final LargeValues values;
    private byte[] content = {};
    private int extent = -1;
    private long loaded;

    BulkValues(LargeValues values) {
        this.values = values;
    }

    /** Returns the bytes that were copied so far; entries in a run keep their copies. */
    long loaded() {
        return loaded;
    }

    /** Adds an entry of a block to a run. */
    void addTo(EntryRun run, EntryBlock block, int i) throws IOException {
        int number = block.extent(i);
        int length = block.valueLength(i);
        values.checkPlace(number, block.extentOffset(i), length);
        if (number != extent) {
            content = values.load(number);
            extent = number;
            loaded += content.length;
        }
        block.begin(i, run).add(content, block.extentOffset(i), length);
    }
}
