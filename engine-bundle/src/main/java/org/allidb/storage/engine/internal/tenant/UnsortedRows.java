package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.jspecify.annotations.Nullable;

/**
 * Rows in any order. A memtable of the load's own sorts them. When it is full it becomes a sorted run on disk, which is a table
 * that no manifest names. At the end the runs are merged. Rows have one timestamp and growing sequences, so that the merge
 * keeps of each key the row that was added last. Used by one thread at a time.
 */
final class UnsortedRows implements LoadedRows {

    private static final long[] NO_SNAPSHOTS = {};

    private final VersionSet versions;
    private final PartsInUse parts;
    private final Supplier<StorageConfiguration> configuration;
    private final BooleanSupplier cancelled;
    private final Rows rows;
    private final List<Long> runs = new ArrayList<>();
    private List<TableProperties> tables = List.of();
    /** Sorts rows; null when they were discarded. */
    private @Nullable Memtable memtable;

    private long nextSequence;

    /**
     * What the rows have in common.
     *
     * @param timestamp their timestamp
     * @param firstSequence the sequence of the first one
     * @param sortBytes the memory in which they are sorted
     */
    record Rows(long timestamp, long firstSequence, long sortBytes) {}

    /**
     * Begins without a file.
     *
     * @param parts the memtable and the merge executor in use
     * @param cancelled polled by merges now and then
     */
    UnsortedRows(
            VersionSet versions,
            PartsInUse parts,
            Supplier<StorageConfiguration> configuration,
            BooleanSupplier cancelled,
            Rows rows) {
        this.versions = versions;
        this.parts = parts;
        this.configuration = configuration;
        this.cancelled = cancelled;
        this.rows = rows;
        this.nextSequence = rows.firstSequence();
        this.memtable = newMemtable();
    }

    @Override
    public void add(EntryBatch batch) throws IOException {
        batch.seal(nextSequence, rows.timestamp());
        Memtable sorter = sorter();
        sorter.apply(batch);
        nextSequence += batch.count();
        if (sorter.memoryBytes() >= rows.sortBytes()) {
            spill();
        }
    }

    @Override
    public List<TableProperties> finish() throws IOException {
        if (nextSequence == rows.firstSequence()) {
            return tables;
        }
        if (runs.isEmpty()) {
            tables = merge(List.of(sorted()), targetFileBytes(), TableFiles.Space.QUOTA);
            return tables;
        }
        if (sorter().maxTimestamp() >= 0) {
            spill();
        }
        mergeRuns();
        return tables;
    }

    @Override
    public long lastSequence() {
        return nextSequence - 1;
    }

    @Override
    public void discard() {
        discardRuns();
        tables.forEach(table -> versions.discard(table.tableId()));
        memtable = null;
    }

    private void spill() throws IOException {
        merge(List.of(sorted()), Long.MAX_VALUE, TableFiles.Space.QUOTA).forEach(run -> runs.add(run.tableId()));
        memtable = newMemtable();
    }

    private void mergeRuns() throws IOException {
        List<TableReader> readers = new ArrayList<>();
        try {
            List<MergeJob.Input> inputs = new ArrayList<>();
            for (long run : runs) {
                TableReader reader = versions.tableFiles().open(run);
                readers.add(reader);
                inputs.add(MergeJob.Input.of(
                        reader.cursor(ScanDirection.FORWARD, Long.MAX_VALUE, TableReader.ReadPurpose.BULK),
                        RangeTombstoneSet.EMPTY));
            }
            tables = merge(inputs, targetFileBytes(), TableFiles.Space.HEADROOM);
        } finally {
            readers.forEach(TableReader::close);
        }
        discardRuns();
    }

    private List<TableProperties> merge(List<MergeJob.Input> inputs, long fileBytes, TableFiles.Space space)
            throws IOException {
        TableMerge merge = new TableMerge(
                parts,
                new ExpiryTime(parts.runtime().clock()),
                versions,
                configuration.get().sstable().codec(),
                space);
        return merge.run(inputs, fileBytes, NO_SNAPSHOTS, MergeJob.PurgeRule.NEVER, Unthrottled.INSTANCE, cancelled)
                .outputs();
    }

    private MergeJob.Input sorted() {
        return MergeJob.Input.of(sorter().entries(Long.MAX_VALUE), RangeTombstoneSet.EMPTY);
    }

    private long targetFileBytes() {
        return configuration.get().compaction().targetFileBytes();
    }

    private void discardRuns() {
        runs.forEach(versions::discard);
        runs.clear();
    }

    private Memtable sorter() {
        return Objects.requireNonNull(memtable, "the rows were discarded");
    }

    private Memtable newMemtable() {
        return parts.provider(ComponentKind.MEMTABLE).create();
    }
}
