package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyHash;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.sstable.TableReader.ReadProgress;
import org.allidb.storage.sstable.internal.format.v1.BloomFilter;
import org.allidb.storage.sstable.internal.write.EntryOrder;
import org.allidb.storage.sstable.internal.write.PropertyCollector;

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
     * @param cursor all entries as they are on the disk, with their large values
     */
    void verify(RunCursor cursor, ReadProgress progress) throws IOException {
        PropertyCollector collector = new PropertyCollector();
        EntryRun run = new EntryRun();
        EntryOrder order = new EntryOrder();
        while (cursor.fill(run, EntryRun.CAPACITY) > 0) {
            int read = 0;
            for (int i = 0; i < run.size(); i++) {
                if (!order.advance(run, i)) {
                    throw metadata.loader().damaged(0, "its entries are out of order");
                }
                checkFilter(run, i);
                collector.add(run, i);
                read += run.keyLength(i) + run.valueLength(i);
            }
            progress.reading(read);
        }
        for (RangeTombstone tombstone : metadata.rangeTombstones().tombstones()) {
            collector.add(tombstone);
        }
        compare(collector);
    }

    private void checkFilter(EntryRun run, int i) throws IOException {
        long hash = KeyHash.hash(run.keys(), run.keyOffset(i), run.keyLength(i));
        if (!BloomFilter.mayContain(metadata.filter(), hash)) {
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
