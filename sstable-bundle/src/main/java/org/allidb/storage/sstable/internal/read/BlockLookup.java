package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;

/** A lookup of single rows in blocks on the heap. Thread-safe. */
final class BlockLookup {

    private final TableBlocks blocks;
    private final TableMetadata metadata;
    private final LargeValues largeValues;

    BlockLookup(TableBlocks blocks, LargeValues largeValues) {
        this.blocks = blocks;
        this.metadata = blocks.metadata();
        this.largeValues = largeValues;
    }

    /** Offers the newest visible version of a row. */
    void get(LookupKey key, long maxSequence, Lookup lookup) throws IOException {
        byte[] wanted = key.bytes();
        int length = key.length();
        for (int b = metadata.findBlock(wanted, 0, length); b < metadata.dataBlocks(); b++) {
            EntryBlock block = blocks.get(b, true);
            int i = block.find(wanted, 0, length);
            for (; i < block.count(); i++) {
                if (!block.hasKey(i, wanted, 0, length)) {
                    return;
                }
                if (block.sequence(i) <= maxSequence) {
                    offer(block, i, lookup);
                    return;
                }
            }
        }
    }

    private void offer(EntryBlock block, int i, Lookup lookup) throws IOException {
        if (block.isInExtent(i)) {
            largeValues.offer(block, i, lookup);
        } else if (block.offer(i, lookup)) {
            lookup.setValue(block.bytes(), block.valueOffset(i), block.valueLength(i));
        }
    }
}
