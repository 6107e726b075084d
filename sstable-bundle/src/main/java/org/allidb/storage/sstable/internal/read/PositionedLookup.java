package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.util.Arrays;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.sstable.internal.cache.RowCache;
import org.allidb.storage.sstable.internal.cache.TableCaches;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;
import org.allidb.storage.sstable.internal.format.v2.EntryFormat;
import org.allidb.storage.sstable.internal.format.v2.Page;
import org.allidb.storage.sstable.internal.format.v2.PointBucket;
import org.allidb.storage.sstable.internal.format.v2.VersionBase;

/**
 * A lookup of single rows in a table of version 2 that is read by position. The filter is asked before; most rows that are not
 * there get no further.
 *
 * <ul>
 *   <li>A row in the cache costs no read.
 *   <li>For any other row, the point index leads to the entry, and one read of just the entry brings its value too.
 *   <li>The first visit of a page reads and checks all of it instead.
 *   <li>Where there is no point index, or an older version is asked for, the block index leads to a page, which is read and searched.
 *       The row is cached, and not the page: what else is in it is the business of the system's page cache.
 * </ul>
 *
 * <p>Thread-safe.
 */
final class PositionedLookup {

    /** Reads do not cross a multiple of this unless they must: it is what the operating system reads at least. */
    private static final int SYSTEM_PAGE = 4096;
    /** The most bytes that are read before it is known how long an entry is. */
    private static final int MOST_GUESSED = 1024;

    private final TableBytes bytes;
    private final CheckedPages pages;
    private final PointIndex points;
    private final PointPages pointPages;
    private final ReadPools pools;
    private final LargeValues largeValues;
    private final VersionBase base;
    private final TableMetadata metadata;
    private final RowCache rows;
    /** This table in the cache of rows. */
    private final long cachedAs;
    /** Bytes that most entries have. */
    private final int usualEntry;
    /** Whether the cache was ever given a row of this table. */
    private volatile boolean hasCachedRows;

    PositionedLookup(PagedTable table, VersionBase base, TableCaches caches) {
        this.bytes = table.bytes();
        this.pages = table.pages();
        this.points = table.points();
        this.pools = table.pools();
        this.largeValues = table.largeValues();
        this.base = base;
        this.metadata = table.metadata();
        this.pointPages = new PointPages(caches, points.pages());
        this.rows = caches.rows();
        this.cachedAs = rows.newTable();
        long average = bytes.size() / Math.max(1, table.metadata().properties().entries());
        this.usualEntry = Math.clamp(2 * average, PointProbe.USUAL_ENTRY, MOST_GUESSED);
    }

