package org.allidb.storage.sstable.internal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.entry.ValueSource;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.sstable.internal.format.v1.BlockHandle;
import org.allidb.storage.sstable.internal.format.v1.BloomFilter;
import org.allidb.storage.sstable.internal.format.v1.DataBlock;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table: finds blocks by the index, takes them from the cache or loads them. A table that is mapped and not
 * compressed is read in the mapping.
 */
final class BlockTableReader implements TableReader {

    private final TableBytes bytes;
    private final BlockLoader loader;
    private final TableMetadata metadata;
    private final LargeValues largeValues;
    private final BlockCache cache;
    private final MappedPools pools;
    private final AtomicInteger openTables;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicReferenceArray<DataBlock> blocks;
    /** Null if blocks are compressed. */
    private final @Nullable MappedBlocks mappedBlocks;
    private final @Nullable MappedLookup mappedLookup;

    BlockTableReader(
            TableBytes bytes,
            long generation,
            long tableId,
            Codecs codecs,
            BlockCache cache,
            MappedPools pools,
            AtomicInteger openTables)
            throws IOException {
        this.bytes = bytes;
        this.cache = cache;
        this.pools = pools;
        this.openTables = openTables;
        this.metadata = TableMetadata.read(bytes, generation, tableId, codecs);
        this.loader = metadata.loader();
        this.largeValues = new LargeValues(bytes, metadata.identity(), metadata.extents());
        this.blocks = new AtomicReferenceArray<>(metadata.dataBlocks());
        this.mappedBlocks = properties().codec().equals(NoneCodec.NAME)
                ? new MappedBlocks(metadata, this::loadBlock)
                : null;
        this.mappedLookup = mappedBlocks == null ? null : new MappedLookup(bytes, mappedBlocks, pools, metadata, largeValues);
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
        if (!BloomFilter.mayContain(metadata.filter(), key.hash())) {
            return;
        }
        MappedLookup lookupInMapping = mappedLookup;
        MemorySegment mapping = lookupInMapping == null ? null : bytes.mapping();
        if (lookupInMapping != null && mapping != null && lookupInMapping.get(mapping, key, maxSequence, lookup)) {
            return;
        }
        for (int b = metadata.findBlock(keyBytes, 0, length); b < metadata.dataBlocks(); b++) {
            DataBlock block = block(b);
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
        TableProperties properties = properties();
        return KeyOrder.compare(properties.minKey(), 0, properties.minKey().length, key.bytes(), 0, key.length()) <= 0
                && KeyOrder.compare(properties.maxKey(), 0, properties.maxKey().length, key.bytes(), 0, key.length())
                        >= 0
                && metadata.dataBlocks() > 0
                && BloomFilter.mayContain(metadata.filter(), key.hash());
    }

    @Override
    public RunCursor cursor(ScanDirection direction, long maxSequence, ReadPurpose purpose) {
        boolean forward = direction == ScanDirection.FORWARD;
        return switch (purpose) {
            case USER -> {
                MemorySegment mapping = mappedBlocks == null ? null : bytes.mapping();
                yield mappedBlocks == null || mapping == null
                        ? BlockCursor.cached(this, forward, maxSequence)
                        : new MappedCursor(this, bytes, mappedBlocks, pools, largeValues, forward, maxSequence);
            }
            case BULK -> BlockCursor.bulk(this, forward, maxSequence, new BulkValues(largeValues));
        };
    }

    @Override
    public RangeTombstoneSet rangeTombstones() {
        return metadata.rangeTombstones();
    }

    @Override
    public void verify(ReadProgress progress) throws IOException {
        // what is in the cache was right when it was read; this is about what is on the disk now
        try (BlockCursor all = BlockCursor.anew(this, new BulkValues(largeValues))) {
            new TableVerifier(bytes, metadata).verify(all, progress);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            openTables.decrementAndGet();
            cache.drop(blocks);
            bytes.close();
        }
    }

    TableMetadata metadata() {
        return metadata;
    }

    /** A data block, from the cache or loaded into it. */
    DataBlock block(int number) throws IOException {
        return block(number, true);
    }

    /** A data block, from the cache or loaded; loaded into it only if no other must go for it, or may. */
    DataBlock block(int number, boolean mayEvict) throws IOException {
        DataBlock block = cache.get(blocks, number);
        if (block == null) {
            block = loadBlock(number);
            if (!closed.get()) {
                cache.put(blocks, number, block, mayEvict);
            }
        }
        return block;
    }

    /** A data block for bulk reads: from the cache, or loaded beside it. */
    DataBlock bulkBlock(int number) throws IOException {
        DataBlock block = blocks.get(number);
        return block != null ? block : loadBlock(number);
    }

    /** A data block as it is on the disk. */
    DataBlock blockAnew(int number) throws IOException {
        return loadBlock(number);
    }

    /** Adds an entry of a block to a run; large values as views of the file, or as they come in bulk. */
    void addTo(EntryRun run, DataBlock block, int i, long sequence, @Nullable BulkValues bulk) throws IOException {
        if (block.addTo(run, i, sequence)) {
            return;
        }
        block.copyKey(i, run);
        if (bulk != null) {
            bulk.addTo(run, block, i);
            return;
        }
        int valueLength = block.valueLength(i);
        ValueSource mapped = largeValues.mapped(block.extent(i), block.extentOffset(i), valueLength);
        if (mapped != null) {
            run.add(
                    block.timestamp(i),
                    block.sequence(i),
                    block.expiry(i),
                    mapped,
                    largeValues.fileOffset(block.extent(i), block.extentOffset(i)),
                    valueLength);
        } else {
            byte[] value = largeValues.copy(block.extent(i), block.extentOffset(i), valueLength);
            run.add(
                    block.type(i), block.timestamp(i), block.sequence(i), block.expiry(i), value, 0, valueLength);
        }
    }

    /** Loads a data block and checks it. */
    private DataBlock loadBlock(int number) throws IOException {
        BlockHandle handle = metadata.blockHandle(number);
        byte[] raw = loader.load(handle);
        try {
            return new DataBlock(raw);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw loader.damaged(handle.offset(), "its block makes no sense");
        }
    }

    private void offer(DataBlock block, int i, Lookup lookup) throws IOException {
        int valueLength = block.valueLength(i);
        if (!block.isInExtent(i)) {
            lookup.offer(
                    block.type(i),
                    block.timestamp(i),
                    block.sequence(i),
                    block.expiry(i),
                    block.bytes(),
                    block.valueOffset(i),
                    valueLength);
            return;
        }
        @Nullable ValueSource mapped = largeValues.mapped(block.extent(i), block.extentOffset(i), valueLength);
        if (mapped != null) {
            lookup.offer(
                    block.timestamp(i),
                    block.sequence(i),
                    block.expiry(i),
                    mapped,
                    largeValues.fileOffset(block.extent(i), block.extentOffset(i)),
                    valueLength);
        } else {
            byte[] value = largeValues.copy(block.extent(i), block.extentOffset(i), valueLength);
            lookup.offer(
                    block.type(i), block.timestamp(i), block.sequence(i), block.expiry(i), value, 0, valueLength);
        }
    }
}
