package org.allidb.storage.memtable.internal;

import java.util.Arrays;
import org.allidb.storage.spi.entry.EntryBatch;
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

/** A memtable over a B+-tree. */
final class BTreeMemtable implements Memtable {

    private static final int TOMBSTONE_OVERHEAD = 160;
    private static final ThreadLocal<Target> TARGET = ThreadLocal.withInitial(Target::new);

    private final EntryArena arena = new EntryArena();
    private final EntryTree tree = new EntryTree(arena);
    private final RangeTombstoneLog rangeTombstones = new RangeTombstoneLog();
    private final Target writeTarget = new Target();
    private long tombstoneBytes;

    /** Written by the one writer; volatile for those who watch. */
    private volatile long maxTimestamp = -1;

    private volatile long memoryBytes;
    private volatile Figures figures = new Figures(0, 0, 0, 0, 0);

    @Override
    public void apply(EntryBatch batch) {
        raiseMaxTimestamp(batch);
        long entries = figures.entries;
        long keyBytes = figures.keyBytes;
        long valueBytes = figures.valueBytes;
        EntryBatch.Reader reader = batch.reader();
        while (reader.next()) {
            if (reader.type() == EntryType.RANGE_DELETE) {
                addRangeTombstone(batch, reader);
                continue;
            }
            long entry = arena.add(batch, reader);
            tree.add(writeTarget.of(arena, entry), entry);
            entries++;
            keyBytes += reader.keyLength();
            valueBytes += reader.valueLength();
        }
        long first = figures.maxSequence == 0 ? batch.baseSequence() : figures.minSequence;
        figures = new Figures(entries, keyBytes, valueBytes, first, Math.max(first, batch.lastSequence()));
        memoryBytes = arena.bytes() + tree.nodeBytes() + tombstoneBytes;
    }

    @Override
    public void get(LookupKey key, long maxSequence, Lookup lookup) {
        if (!rangeTombstones.isEmpty()) {
            rangeTombstones.cover(key, maxSequence, lookup);
        }
        Target target = TARGET.get().before(key.bytes(), 0, key.length());
        @Nullable Leaf leaf = tree.find(target, true);
        while (leaf != null) {
            long order = leaf.order();
            int count = Leaf.count(order);
            for (int rank = leaf.rankOf(target, order); rank < count; rank++) {
                long entry = leaf.entry(order, rank);
                byte[] chunk = arena.chunk(entry);
                int at = EntryArena.at(entry);
                if (!arena.isOf(target, chunk, at)) {
                    return;
                }
                if (EntryArena.sequence(chunk, at) <= maxSequence) {
                    offer(chunk, at, lookup);
                    return;
                }
            }
            leaf = nextLeaf(leaf, target);
        }
    }

    @Override
    public RunCursor cursor(ScanDirection direction, long maxSequence) {
        return new TreeCursor(tree, arena, direction, maxSequence);
    }

    @Override
    public RangeTombstoneSet rangeTombstones() {
        return rangeTombstones.all();
    }

    @Override
    public MemtableStatistics statistics() {
        Figures now = figures;
        return new MemtableStatistics(
                now.entries, rangeTombstones.count(), now.keyBytes, now.valueBytes, now.minSequence, now.maxSequence);
    }

    @Override
    public long memoryBytes() {
        return memoryBytes;
    }

    @Override
    public long maxTimestamp() {
        return maxTimestamp;
    }

    /** The next leaf, if versions of the target's key go on there. */
    private @Nullable Leaf nextLeaf(Leaf leaf, Target target) {
        if (leaf.highFence == 0) {
            return null;
        }
        byte[] chunk = arena.chunk(leaf.highFence);
        int at = EntryArena.at(leaf.highFence);
        if (!arena.isOf(target, chunk, at)) {
            return null;
        }
        target.timestamp = EntryArena.timestamp(chunk, at);
        target.sequence = EntryArena.sequence(chunk, at);
        return tree.find(target, true);
    }

    private static void offer(byte[] chunk, int at, Lookup lookup) {
        lookup.offer(
                EntryArena.type(chunk, at),
                EntryArena.timestamp(chunk, at),
                EntryArena.sequence(chunk, at),
                EntryArena.expiresAt(chunk, at),
                chunk,
                EntryArena.valueOffset(chunk, at),
                EntryArena.valueLength(chunk, at));
    }

    /** Before anything of the batch can be seen, so that no reader skips it. */
    private void raiseMaxTimestamp(EntryBatch batch) {
        long max = Math.max(maxTimestamp, batch.timestamp());
        EntryBatch.Reader reader = batch.reader();
        while (reader.next()) {
            max = Math.max(max, reader.timestamp());
        }
        if (max > maxTimestamp) {
            maxTimestamp = max;
        }
    }

    private void addRangeTombstone(EntryBatch batch, EntryBatch.Reader reader) {
        byte[] start = Arrays.copyOfRange(batch.bytes(), reader.keyOffset(), reader.keyOffset() + reader.keyLength());
        byte[] end =
                Arrays.copyOfRange(batch.bytes(), reader.valueOffset(), reader.valueOffset() + reader.valueLength());
        rangeTombstones.add(new RangeTombstone(start, end, reader.timestamp(), reader.sequence()));
        tombstoneBytes += TOMBSTONE_OVERHEAD + start.length + end.length;
    }

    /** What was applied so far. */
    private record Figures(long entries, long keyBytes, long valueBytes, long minSequence, long maxSequence) {}
}
