package org.allidb.storage.sstable.internal;

import java.io.IOException;
import java.util.Arrays;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyHash;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader.ReadProgress;
import org.allidb.storage.spi.sstable.TableSpec;
import org.allidb.storage.sstable.internal.format.v1.BloomFilter;

/** Reads a whole table and checks that everything fits together. */
final class TableVerifier {

    private final TableBytes bytes;
    private final TableMetadata metadata;

    TableVerifier(TableBytes bytes, TableMetadata metadata) {
        this.bytes = bytes;
        this.metadata = metadata;
    }

    /**
     * Reads and checks.
     *
     * @param cursor all entries as they are on the disk, with their large values
     */
    void verify(RunCursor cursor, ReadProgress progress) throws IOException {
        PropertyCollector collector = new PropertyCollector();
        EntryRun run = new EntryRun();
        EntryRun previous = new EntryRun();
        while (cursor.fill(run, EntryRun.CAPACITY) > 0) {
            int read = 0;
            for (int i = 0; i < run.size(); i++) {
                checkOrder(previous, run, i);
                checkFilter(run, i);
                collector.add(run, i);
                read += run.keyLength(i) + run.valueLength(i);
                previous.clear();
                previous.add(run, i);
            }
            progress.reading(read);
        }
        for (RangeTombstone tombstone : metadata.rangeTombstones().tombstones()) {
            collector.add(tombstone);
        }
        compare(collector);
    }

    private void checkOrder(EntryRun previous, EntryRun run, int i) throws IOException {
        if (previous.size() == 0) {
            return;
        }
        int order = previous.compareKeys(0, run, i);
        if (order > 0
                || order == 0
                        && Lookup.compareVersions(
                                        previous.timestamp(0), previous.sequence(0), run.timestamp(i), run.sequence(i))
                                <= 0) {
            throw metadata.loader().damaged(0, "its entries are out of order");
        }
    }

    private void checkFilter(EntryRun run, int i) throws IOException {
        long hash = KeyHash.hash(run.keys(), run.keyOffset(i), run.keyLength(i));
        if (!BloomFilter.mayContain(metadata.filter(), hash)) {
            throw metadata.loader(
                    ).damaged(metadata.footer().filter().offset(), "its filter denies a key that is there");
        }
    }

    private void compare(PropertyCollector collector) throws IOException {
        TableProperties said = metadata.properties();
        TableSpec spec = TableSpec.of(said.tenantGeneration(), said.tableId(), said.codec(), said.createdMillis());
        TableProperties found = collector.properties(spec, bytes.size());
        if (!agree(said, found)) {
            throw metadata.loader().damaged(
                    metadata.footer().properties().offset(), "its properties do not agree with its content");
        }
    }

    /** Whether a table's properties are those of its content. */
    static boolean agree(TableProperties said, TableProperties found) {
        return said.entries() == found.entries()
                && said.tombstones() == found.tombstones()
                && said.rangeTombstones() == found.rangeTombstones()
                && said.keyBytes() == found.keyBytes()
                && said.valueBytes() == found.valueBytes()
                && Arrays.equals(said.minKey(), found.minKey())
                && Arrays.equals(said.maxKey(), found.maxKey())
                && said.minTimestamp() == found.minTimestamp()
                && said.maxTimestamp() == found.maxTimestamp()
                && said.minSequence() == found.minSequence()
                && said.maxSequence() == found.maxSequence()
                && (said.halfExpiredMillis() == 0 || said.halfExpiredMillis() == found.halfExpiredMillis())
                && KeyOrder.compare(said.minKey(), said.maxKey()) <= 0;
    }
}
