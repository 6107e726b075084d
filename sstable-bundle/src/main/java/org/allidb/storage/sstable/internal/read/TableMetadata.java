package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.BloomFilter;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;
import org.allidb.storage.sstable.internal.format.common.NamedFilter;
import org.allidb.storage.sstable.internal.format.common.PageFields;
import org.allidb.storage.sstable.internal.format.common.PropertiesCodec;
import org.allidb.storage.sstable.internal.format.common.RangeTombstoneCodec;
import org.allidb.storage.sstable.internal.format.common.TableFooter;
import org.allidb.storage.sstable.internal.format.common.TableHeader;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;
import org.allidb.storage.sstable.internal.format.common.ValueExtents;
import org.allidb.storage.sstable.internal.format.v1.DataBlock;
import org.allidb.storage.sstable.internal.format.v2.Page;
import org.jspecify.annotations.Nullable;

/** The metadata of a table, all that it holds beside its data: read and checked when the table is opened. Immutable. */
final class TableMetadata {

    private final TableFooter footer;
    private final BlockLoader loader;
    private final TableProperties properties;
    private final @Nullable DataBlock index;
    private final TableFilter filter;
    private final RangeTombstoneSet rangeTombstones;
    private final ValueExtents extents;

    private TableMetadata(
            TableFooter footer,
            BlockLoader loader,
            TableProperties properties,
            @Nullable DataBlock index,
            TableFilter filter,
            RangeTombstoneSet rangeTombstones,
            ValueExtents extents) {
        this.footer = footer;
        this.loader = loader;
        this.properties = properties;
        this.index = index;
        this.filter = filter;
        this.rangeTombstones = rangeTombstones;
        this.extents = extents;
    }

    /** Reads and checks the metadata of a table. */
    static TableMetadata read(TableBytes bytes, TableIdentity identity, NamedParts parts, DictionaryBindings bindings)
            throws IOException {
        BlockLoader loader = new BlockLoader(bytes, identity, parts.codecs());
        int version = checkHeader(bytes, identity, loader);
        int footerBytes = TableFooter.bytes(version);
        long footerAt = bytes.size() - footerBytes;
        if (footerAt < TableHeader.BYTES) {
            throw loader.damaged(bytes.size(), "it is cut off");
        }
        byte[] tail = new byte[footerBytes];
        bytes.read(footerAt, tail, 0, tail.length);
        TableFooter footer = TableFooter.decode(tail)
                .filter(f -> f.identity().equals(identity) && f.version() == version)
                .orElseThrow(() -> loader.damaged(footerAt, "its footer is damaged"));
        long at = footer.properties().offset();
        try {
            TableProperties properties = PropertiesCodec.decode(loader.load(footer.properties()), bytes.size());
            loader.setCodec(properties.codec());
            at = footer.index().offset();
            DataBlock index = footer.dataBlocks() == 0 ? null : new DataBlock(loader.load(footer.index()));
            check(index == null ? footer.index().length() == 0 : index.count() == footer.dataBlocks());
            at = footer.filter().offset();
            TableFilter filter = TableFilter.NONE;
            if (footer.dataBlocks() > 0) {
                byte[] bloom = loader.load(footer.filter());
                check(BloomFilter.isLength(bloom.length));
                BlockHandle named = NamedFilter.place(footer);
                at = named == null ? at : named.offset();
                filter = named == null
                        ? TableFilter.builtIn(bloom)
                        : TableFilter.of(
                                NamedFilter.decode(loader.load(named)), parts.filters(), properties.keySketch());
            }
            at = footer.rangeTombstones().offset();
            RangeTombstoneSet tombstones = RangeTombstoneCodec.decode(loader.load(footer.rangeTombstones()));
            at = footer.extents().offset();
            ValueExtents extents = ValueExtents.decode(loader.load(footer.extents()), bytes.size());
            PageFields pages = footer.pages();
            check(pages == null || pages.isWithin(bytes.size()));
            if (pages != null && pages.dictionary() != null) {
                loader.setDictionary(pages.dictionary(), bindings);
            }
            return new TableMetadata(footer, loader, properties, index, filter, tombstones, extents);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            boolean inside = at >= 0 && at < footerAt;
            throw loader.damaged(inside ? at : footerAt, "a block of its metadata makes no sense");
        }
    }

