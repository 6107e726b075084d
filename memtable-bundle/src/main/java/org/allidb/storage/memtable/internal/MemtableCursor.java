package org.allidb.storage.memtable.internal;

import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;

/**
 * Walks over a tree leaf by leaf. What is in a leaf is decided once, when the cursor comes to it, so that a writer
 * beside it can neither move nor remove what the cursor is going to deliver.
 */
final class MemtableCursor implements RunCursor {

    private final EntryArena entries;
    private final TreePath path;
    private final boolean isForward;
    private final long maxSequence;
    private final int[] visible = new int[Leaf.CAPACITY];

    private boolean positioned;
    private long[] leaf = {};
    private long order;
    /** How many of the leaf's entries are before the cursor in the order of entries. */
    private int before;

    MemtableCursor(EntryTree tree, ScanDirection direction, long maxSequence) {
        this.entries = tree.entries();
        this.path = new TreePath(tree);
        this.isForward = direction == ScanDirection.FORWARD;
        this.maxSequence = maxSequence;
    }

    @Override
    public void seek(byte[] key, int offset, int length) {
        path.descend(key, offset, length, EntryArena.BY_SEQUENCE, Long.MAX_VALUE);
        enterLeaf();
        before = Leaf.lowerBound(
                leaf, order, entries, key, offset, length, EntryArena.BY_SEQUENCE, Long.MAX_VALUE);
        positioned = true;
    }

    @Override
    public int fill(EntryRun run, int limit) {
        run.clear();
        if (!positioned) {
            toStart();
        }
        while (run.size() < limit) {
            int available = isForward ? Leaf.size(order) - before : before;
            if (available > 0) {
                deliver(run, Math.min(available, limit - run.size()));
            } else if (!toNextLeaf()) {
                break;
            }
        }
        return run.size();
    }

    @Override
    public void close() {
        path.clear();
        leaf = new long[0];
        order = 0;
        before = 0;
        positioned = true;
    }

    private void toStart() {
        if (isForward) {
            path.toFirst();
        } else {
            path.toLast();
        }
        enterLeaf();
        positioned = true;
    }

    private boolean toNextLeaf() {
        boolean moved = isForward ? path.toNext() : path.toPrevious();
        if (moved) {
            enterLeaf();
        }
        return moved;
    }

    private void enterLeaf() {
        leaf = path.leaf();
        order = Leaf.order(leaf);
        before = isForward ? 0 : Leaf.size(order);
    }

    private void deliver(EntryRun run, int count) {
        int shown = 0;
        // All entries are touched before the first is copied: their cache misses overlap.
        for (int i = 0; i < count; i++) {
            int reference = Leaf.reference(leaf, order, isForward ? before + i : before - 1 - i);
            visible[shown] = reference;
            shown += entries.sequence(reference) <= maxSequence ? 1 : 0;
        }
        before += isForward ? count : -count;
        for (int i = 0; i < shown; i++) {
            entries.addTo(run, visible[i]);
        }
    }
}
