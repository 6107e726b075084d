package org.allidb.storage.sstable.internal.survey;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.InspectionSink;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.sstable.internal.format.v1.BlockHandle;
import org.allidb.storage.sstable.internal.format.v1.BlockTrailer;
import org.allidb.storage.sstable.internal.format.v1.BloomFilter;
import org.allidb.storage.sstable.internal.format.v1.DataBlock;
import org.allidb.storage.sstable.internal.format.v1.LittleEndian;
import org.allidb.storage.sstable.internal.format.v1.PropertiesCodec;
import org.allidb.storage.sstable.internal.format.v1.RangeTombstoneCodec;
import org.allidb.storage.sstable.internal.format.v1.TableFooter;
import org.allidb.storage.sstable.internal.format.v1.TableHeader;
import org.allidb.storage.sstable.internal.format.v1.TableIdentity;
import org.allidb.storage.sstable.internal.format.v1.ValueExtents;
import org.allidb.storage.sstable.internal.read.BlockLoader;
import org.allidb.storage.sstable.internal.read.TableBytes;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a table as far as it is intact. If the footer is damaged, the blocks before it are found from the end of the
 * file: they are plain, and so their trailers have their lengths.
 */
final class TableSurvey {

    private static final String UNREADABLE = "the platform cannot open the table, and reads that need it fail; ";

    private final InspectedFile file;
    private final TableBytes bytes;
    private final InspectionSink sink;
    private final BlockLoader loader;
    private final TableIdentity identity;
    private final List<BlockHandle> metadataBlocks = new ArrayList<>();
    private boolean newer;
    private boolean headerIntact;
    private boolean tombstonesLost;
    private @Nullable TableFooter footer;
    private @Nullable TableProperties properties;
    private @Nullable DataBlock index;
    private byte @Nullable [] filter;
    private RangeTombstoneSet rangeTombstones = RangeTombstoneSet.EMPTY;
    private @Nullable ValueExtents extents;
    /** The offset at which the metadata begins, as far as it is known. */
    private long dataEnd;

    TableSurvey(InspectedFile file, TableBytes bytes, Codecs codecs, InspectionSink sink) throws IOException {
        this.file = file;
        this.bytes = bytes;
        this.sink = sink;
        this.dataEnd = bytes.size();
        byte[] header = head();
        Optional<TableFooter> last = tail();
        this.identity = identity(header, last);
        this.loader = new BlockLoader(bytes, identity, codecs);
        readHeader(header);
        if (!newer) {
            readFooter(last);
            if (footer == null) {
                walkBack();
                reportFooter();
            } else {
                readBlocks(footer);
            }
        }
    }

    InspectedFile file() {
        return file;
    }

    TableIdentity identity() {
        return identity;
    }

    BlockLoader loader() {
        return loader;
    }

    /** Returns whether the format version is a later one, which this software does not understand. */
    boolean isNewer() {
        return newer;
    }

    boolean isHeaderIntact() {
        return headerIntact;
    }

    @Nullable
    TableFooter footer() {
        return footer;
    }

    @Nullable
    TableProperties properties() {
        return properties;
    }

    @Nullable
    DataBlock index() {
        return index;
    }

    byte @Nullable [] filter() {
        return filter;
    }

    RangeTombstoneSet rangeTombstones() {
        return rangeTombstones;
    }

    boolean tombstonesLost() {
        return tombstonesLost;
    }

    @Nullable
    ValueExtents extents() {
        return extents;
    }

    long dataEnd() {
        return dataEnd;
    }

    List<BlockHandle> metadataBlocks() {
        return metadataBlocks;
    }

    void damaged(long offset, String what, String meaning) {
        sink.found(FileFinding.damage(file, offset, what, meaning));
    }

    private byte[] head() throws IOException {
        byte[] header = new byte[TableHeader.BYTES];
        bytes.read(0, header, 0, (int) Math.min(header.length, bytes.size()));
        return header;
    }

    private Optional<TableFooter> tail() throws IOException {
        if (bytes.size() < TableHeader.BYTES + TableFooter.BYTES) {
            return Optional.empty();
        }
        byte[] tail = new byte[TableFooter.BYTES];
        bytes.read(bytes.size() - tail.length, tail, 0, tail.length);
        return TableFooter.decode(tail);
    }

    /** Returns the identity by the name and the directory; for a file that is elsewhere, by its content. */
    private TableIdentity identity(byte[] header, Optional<TableFooter> last) {
        if (file.owner() > 0) {
            return new TableIdentity(file.owner(), file.number());
        }
        return TableHeader.version(header) > 0
                ? new TableIdentity(LittleEndian.getLong(header, 16), LittleEndian.getLong(header, 24))
                : last.map(TableFooter::identity).orElse(new TableIdentity(0, file.number()));
    }

