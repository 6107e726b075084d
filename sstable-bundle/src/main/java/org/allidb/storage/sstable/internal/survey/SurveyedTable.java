package org.allidb.storage.sstable.internal.survey;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyHash;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.inspect.InspectionSink;
import org.allidb.storage.spi.inspect.SalvagedTable;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;
import org.allidb.storage.sstable.internal.format.v1.DataBlock;
import org.allidb.storage.sstable.internal.read.TableBytes;
import org.allidb.storage.sstable.internal.write.EntryOrder;
import org.allidb.storage.sstable.internal.write.PropertyCollector;
import org.jspecify.annotations.Nullable;

/** A table that is surveyed: every block was read once, and it is known which are intact. */
final class SurveyedTable implements SalvagedTable {

    private static final String BLOCK_LOST =
            "the rows of this block are lost, and reads that meet it fail; the other" + " rows can be read";

    private final TableBytes bytes;
    private final TableSurvey survey;
    private final InspectionSink sink;
    private final SurveyedExtents extents;
    private final LostPlaces lost = new LostPlaces();
    private final List<BlockHandle> places;
    private final BitSet damaged = new BitSet();
    private final PropertyCollector collector = new PropertyCollector();
    private final EntryRun last = new EntryRun();
    private @Nullable DataBlock index;
    private boolean filterDenies;
    private boolean pointsDeny;

    SurveyedTable(TableBytes bytes, TableSurvey survey, InspectionSink sink) throws IOException {
        this.bytes = bytes;
        this.survey = survey;
        this.sink = sink;
        this.extents = new SurveyedExtents(bytes, survey, sink);
        this.index = survey.index();
        this.places = survey.isNewer() ? List.of() : places();
        for (int i = 0; i < places.size(); i++) {
            visit(i);
        }
        extents.report();
        if (!survey.isNewer()) {
            finish();
        }
    }

    @Override
    public Optional<TableProperties> properties() {
        return Optional.ofNullable(survey.properties());
    }

    @Override
    public RangeTombstoneSet rangeTombstones() {
        return survey.rangeTombstones();
    }

    @Override
    public boolean mayHaveHeld(byte[] key, int offset, int length) {
        TableProperties said = survey.properties();
        boolean outside = said != null && !said.keys().contains(key, offset, length);
        return !outside && lost.mayHaveHeld(survey.filter().builtIn(), key, offset, length);
    }

    @Override
    public RunCursor entries() {
        return new SalvageCursor(this);
    }

    @Override
    public void close() {
        survey.dictionary().close();
        bytes.close();
    }

    int blocks() {
        return places.size();
    }

    BlockHandle place(int i) {
        return places.get(i);
    }

    boolean isDamaged(int i) {
        return damaged.get(i);
    }

    EntryBlock load(int i) throws IOException {
        BlockHandle handle = places.get(i);
        try {
            return survey.decode(survey.loader().load(handle));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw survey.loader().damaged(handle.offset(), "its block makes no sense");
        }
    }

    /** Adds an entry to a run; returns false if its value is lost. */
    boolean addTo(EntryRun run, EntryBlock block, int i) throws IOException {
        byte[] value = block.bytes();
        int at;
        int length = block.valueLength(i);
        if (block.isInExtent(i)) {
            byte[] copy = extents.value(block.extent(i), block.extentOffset(i), length);
            if (copy == null) {
                return false;
            }
            value = copy;
            at = 0;
        } else {
            at = block.valueOffset(i);
        }
        block.begin(i, run).add(value, at, length);
        return true;
    }

    /** Returns where the data blocks are: by the index, or by a scan. */
    private List<BlockHandle> places() throws IOException {
        DataBlock entries = index;
        if (entries == null) {
            boolean empty = survey.footer() != null && survey.footer().dataBlocks() == 0;
            if (empty || bytes.size() == 0) {
                return List.of();
            }
            BlockScan scan = new BlockScan(bytes, survey, extents.ends());
            scan.run(survey.dataEnd());
            entries = scan.index();
            index = entries;
            if (entries == null) {
                return scan.blocks();
            }
        }
        List<BlockHandle> handles = new ArrayList<>(entries.count());
        for (int i = 0; i < entries.count(); i++) {
            boolean handle = !entries.isInExtent(i) && entries.valueLength(i) == BlockHandle.BYTES;
            handles.add(handle ? BlockHandle.read(entries.bytes(), entries.valueOffset(i)) : new BlockHandle(-1, 0));
        }
        return handles;
    }

