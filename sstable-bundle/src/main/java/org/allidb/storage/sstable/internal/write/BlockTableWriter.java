package org.allidb.storage.sstable.internal.write;

import java.io.IOException;
import java.util.Arrays;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.codec.DictionaryCodec;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyHash;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.filter.Filters;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableSpec;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.format.common.PageFields;
import org.allidb.storage.sstable.internal.format.common.PropertiesCodec;
import org.allidb.storage.sstable.internal.format.common.RangeTombstoneCodec;
import org.allidb.storage.sstable.internal.format.common.TableFooter;
import org.allidb.storage.sstable.internal.format.common.TableHeader;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;
import org.jspecify.annotations.Nullable;

/** A writer of a table, from front to back. Used by one thread. */
public final class BlockTableWriter implements TableWriter {

    /** How much of a table that no caller waits for is synced at once. */
    private static final long PIECE = 2 << 20;

    private final TableSpec spec;
    private final TableIdentity identity;
    private final TableOutput output;
    private final BlockCompressor compressor;
    private final ExtentWriter extents;
    private final FilterBlocks filter;
    private final BlockIndex index = new BlockIndex();
    private final EntryBlocks blocks;
    /** Earlier states of this software read tables of format 1, and know of no sketch. */
    private final boolean sketched;

    private final PropertyCollector properties = new PropertyCollector();
    private RangeTombstoneSet rangeTombstones = RangeTombstoneSet.EMPTY;
    private long[] hashes = new long[256];
    private int hashCount;
    private final EntryOrder order = new EntryOrder();
    private boolean finished;

    /** Creates a table. */
    public BlockTableWriter(
            Vfs files, String file, TableSpec spec, TableOptions options, Codecs codecs, Filters filters)
            throws IOException {
        this.spec = spec;
        this.identity = new TableIdentity(spec.tenantGeneration(), spec.tableId());
        Codec codec = codecs.codec(spec.codec());
        this.compressor = new BlockCompressor(codec, spec.codec(), options.verifyOutput());
        DictionaryTraining training = training(codec, options, codecs);
        int version = training == null ? options.formatVersion() : TableHeader.WITH_DICTIONARY;
        this.output = new TableOutput(files, file, identity, version, spec.isInBackground() ? PIECE : Long.MAX_VALUE);
        this.extents = new ExtentWriter(output, identity);
        this.filter = new FilterBlocks(spec, options, filters);
        boolean compressed = !spec.codec().equals(BlockTrailer.NO_CODEC);
        this.sketched = version > 1;
        this.blocks = version == 1
                ? new ColumnBlocks(options, output, extents, index, compressor)
                : new Pages(
                        options,
                        output,
                        extents,
                        index,
                        compressed ? new CompressedPages(output, index, compressor, training) : null);
    }

    /** Returns what trains a dictionary; null if none is asked for, or version or codec have none. */
    private @Nullable DictionaryTraining training(Codec codec, TableOptions options, Codecs codecs) {
        int most = spec.dictionaryBytes().orElse(options.dictionaryBytes());
        return most > 0 && options.formatVersion() > 1 && codec instanceof DictionaryCodec able
                ? new DictionaryTraining(able, spec.codec(), most, compressor, codecs)
                : null;
    }

    @Override
    public void add(EntryRun run, int from, int to) throws IOException {
        long hash = hashCount == 0 ? 0 : hashes[hashCount - 1];
        for (int i = from; i < to; i++) {
            if (!order.advance(run, i)) {
                throw new IllegalArgumentException("entry " + properties.entries() + " of table " + spec.tableId()
                        + " is out of order; entries must come by key, then newest version first");
            }
            boolean newest = order.isNewKey();
            if (newest) {
                hash = KeyHash.hash(run.keys(), run.keyOffset(i), run.keyLength(i));
                addHash(hash);
            }
            blocks.add(run, i, hash, newest);
            properties.add(run, i);
        }
    }

    @Override
    public void addRangeTombstones(RangeTombstoneSet tombstones) {
        rangeTombstones = tombstones;
    }

    @Override
    public long fileBytes() {
        return output.position() + blocks.buffered() + extents.buffered();
    }

    @Override
    public TableProperties finish() throws IOException {
        if (properties.entries() == 0 && rangeTombstones.isEmpty()) {
            throw new IllegalStateException("a table must hold an entry or a range tombstone");
        }
        blocks.finish();
        extents.flush();
        for (RangeTombstone tombstone : rangeTombstones.tombstones()) {
            properties.add(tombstone);
        }
        PageFields fields = blocks.writeFields();
        byte[] encodedIndex = index.build();
        BlockHandle indexHandle =
                encodedIndex.length == 0 ? output.plain(encodedIndex) : output.compressed(encodedIndex, compressor);
        BlockHandle filterHandle = filter.write(output, hashes, hashCount);
        BlockHandle tombstonesHandle = output.plain(RangeTombstoneCodec.encode(rangeTombstones));
        byte[] dictionary = blocks.dictionary();
        if (fields != null && dictionary != null) {
            fields = fields.withDictionary(output.plain(dictionary));
        }
        BlockHandle extentsHandle = output.plain(extents.encode());
        TableProperties partial = properties.properties(spec, 0);
        BlockHandle propertiesHandle = output.plain(PropertiesCodec.encode(partial));
        byte[] footer = new TableFooter(
                        indexHandle,
                        filterHandle,
                        tombstonesHandle,
                        extentsHandle,
                        propertiesHandle,
                        index.blocks(),
                        identity,
                        fields)
                .encode();
        output.raw(footer, footer.length);
        output.sync();
        finished = true;
        return properties.properties(spec, output.position());
    }

    @Override
    public void close() throws IOException {
        blocks.close();
        output.close(!finished);
    }

    private void addHash(long hash) {
        if (hashCount == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * hashes.length);
        }
        hashes[hashCount++] = hash;
        if (sketched) {
            properties.addKey(hash);
        }
    }
}
