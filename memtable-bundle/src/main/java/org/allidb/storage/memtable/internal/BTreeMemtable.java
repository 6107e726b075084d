package org.allidb.storage.memtable.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import org.allidb.storage.kernel.merge.MergedCursor;
import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryBatchReader;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableStatistics;
import org.jspecify.annotations.Nullable;

/** A memtable whose entries are in a B+-tree. The tree is made with the first entry: thousands of idle tenants have none. */
final class BTreeMemtable implements Memtable {

    /** The bytes of this object and its counters. */
    private static final long EMPTY_BYTES = 48 + 72;

    /** The bytes of a tombstone, its two arrays, and its places in a run and in a set. */
    private static final long TOMBSTONE_BYTES = 32 + 2 * EntryArena.ARRAY_HEADER + 24 + 80;

    private static final VarHandle MAX_TIMESTAMP;

    static {
        try {
            MAX_TIMESTAMP = MethodHandles.lookup().findVarHandle(BTreeMemtable.class, "maxTimestamp", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ReusePool<EntryPosition> positions;
    private final Counters counters = new Counters(EMPTY_BYTES);
    private @Nullable TreeWriter writer;
    private volatile @Nullable EntryTree tree;
    private volatile RangeTombstones rangeTombstones = RangeTombstones.NONE;
    private long tombstoneBytes;
    private long maxTimestamp = -1;

    /**
     * Creates an empty memtable.
     *
     * @param positions lookups borrow from it
     */
    BTreeMemtable(ReusePool<EntryPosition> positions) {
        this.positions = positions;
    }

    @Override
    public void apply(EntryBatch batch) {
        byte[] bytes = batch.bytes();
        EntryBatchReader entry = batch.reader();
        while (entry.next()) {
            if (entry.timestamp() > maxTimestamp) {
                // before the entry: a reader that sees an entry must not see a lesser greatest timestamp
                MAX_TIMESTAMP.setRelease(this, entry.timestamp());
            }
            if (entry.type() == EntryType.RANGE_DELETE) {
                deleteRange(bytes, entry);
            } else {
                insert(bytes, entry);
            }
        }
        counters.publish(EMPTY_BYTES + tombstoneBytes + (writer == null ? 0 : writer.bytes()));
    }

    private void insert(byte[] bytes, EntryBatchReader entry) {
        TreeWriter present = writer;
        if (present == null) {
            present = new TreeWriter(positions);
            writer = present;
            tree = present.tree();
        }
        present.insert(bytes, entry);
        counters.countEntry(entry);
    }

    private void deleteRange(byte[] bytes, EntryBatchReader entry) {
        int start = entry.keyOffset();
        int end = entry.valueOffset();
        RangeTombstone tombstone = new RangeTombstone(
                Arrays.copyOfRange(bytes, start, start + entry.keyLength()),
                Arrays.copyOfRange(bytes, end, end + entry.valueLength()),
                entry.timestamp(),
                entry.sequence());
        rangeTombstones = rangeTombstones.with(tombstone);
        tombstoneBytes += TOMBSTONE_BYTES + entry.keyLength() + entry.valueLength();
        counters.countRangeTombstone(entry);
    }

    @Override
    public void get(LookupKey key, long maxSequence, Lookup lookup) {
        EntryTree present = tree;
        if (present != null) {
            int found = present.find(key.bytes(), 0, key.length(), maxSequence);
            if (found != EntryArena.NONE) {
                present.entries().offer(found, lookup);
            }
        }
        RangeTombstones tombstones = rangeTombstones;
        if (tombstones != RangeTombstones.NONE) {
            tombstones.cover(key.bytes(), key.length(), maxSequence, lookup);
        }
    }

    @Override
    public RunCursor rows(ScanDirection direction, long maxSequence) {
        EntryTree present = tree;
        return present == null
                ? MergedCursor.of(List.of(), direction)
                : new NewestCursor(present, direction, maxSequence);
    }

    @Override
    public RunCursor entries(long maxSequence) {
        EntryTree present = tree;
        return present == null
                ? MergedCursor.of(List.of(), ScanDirection.FORWARD)
                : new EntryCursor(present, maxSequence);
    }

    @Override
    public List<RangeTombstoneSet> rangeTombstones() {
        return rangeTombstones.sets();
    }

    @Override
    public List<byte[]> dividers() {
        EntryTree present = tree;
        return present == null ? List.of() : LeafDividers.of(present);
    }

    @Override
    public MemtableStatistics statistics() {
        return counters.statistics();
    }

    @Override
    public long memoryBytes() {
        return counters.memory();
    }

    @Override
    public long maxTimestamp() {
        return (long) MAX_TIMESTAMP.getAcquire(this);
    }
}
