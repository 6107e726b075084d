package org.allidb.storage.sstable.internal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.sstable.internal.format.v1.MappedBlock;

/** Walks over blocks in the mapping, for a user. */
final class MappedCursor extends TableCursor {

    private final MappedBlocks blocks;
    private final LargeValues largeValues;
    private final MemorySegment mapping;
    private final MappedBlock block = new MappedBlock();

    MappedCursor(
            MappedBlocks blocks,
            TableMetadata metadata,
            LargeValues largeValues,
            MemorySegment mapping,
            boolean forward,
            long maxSequence) {
        super(metadata, forward, maxSequence);
        this.blocks = blocks;
        this.largeValues = largeValues;
        this.mapping = mapping;
    }

    @Override
    int enter(int number) throws IOException {
        try {
            block.enter(mapping, blocks.intact(number));
            block.keepCommon();
            return block.count();
        } catch (InternalError | IllegalStateException | IndexOutOfBoundsException e) {
            throw blocks.failure(e);
        }
    }

    @Override
    int find(byte[] key, int offset, int length) throws IOException {
        try {
            return block.find(key, offset, length);
        } catch (InternalError | IllegalStateException | IndexOutOfBoundsException e) {
            throw blocks.failure(e);
        }
    }

    @Override
    void add(EntryRun run, int from, int end, int limit) throws IOException {
        int step = forward ? 1 : -1;
        int i = from;
        try {
            for (; i != end && run.size() < limit; i += step) {
                long sequence = block.sequence(i);
                if (sequence <= maxSequence && !block.addTo(run, i, sequence)) {
                    addLarge(run, i, sequence);
                }
            }
        } catch (InternalError | IllegalStateException | IndexOutOfBoundsException e) {
            throw blocks.failure(e);
        } finally {
            reached(i);
        }
    }

    private void addLarge(EntryRun run, int i, long sequence) throws IOException {
        int length = block.valueLength(i);
        int extent = block.extent(i);
        int offset = block.extentOffset(i);
        largeValues.checkOnce(extent, offset, length);
        block.copyKey(i, run);
        run.add(
                block.timestamp(i),
                sequence,
                block.expiry(i),
                mapping,
                largeValues.fileOffset(extent, offset),
                length);
    }
}
