package org.allidb.storage.engine.internal.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.engine.internal.version.Version;
import org.allidb.storage.kernel.merge.MergedCursor;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RangeTombstoneView;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader.ReadPurpose;

/**
 * All sources of a tenant at one moment. A read retains it, reads, and releases it; the tables cannot vanish meanwhile. The
 * visible sequence must be read after the state was retained: whatever was dropped from the state's tables is then
 * hidden from that sequence too.
 */
public final class ReadState {

    /** The active one first, then the sealed ones, newest first. */
    private final Memtable[] memtables;

    private final List<MemtableHandle> handles;
    private final Version version;
    private final SequenceLimit limit;
    private final long number;
    private final AtomicInteger references = new AtomicInteger(1);

    /**
     * Creates a state with one reference.
     *
     * @param number greater than that of any older state of the tenant
     * @param memtables newest first; retained as long as the state is
     * @param version the tables; this state takes over the caller's reference
     * @param limit what the active memtable shows
     */
    public ReadState(long number, List<Held> memtables, Version version, SequenceLimit limit) {
        this.number = number;
        this.handles = memtables.stream().map(Held::handle).toList();
        this.memtables = memtables.stream().map(Held::contents).toArray(Memtable[]::new);
        this.version = version;
        this.limit = limit;
        handles.forEach(MemtableHandle::retain);
    }

    /**
     * A memtable in a state.
     *
     * @param handle counts the references
     * @param contents what readers see of it
     */
    public record Held(MemtableHandle handle, Memtable contents) {}

    /** Returns the number, which grows from state to state. */
    long number() {
        return number;
    }

    /** Returns whether a memtable is in memory only for readers of this state, or of one like it. */
    boolean keepsRetiredMemtables() {
        return handles.stream().anyMatch(MemtableHandle::isRetired);
    }

    /** Returns the tables. */
    public Version version() {
        return version;
    }

    /** Returns the memtables, newest first; not to be changed. */
    public Memtable[] memtables() {
        return memtables;
    }

    /**
     * Returns the sequence to read this state at.
     *
     * @param sequence what is visible, read after the state was retained
     */
    public long readable(long sequence) {
        return limit.cap(sequence);
    }

    /** Keeps the state, unless it is gone already. */
    public boolean tryRetain() {
        int count = references.get();
        while (count > 0) {
            if (references.compareAndSet(count, count + 1)) {
                return true;
            }
            count = references.get();
        }
        return false;
    }

    /** Releases the state. */
    public void release() {
        if (references.decrementAndGet() == 0) {
            handles.forEach(MemtableHandle::release);
            version.release();
        }
    }

    /**
     * Looks for a row in all sources.
     *
     * @param key the row
     * @param maxSequence the newest sequence to show
     * @param lookup receives the winner
     */
    public void find(LookupKey key, long maxSequence, Lookup lookup) throws IOException {
        lookup.reset();
        findInMemtables(key, maxSequence, lookup);
        for (TableHandle table : version.byRecency()) {
            TableProperties properties = table.properties();
            if (lookup.beats(properties.maxTimestamp())) {
                return;
            }
            if (table.keys().contains(key.bytes(), 0, key.length())) {
                table.reader().get(key, maxSequence, lookup);
            }
        }
    }

    /**
     * Looks for a row in the memtables, besides what was found before.
     *
     * @param key the row
     * @param maxSequence the newest sequence to show
     * @param lookup holds the winner of other sources, and receives a newer one
     */
    void findInMemtables(LookupKey key, long maxSequence, Lookup lookup) {
        for (Memtable memtable : memtables) {
            if (!lookup.beats(memtable.maxTimestamp())) {
                memtable.get(key, maxSequence, lookup);
            }
        }
    }

    /**
     * Returns a cursor over everything that may lie in a scan's range.
     *
     * @param tombstones the range tombstones of the same range. Where they delete all that a source has, the source is
     *     not walked. Not every entry that they delete is left out
     */
    RunCursor cursor(ScanContext scan, RangeTombstoneView tombstones) throws IOException {
        ScanDirection direction = scan.direction();
        long maxSequence = scan.sequence();
        List<RunCursor> cursors = new ArrayList<>();
        for (Memtable memtable : memtables) {
            long maxTimestamp = memtable.maxTimestamp();
            if (maxTimestamp >= 0) {
                RunCursor cursor = memtable.rows(direction, maxSequence);
                // it may hold later entries by now, but shows none
                cursors.add(SkippingCursor.of(cursor, tombstones, direction, maxTimestamp, maxSequence));
            }
        }
        List<TableHandle> tables =
                version.overlapping(scan.bounds().from(), scan.bounds().to());
        for (TableHandle table : tables) {
            if (tables.size() > 1) {
                table.scannedWithOthers();
            }
            TableProperties properties = table.properties();
            RunCursor cursor = table.reader().cursor(direction, maxSequence, ReadPurpose.USER);
            cursors.add(SkippingCursor.of(
                    cursor, tombstones, direction, properties.maxTimestamp(), properties.maxSequence()));
        }
        return MergedCursor.of(cursors, direction);
    }

    /**
     * Returns the range tombstones of everything that may lie in a range. Memtables and tables keep their sets, and
     * nothing is put together here. So this costs the same however many tombstones there are, and however often another
     * one comes.
     *
     * @param maxSequence the newest sequence to show
     */
    RangeTombstoneView rangeTombstones(byte[] from, byte[] to, long maxSequence) throws IOException {
        List<RangeTombstoneSet> sets = new ArrayList<>();
        for (Memtable memtable : memtables) {
            sets.addAll(memtable.rangeTombstones());
        }
        if (version.hasRangeTombstones()) {
            for (TableHandle table : version.overlapping(from, to)) {
                if (table.properties().rangeTombstones() > 0) {
                    sets.add(table.reader().rangeTombstones());
                }
            }
        }
        return new RangeTombstoneView(sets, maxSequence);
    }
}
