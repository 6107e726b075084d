package org.allidb.storage.sstable.internal.write;

import java.io.IOException;
import java.util.Arrays;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyHash;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableSpec;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.sstable.internal.format.v1.BlockHandle;
import org.allidb.storage.sstable.internal.format.v1.BloomFilter;
import org.allidb.storage.sstable.internal.format.v1.DataBlockBuilder;
import org.allidb.storage.sstable.internal.format.v1.PropertiesCodec;
import org.allidb.storage.sstable.internal.format.v1.RangeTombstoneCodec;
import org.allidb.storage.sstable.internal.format.v1.TableFooter;
import org.allidb.storage.sstable.internal.format.v1.TableIdentity;

/** A writer of a table, from front to back. Used by one thread. */
public final class BlockTableWriter implements TableWriter {

    private static final byte[] NOTHING = {};

    private final TableSpec spec;
    private final TableOptions options;
    private final TableOutput output;
    private final ExtentWriter extents;
    private final DataBlockBuilder block = new DataBlockBuilder();
    private final DataBlockBuilder index = new DataBlockBuilder();
    private final PropertyCollector properties = new PropertyCollector();
    private RangeTombstoneSet rangeTombstones = RangeTombstoneSet.EMPTY;
    private long[] hashes = new long[256];
    private int hashCount;
    private int dataBlocks;
    private final EntryOrder order = new EntryOrder();
    private boolean finished;

    /** Creates a table. */
    public BlockTableWriter(Vfs files, String file, TableSpec spec, TableOptions options, Codecs codecs)
            throws IOException {
        this.spec = spec;
        this.options = options;
        TableIdentity identity = new TableIdentity(spec.tenantGeneration(), spec.tableId());
        BlockCompressor compressor = new BlockCompressor(codecs.codec(spec.codec()), options.verifyOutput());
        this.output = new TableOutput(files, file, identity, compressor);
        this.extents = new ExtentWriter(output, identity);
    }

    @Override
    public void add(EntryRun run, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            checkOrder(run, i);
            addEntry(run, i);
            if (block.estimatedBytes() >= options.blockBytes()) {
                finishBlock();
            }
        }
    }

    @Override
    public void addRangeTombstones(RangeTombstoneSet tombstones) {
        rangeTombstones = tombstones;
    }

    @Override
    public long fileBytes() {
        return output.position() + block.estimatedBytes() + extents.buffered();
    }

    @Override
    public TableProperties finish() throws IOException {
        if (properties.entries() == 0 && rangeTombstones.isEmpty()) {
            throw new IllegalStateException("a table must hold an entry or a range tombstone");
        }
        if (block.count() > 0) {
            finishBlock();
        }
        extents.flush();
        for (RangeTombstone tombstone : rangeTombstones.tombstones()) {
            properties.add(tombstone);
        }
        BlockHandle indexHandle = index.count() == 0 ? output.plain(NOTHING) : output.compressed(index.build(0));
        BlockHandle filterHandle = output.plain(BloomFilter.build(hashes, hashCount, options.filterBitsPerKey()));
        BlockHandle tombstonesHandle = output.plain(RangeTombstoneCodec.encode(rangeTombstones));
        BlockHandle extentsHandle = output.plain(extents.encode());
        TableProperties partial = properties.properties(spec, 0);
        BlockHandle propertiesHandle = output.plain(PropertiesCodec.encode(partial));
        TableFooter footer = new TableFooter(
                indexHandle,
                filterHandle,
                tombstonesHandle,
                extentsHandle,
                propertiesHandle,
                dataBlocks,
                new TableIdentity(spec.tenantGeneration(), spec.tableId()));
        output.raw(footer.encode(), TableFooter.BYTES);
        output.sync();
        finished = true;
        return properties.properties(spec, output.position());
    }

    @Override
    public void close() throws IOException {
        output.close(!finished);
    }

    private void addEntry(EntryRun run, int i) throws IOException {
        byte[] keys = run.keys();
        int offset = run.keyOffset(i);
        int length = run.keyLength(i);
        int valueLength = run.valueLength(i);
        byte type = run.type(i);
        block.key(keys, offset, length).version(type, run.timestamp(i), run.sequence(i), run.expiresAt(i));
        if (type == EntryType.PUT && valueLength >= options.largeValueBytes()) {
            int at = extents.add(run, i, valueLength);
            block.inExtent(extents.current(), at, valueLength);
        } else {
            byte[] target = block.reserveValue(valueLength);
            run.copyValue(i, target, block.valueStart());
            block.inline(valueLength);
        }
        properties.add(run, i);
    }

    private void finishBlock() throws IOException {
        byte[] lastKeyOfBlock = block.lastKey();
        BlockHandle handle = output.compressed(block.build(0));
        byte[] encoded = handle.encode();
        index.key(lastKeyOfBlock, 0, lastKeyOfBlock.length).version(EntryType.PUT, 0, 0, 0);
        System.arraycopy(encoded, 0, index.reserveValue(encoded.length), index.valueStart(), encoded.length);
        index.inline(encoded.length);
        dataBlocks++;
        block.clear();
    }

    private void checkOrder(EntryRun run, int i) {
        if (!order.advance(run, i)) {
            throw new IllegalArgumentException("entry " + properties.entries() + " of table " + spec.tableId()
                    + " is out of order; entries must come by key, then newest version first");
        }
        if (order.isNewKey()) {
            addHash(KeyHash.hash(run.keys(), run.keyOffset(i), run.keyLength(i)));
        }
    }

    private void addHash(long hash) {
        if (hashCount == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * hashes.length);
        }
        hashes[hashCount++] = hash;
    }
}
