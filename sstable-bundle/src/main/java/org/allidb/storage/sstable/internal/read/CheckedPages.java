package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLongArray;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.format.common.PageFields;
import org.allidb.storage.sstable.internal.format.v2.Page;

/**
 * The pages of a table that is not compressed. Each is checked once while the table is open, on a copy. After that, reads take
 * just the bytes that they need, out of the mapping or by position. The page of an entry follows from its place in the file.
 * Thread-safe.
 */
final class CheckedPages {

    private final TableMetadata metadata;
    private final ReadPools pools;
    private final int shift;
    /** A bit for each multiple of the page size: the page that starts there, or after the header, was checked. */
    private final AtomicLongArray checked;

    CheckedPages(TableMetadata metadata, ReadPools pools, PageFields fields, long fileBytes) {
        this.metadata = metadata;
        this.pools = pools;
        this.shift = fields.pageShift();
        long numbers = (fileBytes >>> shift) + 1;
        this.checked = new AtomicLongArray(Math.toIntExact((numbers + Long.SIZE - 1) / Long.SIZE));
    }

    /**
     * Returns a buffer with room for a page and its trailer.
     *
     * @param number the page
     * @param buffer returned if it has room
     */
    byte[] withRoom(int number, byte[] buffer) throws IOException {
        BlockHandle handle = metadata.blockHandle(number);
        metadata.loader().checkWithin(handle);
        int needed = handle.length() + BlockTrailer.BYTES;
        return buffer.length < needed ? new byte[needed + needed / 4] : buffer;
    }

    /**
     * Reads and checks a page, unless that was done before.
     *
     * @param number the page
     * @param buffer gets it; {@link #withRoom has room}
     * @return whether it was read
     */
    boolean firstVisit(int number, byte[] buffer) throws IOException {
        BlockHandle handle = metadata.blockHandle(number);
        if (isChecked(handle.offset())) {
            return false;
        }
        readAndCheck(handle, buffer);
        return true;
    }

    /**
     * Reads and checks the page in which an entry starts, unless that was done before.
     *
     * @param place where the entry starts in the file
     * @param probe gets the page
     * @return where in the page the entry starts; -1 if the page was checked before and was not read
     * @throws IndexOutOfBoundsException if no page is there
     */
    int firstVisit(long place, PointProbe probe) throws IOException {
        if (isChecked(place)) {
            return -1;
        }
        BlockHandle handle = metadata.blockHandle(pageAt(place));
        metadata.loader().checkWithin(handle);
        readAndCheck(handle, probe.reservePage(handle.length()));
        return (int) (place - handle.offset());
    }

    /**
     * Reads a page, and checks it unless that was done before.
     *
     * @param number the page
     * @param probe gets the page
     */
    void read(int number, PointProbe probe) throws IOException {
        BlockHandle handle = metadata.blockHandle(number);
        metadata.loader().checkWithin(handle);
        byte[] buffer = probe.reservePage(handle.length());
        if (isChecked(handle.offset())) {
            metadata.loader().read(Access.RANDOM, handle, buffer);
        } else {
            readAndCheck(handle, buffer);
        }
    }

    /**
     * Returns once the page is known to be intact in which an entry starts.
     *
     * @param place where the entry starts in the file
     * @throws IndexOutOfBoundsException if no page is there
     */
    void intactAt(long place) throws IOException {
        if (!isChecked(place)) {
            int number = pageAt(place);
            byte[] buffer = withRoom(number, pools.takeBuffer());
            readAndCheck(metadata.blockHandle(number), buffer);
            pools.give(buffer);
        }
    }

    /**
     * Checks that an entry lies within one page.
     *
     * @param place where it starts in the file
     * @param length its bytes
     * @throws IndexOutOfBoundsException if it does not
     */
    void checkWithin(long place, long length) throws IOException {
        // most pages end before the next multiple of the page size; one entry that is longer has a page alone
        if (length > (1L << shift) - (place & (1L << shift) - 1)) {
            int block = pageAt(place);
            if (length > metadata.blockOffset(block) + metadata.blockLength(block) - place) {
                throw new IndexOutOfBoundsException("an entry is longer than its page");
            }
        }
    }

    /** Returns the exception for bytes that are wrong although the device did not fail. */
    DamagedTableException changed() {
        return metadata.loader().damaged(0, "one of its blocks has changed since it was checked");
    }

    private int pageAt(long place) throws IOException {
        int block = metadata.blockAt(place);
        if (block < 0 || place - metadata.blockOffset(block) >= metadata.blockLength(block)) {
            throw new IndexOutOfBoundsException("there is no page at a place of the point index");
        }
        return block;
    }

    private boolean isChecked(long offset) {
        long number = offset >>> shift;
        long word = number >>> 6;
        // a place outside of the file is reported by the check
        return word < checked.length() && (checked.get((int) word) & 1L << number) != 0;
    }

    private void readAndCheck(BlockHandle handle, byte[] buffer) throws IOException {
        BlockLoader loader = metadata.loader();
        // its neighbours are read only if a scan gets to them, and not by this object
        loader.read(Access.RANDOM, handle, buffer);
        try {
            if (!loader.isPlain(handle, buffer, 0)) {
                throw loader.damaged(handle.offset(), "its block makes no sense");
            }
            Page.check(buffer, handle.length());
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw loader.damaged(handle.offset(), "its block makes no sense");
        }
        mark(handle);
    }

    private void mark(BlockHandle handle) {
        long number = handle.offset() >>> shift;
        checked.accumulateAndGet((int) (number >>> 6), 1L << number, (before, more) -> before | more);
    }
}
