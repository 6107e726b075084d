package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.vfs.MappedMemory;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;
import org.allidb.storage.sstable.internal.format.v2.Page;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over pages, for a user. It copies a page out of the mapping to the heap; values stay in the file. If the table is not
 * mapped, or after the device has failed, it reads pages by position, some ahead. Used by one thread.
 */
final class PageCursor extends TableCursor {

    /** The buffer of a cursor that was closed. */
    private static final byte[] CLOSED = {};

    private final PagedTable table;
    private final TableBytes bytes;
    private final CheckedPages pages;
    private final LargeValues largeValues;
    private byte[] heap;
    /** The current page if it was copied from the mapping; null if it was loaded. */
    private @Nullable Page mapped;

    private @Nullable EntryBlock block;
    private long start;
    /** Pages that are read by position; null as long as there are none. */
    private @Nullable PageReadAhead ahead;

    PageCursor(PagedTable table, boolean forward, long maxSequence) {
        super(table.metadata(), forward, maxSequence);
        this.table = table;
        this.bytes = table.bytes();
        this.pages = table.pages();
        this.largeValues = table.largeValues();
        this.heap = table.pools().takeBuffer();
    }

    @Override
    int enter(int number) throws IOException {
        MemorySegment mapping = bytes.mapping();
        Page page = mapping == null ? null : copy(mapping, number);
        EntryBlock entered = page == null ? ahead().enter(number) : page;
        mapped = page;
        block = entered;
        return entered.count();
    }

    @Override
    int find(byte[] key, int offset, int length) throws IOException {
        try {
            return Objects.requireNonNull(block).find(key, offset, length);
        } catch (IndexOutOfBoundsException e) {
            throw pages.changed();
        }
    }

    @Override
    void add(EntryRun run, int from, int end, int limit) throws IOException {
        int step = forward ? 1 : -1;
        Page page = mapped;
        EntryBlock in = Objects.requireNonNull(block);
        int i = from;
        int stop = from + step * Math.min(step * (end - from), limit - run.size());
        try {
            while (i != stop) {
                int reached = page == null ? i : page.addTo(run, i, stop, maxSequence, bytes, start);
                if (reached < -1) {
                    i = reached - Page.CORRUPTED;
                    throw pages.changed();
                }
                i = reached;
                if (i != stop) {
                    addOne(run, in, i);
                    i += step;
                }
            }
        } catch (IndexOutOfBoundsException e) {
            throw pages.changed();
        } finally {
            reached(i);
        }
    }

    /** Adds an entry of a page that was loaded, or one whose value is in an extent. */
    private void addOne(EntryRun run, EntryBlock in, int i) throws IOException {
        long sequence = in.sequence(i);
        if (sequence <= maxSequence && !in.addTo(run, i, sequence)) {
            largeValues.addTo(run, in, i);
        }
    }

    @Override
    public void close() {
        super.close();
        table.pools().give(heap);
        heap = CLOSED;
        PageReadAhead pagesAhead = ahead;
        if (pagesAhead != null) {
            pagesAhead.close();
            ahead = null;
        }
    }

    private PageReadAhead ahead() {
        PageReadAhead pagesAhead = ahead;
        if (pagesAhead == null) {
            pagesAhead = new PageReadAhead(table, forward);
            ahead = pagesAhead;
        }
        return pagesAhead;
    }

    /** Copies a page from the mapping; returns null if the device failed. */
    private @Nullable Page copy(MemorySegment mapping, int number) throws IOException {
        heap = pages.withRoom(number, heap);
        start = metadata.blockOffset(number);
        int length = metadata.blockLength(number);
        try {
            if (!pages.firstVisit(number, heap)) {
                MappedMemory.copy(mapping, start, heap, 0, length);
                MappedMemory.settle();
            }
            return Page.unchecked(heap, length);
        } catch (InternalError e) {
            bytes.mappingFailed(e);
            return null;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw pages.changed();
        } catch (IllegalStateException e) {
            throw bytes.closed(e);
        }
    }
}