    TableIdentity identity() {
        return footer.identity();
    }

    TableFooter footer() {
        return footer;
    }

    BlockLoader loader() {
        return loader;
    }

    /** Returns what later versions have more; null for a table of version 1. */
    @Nullable
    PageFields pages() {
        return footer.pages();
    }

    /** Decodes the payload of a data block whose checksum was right. */
    EntryBlock decode(BlockHandle handle, byte[] raw) throws DamagedTableException {
        try {
            return footer.version() == 1 ? new DataBlock(raw) : new Page(raw);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw loader.damaged(handle.offset(), "its block makes no sense");
        }
    }

    TableProperties properties() {
        return properties;
    }

    TableFilter filter() {
        return filter;
    }

    RangeTombstoneSet rangeTombstones() {
        return rangeTombstones;
    }

    ValueExtents extents() {
        return extents;
    }

    int dataBlocks() {
        return footer.dataBlocks();
    }

    /** Returns the first block whose last key is at or after a key; the number of blocks if there is none. */
    int findBlock(byte[] key, int offset, int length) {
        return index == null ? 0 : index.find(key, offset, length);
    }

    /** Returns the first key behind each data block but the last one. */
    List<byte[]> dividers() {
        return index == null ? List.of() : BlockDividers.of(index);
    }

    /** Returns where a data block is. */
    BlockHandle blockHandle(int number) throws DamagedTableException {
        DataBlock entries = index;
        if (entries == null || entries.isInExtent(number) || entries.valueLength(number) != BlockHandle.BYTES) {
            throw loader.damaged(footer.index().offset(), "its index makes no sense");
        }
        return BlockHandle.read(entries.bytes(), entries.valueOffset(number));
    }

    /** Returns the last data block that starts at an offset or before it; -1 if there is none. */
    int blockAt(long offset) throws DamagedTableException {
        int low = -1;
        int high = dataBlocks();
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (blockHandle(middle).offset() <= offset) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Returns where a data block starts that was loaded before. */
    long blockOffset(int number) {
        DataBlock entries = java.util.Objects.requireNonNull(index);
        return BlockHandle.readOffset(entries.bytes(), entries.valueOffset(number));
    }

    /** Returns the length of a data block's payload. */
    int blockLength(int number) {
        DataBlock entries = java.util.Objects.requireNonNull(index);
        return BlockHandle.readLength(entries.bytes(), entries.valueOffset(number));
    }

    /** Checks the header; returns the version of the table. */
    private static int checkHeader(TableBytes bytes, TableIdentity identity, BlockLoader loader) throws IOException {
        if (bytes.size() < TableHeader.BYTES + TableFooter.BYTES) {
            throw loader.damaged(bytes.size(), "it is cut off");
        }
        byte[] header = new byte[TableHeader.BYTES];
        bytes.read(0, header, 0, header.length);
        int version = TableHeader.version(header);
        if (version > TableHeader.LATEST) {
            throw new DamagedTableException(
                    bytes.name(),
                    8,
                    "the table " + bytes.name() + " has format version " + version
                            + ", this software understands up to " + TableHeader.LATEST
                            + "; open it with the version that wrote it. Nothing was changed");
        }
        if (version == 0 || !Arrays.equals(header, TableHeader.encode(identity, version))) {
            throw loader.damaged(0, "its header is damaged, or it is another table's");
        }
        return version;
    }

    private static void check(boolean makesSense) {
        if (!makesSense) {
            throw new IllegalArgumentException("metadata of a table does not fit together");
        }
    }
}