    private void visit(int i) throws IOException {
        BlockHandle handle = places.get(i);
        sink.read(survey.file().path(), Math.max(0, handle.length()) + BlockTrailer.BYTES);
        try {
            EntryBlock block = load(i);
            checkOrder(block, handle);
            if (index == null && i > 0 && isGap(places.get(i - 1), handle)) {
                lost.range(last.key(0), firstKey(block), true);
            }
            take(block, handle);
        } catch (IOException e) {
            damaged.set(i);
            boolean bounded = index != null && (i > 0 || survey.properties() != null);
            lost.range(i == 0 ? null : indexKey(i - 1), indexKey(i), bounded);
            survey.damaged(
                    handle.offset(),
                    "data block " + (i + 1) + " of " + places.size()
                            + (e instanceof DamagedTableException
                                    ? " is damaged"
                                    : " cannot be read: " + e.getMessage()),
                    BLOCK_LOST);
        }
    }

    private void checkOrder(EntryBlock block, BlockHandle handle) throws IOException {
        EntryOrder order = new EntryOrder();
        if (last.size() > 0) {
            order.advance(last, 0);
        }
        EntryRun run = new EntryRun();
        for (int i = 0; i < block.count(); i++) {
            run.clear();
            block.begin(i, run).add(block.bytes(), 0, 0);
            if (!order.advance(run, 0)) {
                throw survey.loader().damaged(handle.offset(), "its entries are out of order");
            }
        }
    }

    private void take(EntryBlock block, BlockHandle handle) throws IOException {
        SurveyedPoints points = survey.points();
        EntryRun run = new EntryRun();
        for (int i = 0; i < block.count(); i++) {
            run.clear();
            block.begin(i, run).add(block.bytes(), 0, block.valueLength(i));
            collector.add(run, 0);
            long hash = KeyHash.hash(run.keys(), 0, run.keyLength(0));
            if (survey.filter().denies(hash)) {
                filterDenies = true;
            }
            boolean newest = last.size() == 0 || last.compareKeys(0, run, 0) != 0;
            if (newest) {
                collector.addKey(hash);
            }
            if (newest && points != null && points.deny(hash, handle.offset() + block.entryOffset(i))) {
                pointsDeny = true;
            }
            if (block.isInExtent(i)
                    && !extents.use(block.extent(i), block.extentOffset(i), block.valueLength(i))
                    && newest) {
                lost.key(run.keys(), 0, run.keyLength(0));
            }
            last.clear();
            last.add(run, 0);
        }
    }

    /** Reports the damage that shows only when all blocks were read. */
    private void finish() throws IOException {
        TableProperties said = survey.properties();
        for (RangeTombstone tombstone : survey.rangeTombstones().tombstones()) {
            collector.add(tombstone);
        }
        if (filterDenies) {
            survey.damaged(-1, "the filter denies rows that are there", "lookups miss these rows; repair saves them");
        }
        if (pointsDeny) {
            survey.damaged(
                    -1,
                    "the point index does not lead to rows that are there",
                    "lookups miss these rows; repair saves them");
        }
        boolean whole = damaged.isEmpty() && !survey.tombstonesLost();
        if (said == null) {
            if (index == null && survey.dataEnd() > 0) {
                lost.range(places.isEmpty() ? null : last.key(0), null, false);
            }
        } else if (index == null && collector.entries() < said.entries()) {
            survey.damaged(
                    -1,
                    said.entries() - collector.entries() + " of " + said.entries()
                            + " entries of the table are not found",
                    BLOCK_LOST);
            lost.range(places.isEmpty() ? null : last.key(0), said.maxKey(), false);
        } else if (whole && !collector.agreesWith(said, bytes.size())) {
            survey.damaged(
                    -1, "the table's properties do not agree with its content", "repair saves the content as it is");
        }
    }

    private boolean isGap(BlockHandle before, BlockHandle after) {
        long end = before.offset() + before.length() + BlockTrailer.BYTES;
        return after.offset() > end && !extents.fills(end, after.offset(), survey.slackBefore(after.offset()));
    }

    private static byte[] firstKey(EntryBlock block) {
        EntryRun run = new EntryRun();
        block.begin(0, run).add(block.bytes(), 0, 0);
        return run.key(0);
    }

    private byte @Nullable [] indexKey(int i) {
        DataBlock entries = index;
        if (entries == null) {
            return null;
        }
        EntryRun run = new EntryRun();
        entries.begin(i, run).add(entries.bytes(), 0, 0);
        return run.key(0);
    }
}
