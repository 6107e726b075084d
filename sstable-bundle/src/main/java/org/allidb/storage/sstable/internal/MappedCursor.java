package org.allidb.storage.sstable.internal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.vfs.MappedMemory;
import org.allidb.storage.sstable.internal.format.v1.DataBlock;
import org.allidb.storage.sstable.internal.format.v1.MappedBlock;

/**
 * Walks over blocks in the mapping, for a user: brings to the heap what comes before the rests of the entries, and then the
 * rests of as many entries as are asked for. Values are copied by who wants them. If the device fails, it goes on with blocks
 * that are read by position.
 */
final class MappedCursor extends TableCursor {

    /** Bytes that hold what comes before the rests in most blocks. */
    private static final int USUAL_HEAD = 2 << 10;
    /** Room behind a block: numbers are read in words. */
    private static final int SPARE = Long.BYTES;
    /** The buffer of a cursor that was closed. */
    private static final byte[] CLOSED = {};

    private final BlockTableReader table;
    private final TableBytes bytes;
    private final MappedBlocks blocks;
    private final MappedPools pools;
    private final LargeValues largeValues;
    /** The current block as far as it was brought here. */
    private byte[] heap;
    /** The mapping that the current block is in; NULL if it was loaded. */
    private MemorySegment mapping = MemorySegment.NULL;
    @SuppressWarnings("NullAway.Init") // a block is entered before it is read
    private DataBlock block;

    private int number;
    private long start;

    MappedCursor(
            BlockTableReader table,
            TableBytes bytes,
            MappedBlocks blocks,
            MappedPools pools,
            LargeValues largeValues,
            boolean forward,
            long maxSequence) {
        super(table.metadata(), forward, maxSequence);
        this.table = table;
        this.bytes = bytes;
        this.blocks = blocks;
        this.pools = pools;
        this.largeValues = largeValues;
        this.heap = pools.takeBuffer();
    }

    private boolean isMapped() {
        return mapping.byteSize() > 0;
    }

    @Override
    int enter(int entered) throws IOException {
        number = entered;
        MemorySegment mapped = bytes.mapping();
        if (mapped == null || !bringHead(mapped)) {
            load();
        }
        return block.count();
    }

    @Override
    int find(byte[] key, int offset, int length) throws IOException {
        if (isMapped()) {
            int found = findMapped(key, offset, length);
            if (found >= 0) {
                return found;
            }
            load();
        }
        return block.find(key, offset, length);
    }

    @Override
    void add(EntryRun run, int from, int end, int limit) throws IOException {
        int step = forward ? 1 : -1;
        int entries = Math.min(step * (end - from), limit - run.size());
        if (isMapped() && !bringRests(forward ? from : from - entries + 1, entries)) {
            load();
        }
        boolean mapped = isMapped();
        int stop = from + step * entries;
        DataBlock in = block;
        int i = from;
        try {
            for (; i != stop; i += step) {
                long sequence = in.sequence(i);
                if (sequence > maxSequence) {
                    continue;
                }
                if (!mapped) {
                    table.addTo(run, in, i, sequence, null);
                } else if (!in.addTo(run, i, sequence, bytes, start)) {
                    addLarge(run, in, i, sequence);
                }
            }
        } catch (IndexOutOfBoundsException e) {
            throw blocks.changed();
        } finally {
            reached(i);
        }
    }

    @Override
    public void close() {
        super.close();
        pools.give(heap);
        heap = CLOSED;
    }

    private void addLarge(EntryRun run, DataBlock in, int i, long sequence) throws IOException {
        int length = in.valueLength(i);
        int extent = in.extent(i);
        int offset = in.extentOffset(i);
        largeValues.checkOnce(extent, offset, length);
        in.copyKey(i, run);
        run.add(in.timestamp(i), sequence, in.expiry(i), bytes, largeValues.fileOffset(extent, offset), length);
    }

    /** Reads the current block by position. */
    private void load() throws IOException {
        mapping = MemorySegment.NULL;
        block = table.block(number, false);
    }

    /** Enters the current block in the mapping; false if the device failed. */
    private boolean bringHead(MemorySegment mapped) throws IOException {
        start = blocks.intact(number);
        int length = metadata.blockLength(number);
        if (heap.length < length + SPARE) {
            heap = new byte[length + length / 4 + SPARE];
        }
        try {
            int usual = Math.min(USUAL_HEAD, length);
            MappedMemory.copy(mapped, start, heap, 0, usual);
            DataBlock entered = DataBlock.ofHead(heap, length);
            if (entered.restsAt() > usual) {
                MappedMemory.copy(mapped, start + usual, heap, usual, entered.restsAt() - usual);
            }
            MappedMemory.settle();
            block = entered;
            mapping = mapped;
            return true;
        } catch (InternalError e) {
            return failed(e);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return changed();
        } catch (IllegalStateException e) {
            throw bytes.closed(e);
        }
    }

    /** Brings the rests of some entries to the heap; false if the device failed. */
    private boolean bringRests(int first, int entries) throws IOException {
        try {
            int from = block.restAt(first);
            int to = block.restAt(first + entries);
            MappedMemory.copy(mapping, start + from, heap, from, to - from);
            MappedMemory.settle();
            return true;
        } catch (InternalError e) {
            return failed(e);
        } catch (IndexOutOfBoundsException e) {
            return changed();
        } catch (IllegalStateException e) {
            throw bytes.closed(e);
        }
    }

    /** The first entry at or after a key; -1 if the device failed. */
    private int findMapped(byte[] key, int offset, int length) throws IOException {
        MappedBlock search = pools.takeBlock();
        try {
            search.enter(mapping, start, metadata.blockLength(number));
            int found = search.find(key, offset, length);
            MappedMemory.settle();
            // the same count, whatever has happened to the bytes since
            return Math.min(found, block.count());
        } catch (InternalError e) {
            failed(e);
            return -1;
        } catch (IndexOutOfBoundsException e) {
            changed();
            return -1;
        } catch (IllegalStateException e) {
            throw bytes.closed(e);
        } finally {
            pools.give(search);
        }
    }

    private boolean failed(InternalError e) {
        bytes.mappingFailed(e);
        return false;
    }

    /** Bytes that make no sense may be those of a failing device. */
    private boolean changed() throws IOException {
        try {
            MappedMemory.settle();
        } catch (InternalError e) {
            return failed(e);
        }
        throw blocks.changed();
    }
}
