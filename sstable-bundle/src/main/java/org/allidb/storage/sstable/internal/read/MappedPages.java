package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLongArray;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;
import org.allidb.storage.sstable.internal.format.common.PageFields;

/**
 * The pages of a table that is mapped and not compressed. Each is checked once while the table is open, on a copy. After that,
 * reads copy what they need out of the mapping. The page of an entry follows from its place in the file. Thread-safe.
 */
final class MappedPages {

    private final TableMetadata metadata;
    private final TableBlocks blocks;
    private final int shift;
    /** A bit for each multiple of the page size: the page that starts there, or after the header, was checked. */
    private final AtomicLongArray checked;

    MappedPages(TableMetadata metadata, TableBlocks blocks, PageFields fields, long fileBytes) {
        this.metadata = metadata;
        this.blocks = blocks;
        this.shift = fields.pageShift();
        long numbers = (fileBytes >>> shift) + 1;
        this.checked = new AtomicLongArray(Math.toIntExact((numbers + Long.SIZE - 1) / Long.SIZE));
    }

    /** Returns where a page starts in the file, once it is known to be intact. */
    long intact(int block) throws IOException {
        long offset = metadata.blockHandle(block).offset();
        if (!isChecked(offset)) {
            check(block);
        }
        return offset;
    }

    /**
     * Returns once the page is known to be intact in which an entry starts.
     *
     * @param place where the entry starts in the file
     * @throws IndexOutOfBoundsException if no page is there
     */
    void intactAt(long place) throws IOException {
        if (!isChecked(place)) {
            int block = metadata.blockAt(place);
            if (block < 0 || place - metadata.blockOffset(block) >= metadata.blockLength(block)) {
                throw new IndexOutOfBoundsException("there is no page at a place of the point index");
            }
            check(block);
        }
    }

    /** Returns a page on the heap, which is read by position if the cache does not have it. */
    EntryBlock onHeap(int block) throws IOException {
        return blocks.get(block, false);
    }

    /** Returns the exception for bytes that are wrong although the device did not fail. */
    DamagedTableException changed() {
        return metadata.loader().damaged(0, "one of its blocks has changed since it was checked");
    }

    private boolean isChecked(long offset) {
        long number = offset >>> shift;
        long word = number >>> 6;
        // a place outside of the file is reported by the check
        return word < checked.length() && (checked.get((int) word) & 1L << number) != 0;
    }

    private void check(int block) throws IOException {
        BlockHandle handle = metadata.blockHandle(block);
        blocks.load(block);
        long number = handle.offset() >>> shift;
        checked.accumulateAndGet((int) (number >>> 6), 1L << number, (before, more) -> before | more);
    }
}
