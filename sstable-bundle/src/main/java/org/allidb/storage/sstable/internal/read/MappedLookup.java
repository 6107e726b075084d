package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.vfs.MappedMemory;
import org.allidb.storage.sstable.internal.format.v1.MappedBlock;

/** A lookup of single rows in the mapping of a table of version 1. Thread-safe. */
final class MappedLookup implements MappedReads {

    private final MappedTable table;
    private final TableBytes bytes;
    private final MappedBlocks blocks;
    private final ReadPools pools;
    private final TableMetadata metadata;
    private final LargeValues largeValues;

    MappedLookup(MappedTable table) {
        this.table = table;
        this.bytes = table.bytes();
        this.blocks = table.blocks();
        this.pools = table.pools();
        this.metadata = table.metadata();
        this.largeValues = table.largeValues();
    }

    @Override
    public boolean get(MemorySegment mapping, LookupKey key, long maxSequence, Lookup lookup) throws IOException {
        if (!metadata.filter().mayContain(key.hash())) {
            return true;
        }
        MappedBlock block = pools.takeBlock();
        try {
            search(mapping, block, key, maxSequence, lookup);
            return true;
        } catch (InternalError e) {
            bytes.mappingFailed(e);
            return false;
        } catch (IndexOutOfBoundsException e) {
            return changed();
        } catch (IllegalStateException e) {
            throw bytes.closed(e);
        } finally {
            pools.give(block);
        }
    }

    @Override
    public TableCursor cursor(boolean forward, long maxSequence) {
        return new MappedCursor(table, forward, maxSequence);
    }

    private void search(MemorySegment mapping, MappedBlock block, LookupKey key, long maxSequence, Lookup lookup)
            throws IOException {
        byte[] wanted = key.bytes();
        int length = key.length();
        for (int b = metadata.findBlock(wanted, 0, length); b < metadata.dataBlocks(); b++) {
            block.enter(mapping, blocks.intact(b), metadata.blockLength(b));
            int i = block.find(wanted, 0, length);
            for (; i < block.count(); i++) {
                if (!block.hasKey(i, wanted, length)) {
                    MappedMemory.settle();
                    return;
                }
                long sequence = block.sequence(i);
                if (sequence <= maxSequence) {
                    offer(block, i, sequence, lookup);
                    return;
                }
            }
            MappedMemory.settle();
        }
    }

    private void offer(MappedBlock block, int i, long sequence, Lookup lookup) throws IOException {
        byte type = block.type(i);
        long timestamp = block.timestamp(i);
        long expiry = block.expiry(i);
        int length = block.valueLength(i);
        if (type != EntryType.PUT) {
            MappedMemory.settle();
            lookup.offer(type, timestamp, sequence, expiry);
        } else if (block.isInExtent(i)) {
            int extent = block.extent(i);
            int offset = block.extentOffset(i);
            MappedMemory.settle();
            largeValues.checkOnce(extent, offset, length);
            if (lookup.offer(type, timestamp, sequence, expiry)) {
                lookup.setValue(bytes, largeValues.fileOffset(extent, offset), length);
            }
        } else {
            long at = block.valueOffset(i);
            MappedMemory.settle();
            if (lookup.offer(type, timestamp, sequence, expiry)) {
                lookup.setValue(bytes, at, length);
            }
        }
    }

    /** Fails, because bytes are wrong; returns false if the reason is that the device failed. */
    private boolean changed() throws IOException {
        try {
            MappedMemory.settle();
        } catch (InternalError e) {
            bytes.mappingFailed(e);
            return false;
        }
        throw blocks.changed();
    }
}
