package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyHash;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.sstable.TableReader.ReadProgress;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;
import org.allidb.storage.sstable.internal.format.common.PageFields;
import org.allidb.storage.sstable.internal.format.v2.PointBucket;
import org.allidb.storage.sstable.internal.write.EntryOrder;
import org.allidb.storage.sstable.internal.write.PropertyCollector;
import org.jspecify.annotations.Nullable;

/** A check that reads a whole table: its content must agree with its metadata. Used by one thread. */
final class TableVerifier {

    private final TableBytes bytes;
    private final TableMetadata metadata;

    TableVerifier(TableBytes bytes, TableMetadata metadata) {
        this.bytes = bytes;
        this.metadata = metadata;
    }

    /**
     * Reads and checks the table.
     *
     * @param blocks its data blocks, which are read from the disk
     * @param values its large values
     */
    void verify(TableBlocks blocks, BulkValues values, ReadProgress progress) throws IOException {
        PropertyCollector collector = new PropertyCollector();
        EntryRun run = new EntryRun();
        EntryOrder order = new EntryOrder();
        checkDictionary(progress);
        PointIndex points = pointIndex(progress);
        for (int b = 0; b < metadata.dataBlocks(); b++) {
            EntryBlock block = blocks.load(b);
            int read = 0;
            for (int i = 0; i < block.count(); i++) {
                run.clear();
                if (!block.addTo(run, i, block.sequence(i))) {
                    values.addTo(run, block, i);
                }
                if (!order.advance(run, 0)) {
                    throw metadata.loader().damaged(0, "its entries are out of order");
                }
                long hash = KeyHash.hash(run.keys(), run.keyOffset(0), run.keyLength(0));
                checkFilter(hash);
                if (order.isNewKey()) {
                    collector.addKey(hash);
                    if (points != null) {
                        checkPoint(points, hash, metadata.blockOffset(b) + block.entryOffset(i));
                    }
                }
                collector.add(run, 0);
                read += run.keyLength(0) + run.valueLength(0);
            }
            progress.reading(read);
        }
        for (RangeTombstone tombstone : metadata.rangeTombstones().tombstones()) {
            collector.add(tombstone);
        }
        compare(collector);
    }

    /** Reads the dictionary from the disk: what is bound to it was right when it was read. */
    private void checkDictionary(ReadProgress progress) throws IOException {
        PageFields fields = metadata.pages();
        if (fields != null && fields.dictionary() != null) {
            progress.reading(fields.dictionary().length());
            metadata.loader().load(fields.dictionary());
        }
    }

    private @Nullable PointIndex pointIndex(ReadProgress progress) throws IOException {
        PageFields fields = metadata.pages();
        if (fields == null || fields.pointIndex().length() == 0) {
            return null;
        }
        PointIndex points = new PointIndex(bytes, metadata.loader(), fields.pointIndex());
        for (int page = 0; page < points.pages(); page++) {
            progress.reading(PointBucket.PAGE_BYTES);
            points.verify(page);
        }
        return points;
    }

    private void checkPoint(PointIndex points, long hash, long place) throws IOException {
        if (!points.leadsTo(hash, place)) {
            throw metadata.loader().damaged(points.start(), "its point index does not lead to a key that is there");
        }
    }

    private void checkFilter(long hash) throws IOException {
        if (!metadata.filter().mayContain(hash) && !metadata.filter().isForeignAndEnded()) {
            throw metadata.loader()
                    .damaged(metadata.footer().filter().offset(), "its filter denies a key that is there");
        }
    }

    private void compare(PropertyCollector collector) throws IOException {
        if (!collector.agreesWith(metadata.properties(), bytes.size())) {
            throw metadata.loader()
                    .damaged(metadata.footer().properties().offset(), "its properties do not agree with its content");
        }
    }
}
