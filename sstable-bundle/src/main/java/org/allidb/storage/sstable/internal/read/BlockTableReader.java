package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.sstable.internal.cache.TableCaches;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.format.common.PageFields;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;
import org.allidb.storage.sstable.internal.format.v2.VersionBase;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a table. It finds blocks by the index, and takes them from the cache or loads them. A table that is mapped and
 * not compressed is read in its mapping. Thread-safe.
 */
public final class BlockTableReader implements TableReader {

    /** A table of fewer blocks is kept in blocks: each of them serves many of its reads. */
    private static final int FEW_BLOCKS = 4;

    private final TableBytes bytes;
    private final TableMetadata metadata;
    private final TableBlocks blocks;
    private final LargeValues largeValues;
    private final ReadPools pools;
    private final AtomicInteger openTables;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final BlockLookup blockLookup;
    /** Null if blocks are compressed. */
    private final @Nullable MappedReads mapped;
    /** Null if blocks are read as a whole by position: they are few, compressed, decrypted by the unit, or of version 1. */
    private final @Nullable PositionedLookup positioned;

    /**
     * Opens a table.
     *
     * @param bytes its file, which is closed with the reader
     * @param identity which table it must be
     * @param parts what it may name
     * @param caches hold its blocks and rows
     * @param shared what the readers of a format share
     */
    public BlockTableReader(
            TableBytes bytes, TableIdentity identity, NamedParts parts, TableCaches caches, SharedByReaders shared)
            throws IOException {
        this.bytes = bytes;
        this.pools = shared.pools();
        this.openTables = shared.openTables();
        this.metadata = TableMetadata.read(bytes, identity, parts, shared.dictionaries());
        this.blocks = new TableBlocks(metadata, caches.blocks());
        this.largeValues = new LargeValues(bytes, metadata.identity(), metadata.extents());
        this.blockLookup = new BlockLookup(blocks, largeValues);
        boolean plain = metadata.properties().codec().equals(BlockTrailer.NO_CODEC);
        PageFields fields = metadata.pages();
        if (plain && fields != null) {
            CheckedPages pages = new CheckedPages(metadata, pools, fields, bytes.size());
            PointIndex points = new PointIndex(bytes, metadata.loader(), fields.pointIndex());
            PagedTable table = new PagedTable(bytes, metadata, pages, points, pools, largeValues);
            VersionBase base = new VersionBase(fields.baseTimestamp(), fields.baseSequence());
            mapped = new PageLookup(table, base);
            boolean inBlocks = bytes.isReadInUnits() || metadata.dataBlocks() < FEW_BLOCKS;
            positioned = inBlocks ? null : new PositionedLookup(table, base, caches);
        } else {
            mapped = plain ? mappedBlocks() : null;
            positioned = null;
        }
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
        PositionedLookup byPosition = positioned;
        if (!metadata.filter().mayContain(key.hash())) {
            return;
        }
        if (byPosition != null) {
            byPosition.get(key, maxSequence, lookup);
        } else {
            blockLookup.get(key, maxSequence, lookup);
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
                && metadata.filter().mayContain(key.hash());
    }

    @Override
    public RunCursor cursor(ScanDirection direction, long maxSequence, ReadPurpose purpose) {
        boolean forward = direction == ScanDirection.FORWARD;
        return switch (purpose) {
            case USER -> {
                // pages of version 2 are read by position by the same cursor
                MappedReads reads = positioned == null && mapped != null && bytes.mapping() == null ? null : mapped;
                yield reads == null
                        ? BlockCursor.cached(blocks, largeValues, forward, maxSequence)
                        : reads.cursor(forward, maxSequence);
            }
            case BULK -> BlockCursor.bulk(blocks, largeValues, forward, maxSequence);
        };
    }

    @Override
    public RangeTombstoneSet rangeTombstones() {
        return metadata.rangeTombstones();
    }

    @Override
    public List<byte[]> dividers() {
        return metadata.dividers();
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
            PositionedLookup byPosition = positioned;
            if (byPosition != null) {
                byPosition.close();
            }
            metadata.loader().close();
            // its rows may be in what its reads gave back
            pools.clear();
            bytes.close();
        }
    }

    private MappedReads mappedBlocks() {
        MappedBlocks checked = new MappedBlocks(metadata, blocks::load);
        return new MappedLookup(new MappedTable(bytes, metadata, checked, pools, blocks, largeValues));
    }
}
