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
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
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
    /** The version by header or footer; 0 if neither is intact. */
    private int version;

    private boolean headerIntact;
    private boolean tombstonesLost;
    private @Nullable TableFooter footer;
    private @Nullable TableProperties properties;
    private @Nullable DataBlock index;
    private final SurveyedFilter filter = new SurveyedFilter();
    private final SurveyedDictionary dictionary;
    private RangeTombstoneSet rangeTombstones = RangeTombstoneSet.EMPTY;
    private @Nullable ValueExtents extents;
    private @Nullable SurveyedPoints points;
    /** The offset at which the metadata begins, as far as it is known. */
    private long dataEnd;

    TableSurvey(InspectedFile file, TableBytes bytes, Codecs codecs, InspectionSink sink) throws IOException {
        this.file = file;
        this.bytes = bytes;
        this.sink = sink;
        this.dataEnd = bytes.size();
        TableEnds ends = TableEnds.read(bytes);
        this.identity = ends.identity(file);
        this.loader = new BlockLoader(bytes, identity, codecs);
        this.dictionary = new SurveyedDictionary(loader);
        readHeader(ends.header());
        if (!newer) {
            readFooter(ends.footer());
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

    /** Returns the format version; 0 if neither header nor footer is intact. */
    int version() {
        return version;
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

    SurveyedFilter filter() {
        return filter;
    }

    SurveyedDictionary dictionary() {
        return dictionary;
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

    /** Returns the point index; null if nothing is known of it. */
    @Nullable
    SurveyedPoints points() {
        return points;
    }

    /** Returns the most bytes that lie unused before a data block; without a footer as many as the block's place allows. */
    long slackBefore(long offset) {
        SurveyedPoints known = points;
        if (version == 1) {
            return 0;
        }
        return known == null ? Long.lowestOneBit(offset) - 1 : known.pageBytes() - 1;
    }

    /**
     * Decodes a data block.
     *
     * @throws IllegalArgumentException if the bytes are none
     */
    EntryBlock decode(byte[] raw) {
        boolean page = version > 1 || version == 0 && Page.isMarked(raw);
        return page ? new Page(raw) : new DataBlock(raw);
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

    private void readHeader(byte[] header) {
        sink.read(file.path(), Math.min(TableHeader.BYTES, bytes.size()));
        version = TableHeader.version(header);
        newer = version > TableHeader.LATEST;
        headerIntact = version > 0 && Arrays.equals(header, TableHeader.encode(identity, version));
        if (newer) {
            sink.found(FileFinding.unchecked(
                    file,
                    8,
                    "the table has format version " + version + ", this software understands up to "
                            + TableHeader.LATEST,
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
        TableFooter intact = footer;
        if (intact != null) {
            version = intact.version();
            sink.read(file.path(), TableFooter.bytes(version));
        }
    }

    private void reportFooter() {
        if (bytes.size() >= TableHeader.BYTES + TableFooter.BYTES) {
            boolean deletesLost = tombstonesLost || filter.builtIn() == null;
            damaged(
                    bytes.size() - footerBytes(),
                    "the footer of the table is damaged, or the file is cut off",
                    UNREADABLE + "repair saves the blocks that it finds"
                            + (deletesLost ? "; rows that it deleted may show again after that" : ""));
        }
    }

    private void readBlocks(TableFooter from) throws IOException {
        // an intact footer may have wrong handles
        dataEnd = Math.clamp(from.index().offset(), 0, bytes.size());
        points = new SurveyedPoints(file, bytes, from.pages());
        dataEnd = Math.min(dataEnd, points.start());
        points.read(loader, sink);
        readDictionary(from.pages());
        read(from.properties(), "properties", "repair saves all rows", this::takeProperties);
        if (from.dataBlocks() > 0) {
            read(from.index(), "index", "repair finds the rows without it", raw -> {
                DataBlock block = new DataBlock(raw);
                check(block.count() == from.dataBlocks());
                index = block;
            });
            read(from.filter(), "filter", "repair saves all rows", filter::takeBuiltIn);
            readNamedFilter(from);
        }
        readTombstones(from.rangeTombstones());
        read(from.extents(), "list of large values", "the table's large values are lost", this::takeExtents);
    }

    private void readDictionary(@Nullable PageFields fields) throws IOException {
        BlockHandle place = fields == null ? null : fields.dictionary();
        if (place != null) {
            dictionary.expect(place);
            read(place, "dictionary", "the rows that need it are lost", raw -> dictionary.take(place));
        }
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

    /** Returns the length of the footer, as far as the version is known. */
    private int footerBytes() {
        return TableFooter.bytes(version == 0 ? TableHeader.LATEST : version);
    }

    /** Finds the blocks before a damaged footer, last first. */
    private void walkBack() throws IOException {
        MetadataWalk walk = new MetadataWalk(bytes, loader, metadataBlocks);
        int walked = version == 0 ? TableHeader.LATEST : version;
        long end = walk.before(bytes.size() - TableFooter.bytes(walked), this::takeProperties);
        while (end < 0 && version == 0 && walked > 1) {
            walked--;
            end = walk.before(bytes.size() - TableFooter.bytes(walked), this::takeProperties);
        }
        end = walk.before(end, this::takeExtents);
        end = walked < TableHeader.WITH_DICTIONARY ? end : dictionary.find(walk, end);
        tombstonesLost = true;
        end = walk.before(end, raw -> {
            rangeTombstones = RangeTombstoneCodec.decode(raw);
            tombstonesLost = false;
        });
        end = filter.find(walk, end);
        end = walk.before(end, raw -> {
            DataBlock block = new DataBlock(raw);
            check(block.sequence(0) == 0);
            index = block;
        });
        sink.read(file.path(), walk.bytesRead());
        if (end > 0) {
            dataEnd = end;
        }
    }

    private void takeProperties(byte[] raw) {
        TableProperties read = PropertiesCodec.decode(raw, bytes.size());
        loader.setCodec(read.codec());
        properties = read;
    }

    private void readNamedFilter(TableFooter from) throws IOException {
        try {
            BlockHandle place = NamedFilter.place(from);
            if (place != null) {
                read(place, "filter", "repair saves all rows", filter::takeNamed);
            }
        } catch (IllegalArgumentException e) {
            damaged(from.filter().offset(), "the place of the table's filter makes no sense", UNREADABLE);
        }
    }

    private void takeExtents(byte[] raw) {
        extents = ValueExtents.decode(raw, bytes.size());
    }

    private void read(BlockHandle handle, String what, String meaning, MetadataWalk.Taker taker) throws IOException {
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
