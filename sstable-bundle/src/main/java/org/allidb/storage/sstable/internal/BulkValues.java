package org.allidb.storage.sstable.internal;

import java.io.IOException;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.sstable.internal.format.v1.DataBlock;

/**
 * The large values of a table for somebody who reads it from one end to the other to write it anew, or to check it. Each
 * extent is copied and checked again, whoever checked it before: a value that has rotted since would get a fresh
 * checksum. Used by one thread.
 */
final class BulkValues {

    private final LargeValues values;
    private byte[] content = {};
    private int extent = -1;
    private long loaded;

    BulkValues(LargeValues values) {
        this.values = values;
    }

    /** Bytes copied by now; what is in a run keeps its copies. */
    long loaded() {
        return loaded;
    }

    /** Adds an entry of a block to a run, whose key is in it already. */
    void addTo(EntryRun run, DataBlock block, int i) throws IOException {
        int number = block.extent(i);
        int length = block.valueLength(i);
        values.checkPlace(number, block.extentOffset(i), length);
        if (number != extent) {
            content = values.load(number);
            extent = number;
            loaded += content.length;
        }
        run.add(
                block.type(i),
                block.timestamp(i),
                block.sequence(i),
                block.expiry(i),
                content,
                block.extentOffset(i),
                length);
    }
}
