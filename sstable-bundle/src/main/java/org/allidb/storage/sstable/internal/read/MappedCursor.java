package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.vfs.MappedMemory;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;
import org.allidb.storage.sstable.internal.format.v1.DataBlock;
import org.allidb.storage.sstable.internal.format.v1.MappedBlock;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over blocks in the mapping, for a user. It copies the part of a block before the rests of the entries to the heap,
 * and then the rests of as many entries as are asked for; values stay in the file. After the device has failed it continues
 * with blocks that are read by position. Used by one thread.
 */
final class MappedCursor extends TableCursor {

    /** Bytes before the rests in most blocks. */
    private static final int USUAL_HEAD = 2 << 10;
    /** Room behind a block: numbers are read in words. */
    private static final int SPARE = Long.BYTES;
    /** The buffer of a cursor that was closed. */
    private static final byte[] CLOSED = {};

    private final TableBlocks loaded;
    private final TableBytes bytes;
    private final MappedBlocks blocks;
    private final ReadPools pools;
    private final LargeValues largeValues;
    /** The current block as far as it was copied. */
    private byte[] heap;
    /** Whether the current block is in the mapping; false if it was loaded. */
    private boolean inMapping;

    private MemorySegment mapping = MemorySegment.NULL;
    /** The current block if it is in the mapping. */
    private @Nullable DataBlock head;

    private @Nullable EntryBlock block;
    private int number;
    private long start;

    MappedCursor(MappedTable table, boolean forward, long maxSequence) {
        super(table.metadata(), forward, maxSequence);
        this.loaded = table.loaded();
        this.bytes = table.bytes();
        this.blocks = table.blocks();
        this.pools = table.pools();
        this.largeValues = table.largeValues();
        this.heap = pools.takeBuffer();
    }

    @Override
    int enter(int entered) throws IOException {
        number = entered;
        MemorySegment mapped = bytes.mapping();
        if (mapped == null || !bringHead(mapped)) {
            load();
        }
        return current().count();
    }

    @Override
    int find(byte[] key, int offset, int length) throws IOException {
        if (inMapping) {
            int found = findMapped(key, offset, length);
            if (found >= 0) {
                return found;
            }
            load();
        }
        return current().find(key, offset, length);
    }

    @Override
    void add(EntryRun run, int from, int end, int limit) throws IOException {
        int step = forward ? 1 : -1;
        int entries = Math.min(step * (end - from), limit - run.size());
        if (inMapping && !bringRests(forward ? from : from - entries + 1, entries)) {
            load();
        }
        boolean mapped = inMapping;
        int stop = from + step * entries;
        EntryBlock in = current();
        DataBlock inHead = head;
        int i = from;
        try {
            for (; i != stop; i += step) {
                long sequence = in.sequence(i);
                if (sequence > maxSequence) {
                    continue;
                }
                if (!mapped || inHead == null) {
                    addLoaded(run, in, i, sequence);
                } else if (!inHead.addTo(run, i, sequence, bytes, start)) {
                    addLarge(run, in, i);
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

    private void addLoaded(EntryRun run, EntryBlock in, int i, long sequence) throws IOException {
        if (!in.addTo(run, i, sequence)) {
            largeValues.addTo(run, in, i);
        }
    }

    private void addLarge(EntryRun run, EntryBlock in, int i) throws IOException {
        int length = in.valueLength(i);
        int extent = in.extent(i);
        int offset = in.extentOffset(i);
        largeValues.checkOnce(extent, offset, length);
        in.begin(i, run).add(bytes, largeValues.fileOffset(extent, offset), length);
    }

    /** Reads the current block by position. */
    private void load() throws IOException {
        inMapping = false;
        mapping = MemorySegment.NULL;
        head = null;
        block = loaded.get(number, false);
    }

    /** Copies the head of the current block from the mapping; returns false if the device failed. */
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
            head = entered;
            mapping = mapped;
            inMapping = true;
            return true;
        } catch (InternalError e) {
            return failed(e);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return changed();
        } catch (IllegalStateException e) {
            throw bytes.closed(e);
        }
    }

    /** Copies the rests of some entries from the mapping; returns false if the device failed. */
    private boolean bringRests(int first, int entries) throws IOException {
        try {
            DataBlock entered = Objects.requireNonNull(head);
            int from = entered.restAt(first);
            int to = entered.restAt(first + entries);
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

    /** Returns the first entry at or after a key; -1 if the device failed. */
    private int findMapped(byte[] key, int offset, int length) throws IOException {
        MappedBlock search = pools.takeBlock();
        try {
            search.enter(mapping, start, metadata.blockLength(number));
            int found = search.find(key, offset, length);
            MappedMemory.settle();
            // the count of the head, even if the bytes have changed since
            return Math.min(found, current().count());
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

    private EntryBlock current() {
        return Objects.requireNonNull(block);
    }

    private boolean failed(InternalError e) {
        bytes.mappingFailed(e);
        return false;
    }

    /** Fails, because bytes are wrong; returns false if the reason is that the device failed. */
    private boolean changed() throws IOException {
        try {
            MappedMemory.settle();
        } catch (InternalError e) {
            return failed(e);
        }
        throw blocks.changed();
    }
}