    /** Offers the newest visible version of a row that the filter does not deny. */
    void get(LookupKey key, long maxSequence, Lookup lookup) throws IOException {
        PointProbe probe = pools.takeProbe();
        try {
            if (!cached(probe, key, maxSequence, lookup) && !point(probe, key, maxSequence, lookup)) {
                search(probe, key, maxSequence, lookup);
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw pages.changed();
        } finally {
            pools.give(probe);
        }
    }

    /** Removes what the caches have of the rows and of the point index. */
    void close() {
        pointPages.close();
        if (hasCachedRows) {
            rows.drop(cachedAs);
        }
    }

    /** Looks into the cache of rows; returns whether the row was there and was offered. */
    private boolean cached(PointProbe probe, LookupKey key, long maxSequence, Lookup lookup) throws IOException {
        probe.reserve(RowCache.MOST_ROW_BYTES);
        if (!rows.get(cachedAs, key.hash(), probe.entry)) {
            return false;
        }
        long head = LittleEndian.getLong(probe.entry, 0);
        return probe.hasKey(head, key) && offer(probe.entry, head, maxSequence, lookup);
    }

    /** Looks into the point index; returns false if the pages must be searched. */
    private boolean point(PointProbe probe, LookupKey key, long maxSequence, Lookup lookup) throws IOException {
        if (!points.isUsable()) {
            return false;
        }
        long hash = key.hash();
        byte[] bucket = probe.bucket;
        long first = points.home(hash);
        long number = first;
        do {
            if (!points.read(pointPages, number, bucket)) {
                return false;
            }
            for (int left = PointBucket.matches(bucket, 0, hash); left != 0; left &= left - 1) {
                long head;
                try {
                    head = read(probe, PointBucket.place(bucket, 0, Integer.numberOfTrailingZeros(left)));
                } catch (DamagedTableException e) {
                    // the page of another row, perhaps: the block index leads to the page of this one
                    return false;
                }
                if (probe.hasKey(head, key)) {
                    cache(probe, hash, head);
                    return offer(probe.entry, head, maxSequence, lookup);
                }
            }
            number = points.next(number);
        } while (PointBucket.overflows(bucket, 0) && number != first);
        return true;
    }

    /** Searches the pages by the block index. */
    private void search(PointProbe probe, LookupKey key, long maxSequence, Lookup lookup) throws IOException {
        byte[] wanted = key.bytes();
        int length = key.length();
        boolean newest = true;
        for (int b = metadata.findBlock(wanted, 0, length); b < metadata.dataBlocks(); b++) {
            pages.read(b, probe);
            Page page = Page.unchecked(probe.page, probe.pageLength);
            for (int i = page.find(wanted, 0, length); i < page.count(); i++) {
                if (!page.hasKey(i, wanted, 0, length)) {
                    return;
                }
                long head = copy(probe, page.entryOffset(i));
                if (newest) {
                    cache(probe, key.hash(), head);
                    newest = false;
                }
                if (offer(probe.entry, head, maxSequence, lookup)) {
                    return;
                }
            }
        }
    }

    /** Gives the cache the newest version of a row. */
    private void cache(PointProbe probe, long hash, long head) {
        hasCachedRows = true;
        rows.put(cachedAs, hash, probe.entry, EntryFormat.bytes(head));
    }

    /** Copies an entry out of the page that was read; returns its head. */
    private static long copy(PointProbe probe, int at) {
        long head = LittleEndian.getLong(probe.page, at);
        int length = (int) checkedLength(head, probe.pageLength - at);
        probe.reserve(length);
        System.arraycopy(probe.page, at, probe.entry, 0, length);
        return head;
    }

    /** Reads an entry with its value, or with the place of its value; returns its head. */
    private long read(PointProbe probe, long place) throws IOException {
        int at = pages.firstVisit(place, probe);
        if (at >= 0) {
            return copy(probe, at);
        }
        int toBoundary = SYSTEM_PAGE - (int) (place & SYSTEM_PAGE - 1);
        int guessed = Math.min(usualEntry, Math.max(toBoundary, EntryFormat.HEAD));
        probe.reserve(guessed);
        bytes.read(Access.RANDOM, place, probe.entry, 0, guessed);
        long head = LittleEndian.getLong(probe.entry, 0);
        long length = checkedLength(head, bytes.size() - place);
        pages.checkWithin(place, length);
        if (length > guessed) {
            int all = Math.toIntExact(length);
            probe.reserve(all);
            bytes.read(Access.RANDOM, place + guessed, probe.entry, guessed, all - guessed);
        }
        return head;
    }

    /** Returns the bytes of an entry, if so many can be there. */
    private static long checkedLength(long head, long room) {
        long length = EntryFormat.bytes(head);
        if (!EntryFormat.isPossible(head) || length > room) {
            throw new IndexOutOfBoundsException("the bytes of an entry are not those that were checked");
        }
        return length;
    }

    /** Offers an entry; returns false if it is newer than what is asked for. */
    private boolean offer(byte[] entry, long head, long maxSequence, Lookup lookup) throws IOException {
        long sequence = EntryFormat.sequence(entry, 0, head, base.sequence());
        if (sequence > maxSequence) {
            return false;
        }
        byte type = EntryFormat.type(head);
        long timestamp = EntryFormat.timestamp(entry, 0, head, base.timestamp());
        long expiry = EntryFormat.expiry(entry, 0, head);
        int valueAt = EntryFormat.valueAt(head);
        int length = EntryFormat.valueLength(head);
        if (EntryFormat.isInExtent(head)) {
            int extent = LittleEndian.getInt(entry, valueAt);
            int offset = LittleEndian.getInt(entry, valueAt + Integer.BYTES);
            // before the offer: a copy may fail, and a winner without its value must not be left behind
            byte[] value = largeValues.copy(Access.RANDOM, extent, offset, length);
            if (lookup.offer(type, timestamp, sequence, expiry)) {
                lookup.setValue(value, 0, length);
            }
        } else if (lookup.offer(type, timestamp, sequence, expiry) && type == EntryType.PUT) {
            lookup.setValue(Arrays.copyOfRange(entry, valueAt, valueAt + length), 0, length);
        }
        return true;
    }
}
