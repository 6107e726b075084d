package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;

/**
 * The pages of one scan, read by position. The first two are read one by one, because most scans end there, and nothing is read
 * ahead behind them. After that each read brings twice as many pages as the one before, up to 64 KiB, and the system reads ahead. A page is checked when the scan enters it, not
 * before: damage behind the end of a scan does not fail the scan. Used by one thread.
 */
final class PageReadAhead {

    /** The most bytes that one read brings, unless one page alone has more. */
    private static final int MOST_BYTES = 64 << 10;
    /** Reads that bring one page. */
    private static final int SINGLE_READS = 2;
    /** No page. */
    private static final int NONE = -2;
    /** The buffer of a scan that was closed. */
    private static final byte[] CLOSED = {};

    private final TableMetadata metadata;
    private final TableBytes bytes;
    private final ReadPools pools;
    private final int step;
    /** What was read last: a part of the file. */
    private byte[] buffer;

    private long start;
    private int length;
    /** The page that was entered last. */
    private int entered = NONE;
    /** Reads since the scan went elsewhere. */
    private int reads;

    PageReadAhead(PagedTable table, boolean forward) {
        this.metadata = table.metadata();
        this.bytes = table.bytes();
        this.pools = table.pools();
        this.step = forward ? 1 : -1;
        this.buffer = pools.takeBuffer();
    }

    /** Returns a page, which is a copy of its own: values may refer to it for as long as they like. */
    EntryBlock enter(int number) throws IOException {
        BlockHandle handle = handle(number);
        if (number != entered + step) {
            reads = 0;
        }
        if (handle.offset() < start || end(handle) > start + length) {
            read(number, handle);
        }
        entered = number;
        return metadata.decode(handle, metadata.loader().payload(handle, buffer, (int) (handle.offset() - start)));
    }

    /** Gives the buffer back. */
    void close() {
        pools.give(buffer);
        buffer = CLOSED;
        length = 0;
    }

    /** Reads a page, and those that come after it in the order of the scan. */
    private void read(int number, BlockHandle page) throws IOException {
        boolean single = reads < SINGLE_READS;
        int pages = single ? 1 : 1 << Math.min(reads - 1, 10);
        Access access = single ? Access.RANDOM : Access.SEQUENTIAL;
        reads++;
        long from = page.offset();
        long to = end(page);
        for (int more = number + step; --pages > 0 && more >= 0 && more < metadata.dataBlocks(); more += step) {
            BlockHandle next = handle(more);
            long newFrom = Math.min(from, next.offset());
            long newTo = Math.max(to, end(next));
            if (newTo - newFrom > MOST_BYTES) {
                break;
            }
            from = newFrom;
            to = newTo;
        }
        try {
            read(access, from, to);
        } catch (IOException e) {
            if (from == page.offset() && to == end(page)) {
                throw e;
            }
            // the device may have failed at a page that the scan never gets to
            reads = 0;
            read(Access.RANDOM, page.offset(), end(page));
        }
    }

    private void read(Access access, long from, long to) throws IOException {
        int wanted = Math.toIntExact(to - from);
        length = 0;
        if (buffer.length < wanted) {
            buffer = new byte[wanted];
        }
        bytes.read(access, from, buffer, 0, wanted);
        start = from;
        length = wanted;
    }

    private BlockHandle handle(int number) throws IOException {
        BlockHandle handle = metadata.blockHandle(number);
        metadata.loader().checkWithin(handle);
        return handle;
    }

    private static long end(BlockHandle handle) {
        return handle.offset() + handle.length() + BlockTrailer.BYTES;
    }
}
