package org.allidb.storage.sstable.internal.write;

import java.io.IOException;
import java.util.Arrays;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.format.common.PageFields;
import org.allidb.storage.sstable.internal.format.v2.EntryFormat;
import org.allidb.storage.sstable.internal.format.v2.PageBuilder;
import org.allidb.storage.sstable.internal.format.v2.PointBucket;
import org.allidb.storage.sstable.internal.format.v2.PointIndexBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The data blocks of version 2. Pages that are not compressed start at multiples of their size, so that the page of an entry
 * follows from its place; only the first page starts right behind the header. An entry that is longer than a page is alone in one
 * that is longer.
 */
final class Pages implements EntryBlocks {

    /** With fewer pages there is no point index: it would be larger than what it saves. */
    private static final int LEAST_PAGES = 4;
    /** The share of the heap that the point index of a table may take while it is written. */
    private static final int HEAP_SHARE = 8;

    private final TableOptions options;
    private final TableOutput output;
    private final ExtentWriter extents;
    private final BlockIndex index;
    /** Null if pages are not compressed. */
    private final @Nullable CompressedPages compressed;
    /** 0 if pages are compressed. */
    private final int pageShift;

    private final PointIndexBuilder points;
    private final PageBuilder page = new PageBuilder();
    /** The keys whose newest version is in the current page. */
    private long[] hashes = new long[64];

    private int[] places = new int[64];
    private int keys;

    /**
     * Creates the pages of a table.
     *
     * @param compressed takes the pages; null if they are not compressed
     */
    Pages(
            TableOptions options,
            TableOutput output,
            ExtentWriter extents,
            BlockIndex index,
            @Nullable CompressedPages compressed) {
        this.options = options;
        this.output = output;
        this.extents = extents;
        this.index = index;
        this.compressed = compressed;
        this.pageShift = compressed != null ? 0 : pageShift(options.blockBytes());
        long most = Runtime.getRuntime().maxMemory() / HEAP_SHARE / PointIndexBuilder.BYTES_PER_KEY;
        this.points = new PointIndexBuilder(pageShift == 0 || !options.pointIndex() ? 0 : most);
    }

    @Override
    public void add(EntryRun run, int i, long hash, boolean newest) throws IOException {
        int valueLength = run.valueLength(i);
        boolean large = run.type(i) == EntryType.PUT && valueLength >= options.largeValueBytes();
        int stored = large ? EntryFormat.EXTENT : valueLength;
        if (page.count() > 0 && page.payloadBytesWith(run.keyLength(i), stored) > room()) {
            finishPage();
        }
        int at;
        if (large) {
            int offset = extents.add(run, i, valueLength);
            at = page.addInExtent(run, i, extents.current(), offset);
        } else {
            at = page.add(run, i);
        }
        if (newest) {
            note(hash, at);
        }
    }

    @Override
    public void finish() throws IOException {
        finishPage();
        if (compressed != null) {
            compressed.finish();
        }
    }

    private void finishPage() throws IOException {
        if (page.count() == 0) {
            return;
        }
        byte[] lastKey = page.lastKey();
        byte[] payload = page.build();
        if (compressed != null) {
            compressed.add(lastKey, payload);
        } else {
            output.startPage(1 << pageShift);
            BlockHandle handle = output.plain(payload);
            index.add(lastKey, handle);
            for (int i = 0; i < keys; i++) {
                points.add(hashes[i], handle.offset() + places[i]);
            }
        }
        keys = 0;
    }

    @Override
    public PageFields writeFields() throws IOException {
        byte[] buckets = index.blocks() < LEAST_PAGES ? new byte[0] : points.build();
        if (buckets.length > 0) {
            output.align(PointBucket.PAGE_BYTES);
        }
        long start = output.position();
        for (int at = 0; at < buckets.length; at += PointBucket.PAGE_PAYLOAD) {
            output.plain(Arrays.copyOfRange(buckets, at, at + PointBucket.PAGE_PAYLOAD));
        }
        BlockHandle handle = new BlockHandle(start, Math.toIntExact(output.position() - start));
        return new PageFields(
                handle, pageShift, page.base().timestamp(), page.base().sequence(), null);
    }

    @Override
    public long buffered() {
        return page.payloadBytes() + (compressed == null ? 0 : compressed.buffered());
    }

    @Override
    public byte @Nullable [] dictionary() {
        return compressed == null ? null : compressed.dictionary();
    }

    @Override
    public void close() {
        if (compressed != null) {
            compressed.close();
        }
    }

    /** Returns the greatest shift whose pages have at most a number of bytes. */
    static int pageShift(int bytes) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(bytes);
    }

    /** Returns the bytes of a payload that fills the page which comes next. */
    private long room() {
        if (pageShift == 0) {
            return options.blockBytes();
        }
        return (long) output.pageRoom(1 << pageShift) - BlockTrailer.BYTES;
    }

    private void note(long hash, int at) {
        if (keys == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * keys);
            places = Arrays.copyOf(places, 2 * keys);
        }
        hashes[keys] = hash;
        places[keys++] = at;
    }
}
