package org.allidb.storage.sstable.internal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.sstable.internal.format.v1.MappedBlock;

/** Looks single rows up in the mapping. Thread-safe. */
final class MappedLookup {

    private static final ThreadLocal<MappedBlock> BLOCK = ThreadLocal.withInitial(MappedBlock::new);
    private static final byte[] NO_VALUE = {};

    private final MappedBlocks blocks;
    private final TableMetadata metadata;
    private final LargeValues largeValues;

    MappedLookup(MappedBlocks blocks, TableMetadata metadata, LargeValues largeValues) {
        this.blocks = blocks;
        this.metadata = metadata;
        this.largeValues = largeValues;
    }

    /** Offers the newest visible version of a row. */
    void get(MemorySegment mapping, LookupKey key, long maxSequence, Lookup lookup) throws IOException {
        try {
            search(mapping, key, maxSequence, lookup);
        } catch (InternalError | IllegalStateException | IndexOutOfBoundsException e) {
            throw blocks.failure(e);
        }
    }

    private void search(MemorySegment mapping, LookupKey key, long maxSequence, Lookup lookup) throws IOException {
        byte[] wanted = key.bytes();
        int length = key.length();
        MappedBlock block = BLOCK.get();
        for (int b = metadata.findBlock(wanted, 0, length); b < metadata.dataBlocks(); b++) {
            block.enter(mapping, blocks.intact(b));
            int i = block.find(wanted, 0, length);
            for (; i < block.count(); i++) {
                if (!block.hasKey(i, wanted, length)) {
                    return;
                }
                if (block.sequence(i) <= maxSequence) {
                    offer(mapping, block, i, lookup);
                    return;
                }
            }
        }
    }

    private void offer(MemorySegment mapping, MappedBlock block, int i, Lookup lookup) throws IOException {
        int length = block.valueLength(i);
        long timestamp = block.timestamp(i);
        long sequence = block.sequence(i);
        long expiry = block.expiry(i);
        if (block.type(i) != EntryType.PUT) {
            lookup.offer(block.type(i), timestamp, sequence, expiry, NO_VALUE, 0, 0);
        } else if (block.isInExtent(i)) {
            largeValues.checkOnce(block.extent(i), block.extentOffset(i), length);
            long at = largeValues.fileOffset(block.extent(i), block.extentOffset(i));
            lookup.offer(timestamp, sequence, expiry, mapping, at, length);
        } else {
            lookup.offer(timestamp, sequence, expiry, mapping, block.valueOffset(i), length);
        }
    }
}
