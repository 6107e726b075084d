package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.sstable.internal.cache.BlockCache;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.format.common.BloomFilter;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;
import org.allidb.storage.sstable.internal.format.common.PageFields;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;
import org.allidb.storage.sstable.internal.format.v2.VersionBase;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a table. It finds blocks by the index, and takes them from the cache or loads them. A table that is mapped and
 * not compressed is read in its mapping. Thread-safe.
 */
public final class BlockTableReader implements TableReader {

    private final TableBytes bytes;
    private final TableMetadata metadata;
    private final TableBlocks blocks;
    private final LargeValues largeValues;
    private final AtomicInteger openTables;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Null if blocks are compressed. */
    private final @Nullable MappedReads mapped;

    /**
     * Opens a table.
     *
     * @param bytes its file, which is closed with the reader
     * @param identity which table it must be
     * @param codecs the codecs
     * @param cache holds its blocks
     * @param pools holds what reads of its mapping borrow
     * @param openTables counts the open readers
     */
    public BlockTableReader(
            TableBytes bytes,
            TableIdentity identity,
            Codecs codecs,
            BlockCache cache,
            MappedPools pools,
            AtomicInteger openTables)
            throws IOException {
        this.bytes = bytes;
        this.openTables = openTables;
        this.metadata = TableMetadata.read(bytes, identity, codecs);
        this.blocks = new TableBlocks(metadata, cache);
        this.largeValues = new LargeValues(bytes, metadata.identity(), metadata.extents());
        this.mapped = metadata.properties().codec().equals(BlockTrailer.NO_CODEC) ? mapped(pools) : null;
        openTables.incrementAndGet();
    }

    @Override
    public TableProperties properties() {
        return metadata.properties();
    }

    @Override
    public void get(LookupKey key, long maxSequence, Lookup lookup) throws IOException {
        byte[] keyBytes = key.bytes();
        int length = key.length();
        metadata.rangeTombstones().cover(keyBytes, 0, length, maxSequence, lookup);
        MappedReads inMapping = mapped;
        MemorySegment mapping = inMapping == null ? null : bytes.mapping();
        if (inMapping != null && mapping != null && inMapping.get(mapping, key, maxSequence, lookup)) {
            return;
        }
        if (!BloomFilter.mayContain(metadata.filter(), key.hash())) {
            return;
        }
        for (int b = metadata.findBlock(keyBytes, 0, length); b < metadata.dataBlocks(); b++) {
            EntryBlock block = blocks.get(b, true);
            int i = block.find(keyBytes, 0, length);
            for (; i < block.count(); i++) {
                if (!block.hasKey(i, keyBytes, 0, length)) {
                    return;
                }
                if (block.sequence(i) <= maxSequence) {
                    offer(block, i, lookup);
                    return;
                }
            }
        }
    }

    @Override
    public boolean mayContain(LookupKey key) {
        Lookup cover = new Lookup();
        metadata.rangeTombstones().cover(key.bytes(), 0, key.length(), Long.MAX_VALUE, cover);
        if (cover.beats(-1)) {
            return true;
        }
        return properties().keys().contains(key.bytes(), 0, key.length())
                && metadata.dataBlocks() > 0
                && BloomFilter.mayContain(metadata.filter(), key.hash());
    }

    @Override
    public RunCursor cursor(ScanDirection direction, long maxSequence, ReadPurpose purpose) {
        boolean forward = direction == ScanDirection.FORWARD;
        return switch (purpose) {
            case USER -> {
                MappedReads inMapping = mapped == null || bytes.mapping() == null ? null : mapped;
                yield inMapping == null
                        ? BlockCursor.cached(blocks, largeValues, forward, maxSequence)
                        : inMapping.cursor(forward, maxSequence);
            }
            case BULK -> BlockCursor.bulk(blocks, largeValues, forward, maxSequence);
        };
    }

    @Override
    public RangeTombstoneSet rangeTombstones() {
        return metadata.rangeTombstones();
    }

    @Override
    public void verify(ReadProgress progress) throws IOException {
        // what is in the cache was right when it was read; this is about what is on the disk now
        new TableVerifier(bytes, metadata).verify(blocks, new BulkValues(largeValues), progress);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            openTables.decrementAndGet();
            blocks.close();
            bytes.close();
        }
    }

    private MappedReads mapped(MappedPools pools) throws IOException {
        PageFields fields = metadata.pages();
        if (fields == null) {
            MappedBlocks checked = new MappedBlocks(metadata, blocks::load);
            return new MappedLookup(new MappedTable(bytes, metadata, checked, pools, blocks, largeValues));
        }
        MappedPages pages = new MappedPages(metadata, blocks, fields, bytes.size());
        PointIndex points = new PointIndex(bytes, metadata.loader(), fields.pointIndex());
        PagedTable table = new PagedTable(bytes, metadata, pages, points, pools, largeValues);
        return new PageLookup(table, new VersionBase(fields.baseTimestamp(), fields.baseSequence()));
    }

    private void offer(EntryBlock block, int i, Lookup lookup) throws IOException {
        if (block.isInExtent(i)) {
            largeValues.offer(block, i, lookup);
        } else if (block.offer(i, lookup)) {
            lookup.setValue(block.bytes(), block.valueOffset(i), block.valueLength(i));
        }
    }
}
