package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.vfs.MappedMemory;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;
import org.allidb.storage.sstable.internal.format.v2.EntryFormat;
import org.allidb.storage.sstable.internal.format.v2.Page;
import org.allidb.storage.sstable.internal.format.v2.PointBucket;
import org.allidb.storage.sstable.internal.format.v2.VersionBase;

/**
 * A lookup of single rows in the mapping of a table of version 2. The filter, most of which is in the processor's cache, answers for
 * most rows that are not there. The point index leads from the key to the entry of its newest
 * version: two cache misses. Where there is no point index, or an older version is asked for, the block index leads to the page, which
 * is copied and searched. Thread-safe.
 */
final class PageLookup implements MappedReads {

    private final PagedTable table;
    private final TableBytes bytes;
    private final TableMetadata metadata;
    private final CheckedPages pages;
    private final PointIndex points;
    private final ReadPools pools;
    private final VersionBase base;

    PageLookup(PagedTable table, VersionBase base) {
        this.table = table;
        this.bytes = table.bytes();
        this.metadata = table.metadata();
        this.pages = table.pages();
        this.points = table.points();
        this.pools = table.pools();
        this.base = base;
    }

    /** The outcome of a look into the point index. */
    private enum Outcome {
        /** The row was offered, or is not in the table. */
        DONE,
        /** The pages must be searched. */
        SEARCH
    }

    @Override
    public boolean get(MemorySegment mapping, LookupKey key, long maxSequence, Lookup lookup) throws IOException {
        if (!metadata.filter().mayContain(key.hash())) {
            return true;
        }
        PointProbe probe = pools.takeProbe();
        try {
            if (!points.isUsable() || point(mapping, probe, key, maxSequence, lookup) == Outcome.SEARCH) {
                search(mapping, key, maxSequence, lookup);
            }
            return true;
        } catch (InternalError e) {
            bytes.mappingFailed(e);
            return false;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return changed();
        } catch (IllegalStateException e) {
            throw bytes.closed(e);
        } finally {
            pools.give(probe);
        }
    }

    @Override
    public TableCursor cursor(boolean forward, long maxSequence) {
        return new PageCursor(table, forward, maxSequence);
    }

    private Outcome point(MemorySegment mapping, PointProbe probe, LookupKey key, long maxSequence, Lookup lookup)
            throws IOException {
        long hash = key.hash();
        byte[] bucket = probe.bucket;
        long first = points.home(hash);
        long number = first;
        do {
            if (!points.copy(mapping, number, bucket)) {
                return Outcome.SEARCH;
            }
            for (int left = PointBucket.matches(bucket, 0, hash); left != 0; left &= left - 1) {
                long place = PointBucket.place(bucket, 0, Integer.numberOfTrailingZeros(left));
                long head;
                try {
                    head = entry(mapping, probe, place);
                } catch (DamagedTableException e) {
                    // the page of another row, perhaps: the block index leads to the page of this one
                    return Outcome.SEARCH;
                }
                if (probe.hasKey(head, key)) {
                    long sequence = EntryFormat.sequence(probe.entry, 0, head, base.sequence());
                    if (sequence > maxSequence) {
                        return Outcome.SEARCH;
                    }
                    offer(probe.entry, head, place, sequence, lookup);
                    return Outcome.DONE;
                }
            }
            number = points.next(number);
        } while (PointBucket.overflows(bucket, 0) && number != first);
        MappedMemory.settle();
        return Outcome.DONE;
    }

    /** Copies an entry up to its value, or to the place of its value; returns its head. */
    private long entry(MemorySegment mapping, PointProbe probe, long place) throws IOException {
        pages.intactAt(place);
        // behind the last page come other parts of the table, so that there are always so many bytes
        MappedMemory.copy(mapping, place, probe.entry, 0, PointProbe.USUAL_ENTRY);
        long head = LittleEndian.getLong(probe.entry, 0);
        int needed = EntryFormat.valueAt(head) + (EntryFormat.isInExtent(head) ? EntryFormat.EXTENT : 0);
        if (!EntryFormat.isPossible(head) || place + EntryFormat.bytes(head) > bytes.size()) {
            throw new IndexOutOfBoundsException("the bytes of an entry are not those that were checked");
        }
        if (needed > PointProbe.USUAL_ENTRY) {
            probe.reserve(needed);
            int usual = PointProbe.USUAL_ENTRY;
            MappedMemory.copy(mapping, place + usual, probe.entry, usual, needed - usual);
        }
        return head;
    }

    private void offer(byte[] entry, long head, long place, long sequence, Lookup lookup) throws IOException {
        byte type = EntryFormat.type(head);
        long timestamp = EntryFormat.timestamp(entry, 0, head, base.timestamp());
        long expiry = EntryFormat.expiry(entry, 0, head);
        int valueAt = EntryFormat.valueAt(head);
        int length = EntryFormat.valueLength(head);
        MappedMemory.settle();
        if (EntryFormat.isInExtent(head)) {
            int extent = LittleEndian.getInt(entry, valueAt);
            int offset = LittleEndian.getInt(entry, valueAt + Integer.BYTES);
            LargeValues values = table.largeValues();
            values.checkOnce(extent, offset, length);
            if (lookup.offer(type, timestamp, sequence, expiry)) {
                lookup.setValue(bytes, values.fileOffset(extent, offset), length);
            }
        } else if (lookup.offer(type, timestamp, sequence, expiry) && type == EntryType.PUT) {
            lookup.setValue(bytes, place + valueAt, length);
        }
    }

    /** Searches the pages by the block index. */
    private void search(MemorySegment mapping, LookupKey key, long maxSequence, Lookup lookup) throws IOException {
        byte[] wanted = key.bytes();
        int length = key.length();
        byte[] buffer = pools.takeBuffer();
        for (int b = metadata.findBlock(wanted, 0, length); b < metadata.dataBlocks(); b++) {
            buffer = pages.withRoom(b, buffer);
            long start = metadata.blockOffset(b);
            int bytesOfPage = metadata.blockLength(b);
            if (!pages.firstVisit(b, buffer)) {
                MappedMemory.copy(mapping, start, buffer, 0, bytesOfPage);
            }
            Page page = Page.unchecked(buffer, bytesOfPage);
            for (int i = page.find(wanted, 0, length); i < page.count(); i++) {
                if (!page.hasKey(i, wanted, 0, length)) {
                    MappedMemory.settle();
                    pools.give(buffer);
                    return;
                }
                long sequence = page.sequence(i);
                if (sequence <= maxSequence) {
                    offer(page, i, start, lookup);
                    pools.give(buffer);
                    return;
                }
            }
            MappedMemory.settle();
        }
        pools.give(buffer);
    }

    private void offer(Page page, int i, long start, Lookup lookup) throws IOException {
        int valueAt = page.checkedValueOffset(i);
        int length = page.valueLength(i);
        if (page.isInExtent(i)) {
            MappedMemory.settle();
            table.largeValues().offer(page, i, lookup);
            return;
        }
        byte type = page.type(i);
        long timestamp = page.timestamp(i);
        long sequence = page.sequence(i);
        long expiry = page.expiry(i);
        MappedMemory.settle();
        if (lookup.offer(type, timestamp, sequence, expiry) && type == EntryType.PUT) {
            lookup.setValue(bytes, start + valueAt, length);
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
        throw pages.changed();
    }
}
