package org.allidb.storage.compaction.internal;

import java.util.function.Consumer;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.testkit.TableSummaries;

/** A table's writer that hands on what it is given. */
final class CollectingWriter implements TableWriter {

    /** Takes an entry. */
    interface EntrySink {
        /** Takes the i-th entry of a run. */
        void accept(EntryRun run, int index);
    }

    private final EntrySink entries;
    private final Consumer<RangeTombstoneSet> rangeTombstones;
    private long added;

    CollectingWriter(EntrySink entries, Consumer<RangeTombstoneSet> rangeTombstones) {
        this.entries = entries;
        this.rangeTombstones = rangeTombstones;
    }

    @Override
    public void add(EntryRun run, int from, int to) {
        for (int i = from; i < to; i++) {
            entries.accept(run, i);
        }
        added += to - from;
    }

    @Override
    public void addRangeTombstones(RangeTombstoneSet tombstones) {
        rangeTombstones.accept(tombstones);
    }

    @Override
    public long fileBytes() {
        return added;
    }

    @Override
    public TableProperties finish() {
        return TableSummaries.table(1, 1, 0, "a", "z").properties();
    }

    @Override
    public void close() {
        // nothing is open
    }
}