    private void readHeader(byte[] header) {
        sink.read(file.path(), Math.min(TableHeader.BYTES, bytes.size()));
        int version = TableHeader.version(header);
        newer = version > TableHeader.VERSION;
        headerIntact = Arrays.equals(header, TableHeader.encode(identity));
        if (newer) {
            sink.found(FileFinding.unchecked(
                    file,
                    8,
                    "the table has format version " + version + ", this software understands up to "
                            + TableHeader.VERSION,
                    "use the version of the software that wrote it"));
        } else if (bytes.size() < TableHeader.BYTES + TableFooter.BYTES) {
            damaged(
                    bytes.size(),
                    "the table is cut off to " + bytes.size() + " bytes",
                    UNREADABLE + "its rows are lost; rows that it deleted may show again after a repair");
        } else if (!headerIntact) {
            damaged(
                    0,
                    version > 0 ? "the table is another one, by its header" : "the header of the table is damaged",
                    UNREADABLE + "repair saves what else is intact");
        }
    }

    private void readFooter(Optional<TableFooter> last) {
        footer = last.filter(f -> f.identity().equals(identity)).orElse(null);
        sink.read(file.path(), footer == null ? 0 : TableFooter.BYTES);
    }

    private void reportFooter() {
        if (bytes.size() >= TableHeader.BYTES + TableFooter.BYTES) {
            boolean deletesLost = tombstonesLost || filter == null;
            damaged(
                    bytes.size() - TableFooter.BYTES,
                    "the footer of the table is damaged, or the file is cut off",
                    UNREADABLE + "repair saves the blocks that it finds"
                            + (deletesLost ? "; rows that it deleted may show again after that" : ""));
        }
    }

    private void readBlocks(TableFooter from) throws IOException {
        // an intact footer may have wrong handles
        dataEnd = Math.clamp(from.index().offset(), 0, bytes.size());
        read(from.properties(), "properties", "repair saves all rows", this::takeProperties);
        if (from.dataBlocks() > 0) {
            read(from.index(), "index", "repair finds the rows without it", raw -> {
                DataBlock block = new DataBlock(raw);
                check(block.count() == from.dataBlocks());
                index = block;
            });
            read(from.filter(), "filter", "repair saves all rows", this::takeFilter);
        }
        readTombstones(from.rangeTombstones());
        read(from.extents(), "list of large values", "the table's large values are lost", this::takeExtents);
    }

    private void readTombstones(BlockHandle handle) throws IOException {
        TableProperties said = properties;
        boolean some = said == null || said.rangeTombstones() > 0;
        tombstonesLost = some;
        read(
                handle,
                "range tombstones",
                some ? "rows that they deleted may show again after a repair" : "there are none in it, nothing is lost",
                raw -> {
                    rangeTombstones = RangeTombstoneCodec.decode(raw);
                    tombstonesLost = false;
                });
    }

    /** Finds the blocks before a damaged footer, last first. */
    private void walkBack() throws IOException {
        long end = bytes.size() - TableFooter.BYTES;
        end = walkBack(end, this::takeProperties);
        end = walkBack(end, this::takeExtents);
        tombstonesLost = true;
        end = walkBack(end, raw -> {
            rangeTombstones = RangeTombstoneCodec.decode(raw);
            tombstonesLost = false;
        });
        end = walkBack(end, this::takeFilter);
        end = walkBack(end, raw -> {
            DataBlock block = new DataBlock(raw);
            check(block.sequence(0) == 0);
            index = block;
        });
        if (end > 0) {
            dataEnd = end;
        }
    }

    /** Reads the plain block that ends at an offset; returns where it starts, or -1. */
    private long walkBack(long end, Taker taker) throws IOException {
        if (end < TableHeader.BYTES + BlockTrailer.BYTES) {
            return -1;
        }
        byte[] trailer = new byte[BlockTrailer.BYTES];
        bytes.read(end - trailer.length, trailer, 0, trailer.length);
        int length = BlockTrailer.rawLength(trailer, 0, 0);
        BlockHandle handle = new BlockHandle(end - trailer.length - length, length);
        if (LittleEndian.getInt(trailer, 0) != BlockTrailer.PLAIN
                || length < 0
                || handle.offset() < TableHeader.BYTES
                || !handle.isWithin(bytes.size())) {
            return -1;
        }
        try {
            taker.take(loader.load(handle));
            metadataBlocks.add(handle);
            sink.read(file.path(), length + BlockTrailer.BYTES);
            return handle.offset();
        } catch (DamagedTableException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return -1;
        }
    }

    private void takeProperties(byte[] raw) {
        TableProperties read = PropertiesCodec.decode(raw, bytes.size());
        loader.setCodec(read.codec());
        properties = read;
    }

    private void takeFilter(byte[] raw) {
        check(BloomFilter.isLength(raw.length));
        filter = raw;
    }

    private void takeExtents(byte[] raw) {
        extents = ValueExtents.decode(raw, bytes.size());
    }

    /** Receives the payload of a block; an unchecked exception means that the payload is wrong. */
    private interface Taker {
        void take(byte[] raw) throws IOException;
    }

    private void read(BlockHandle handle, String what, String meaning, Taker taker) throws IOException {
        metadataBlocks.add(handle);
        sink.read(file.path(), Math.max(0, handle.length()) + BlockTrailer.BYTES);
        try {
            taker.take(loader.load(handle));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            damaged(handle.offset(), "the block of the table's " + what + " is damaged", UNREADABLE + meaning);
        }
    }

    private static void check(boolean makesSense) {
        if (!makesSense) {
            throw new IllegalArgumentException("metadata of a table does not fit together");
        }
    }
}
