package org.allidb.storage.engine.internal.tenant;

import java.util.List;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableStatistics;

/**
 * A memtable up to a sequence: what is left of one whose last update failed half-way. Takes no further batch; otherwise as
 * thread-safe as the memtable below.
 */
final class CappedMemtable implements Memtable {

    private final Memtable memtable;
    private final long last;
    private final List<RangeTombstoneSet> rangeTombstones;

    /**
     * Creates a view.
     *
     * @param memtable is written to no more
     * @param last the greatest sequence that is shown
     */
    CappedMemtable(Memtable memtable, long last) {
        this.memtable = memtable;
        this.last = last;
        this.rangeTombstones = List.of(RangeTombstoneSet.of(memtable.rangeTombstones().stream()
                .flatMap(set -> set.tombstones().stream())
                .filter(tombstone -> tombstone.sequence() <= last)
                .toList()));
    }

    @Override
    public void apply(EntryBatch batch) {
        throw new IllegalStateException("a memtable whose last update failed takes no further batch");
    }

    @Override
    public void get(LookupKey key, long maxSequence, Lookup lookup) {
        memtable.get(key, Math.min(maxSequence, last), lookup);
    }

    @Override
    public RunCursor rows(ScanDirection direction, long maxSequence) {
        return memtable.rows(direction, Math.min(maxSequence, last));
    }

    @Override
    public RunCursor entries(long maxSequence) {
        return memtable.entries(Math.min(maxSequence, last));
    }

    @Override
    public List<byte[]> dividers() {
        return memtable.dividers();
    }

    @Override
    public List<RangeTombstoneSet> rangeTombstones() {
        return rangeTombstones;
    }

    @Override
    public MemtableStatistics statistics() {
        return memtable.statistics();
    }

    @Override
    public long memoryBytes() {
        return memtable.memoryBytes();
    }

    @Override
    public long maxTimestamp() {
        return memtable.maxTimestamp();
    }
}
