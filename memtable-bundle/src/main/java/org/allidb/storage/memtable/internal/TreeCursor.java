package org.allidb.storage.memtable.internal;

import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;

/**
 * Walks over a tree leaf by leaf. What is in a leaf is decided once, when the cursor comes to it, so that a writer
 * beside it can neither move nor remove what the cursor is going to deliver. Subclasses decide which entries are shown.
 */
abstract sealed class TreeCursor implements RunCursor permits EntryCursor, NewestCursor {

    final EntryArena entries;
    final TreePath path;
    final boolean isForward;
    final long maxSequence;
    /** What {@link #collect} found in the leaf. */
    final int[] found = new int[Leaf.CAPACITY];

    long[] leaf = {};
    long order;
    /** How many of the leaf's entries are before the cursor in the order of entries. */
    int before;

    private boolean positioned;
    private boolean ended;

    TreeCursor(EntryTree tree, ScanDirection direction, long maxSequence) {
        this.entries = tree.entries();
        this.path = new TreePath(tree);
        this.isForward = direction == ScanDirection.FORWARD;
        this.maxSequence = maxSequence;
    }

    /**
     * Passes entries of the leaf, of which there are some, and puts those to show into {@link #found}.
     *
     * @param room the most to be shown, at least 1
     * @return how many are shown; may be 0
     */
    abstract int collect(int room);

    @Override
    public final void seek(byte[] key, int offset, int length) {
        descend(key, offset, length, EntryArena.FIRST);
        positioned = true;
        ended = false;
    }

    @Override
    public final int fill(EntryRun run, int limit) {
        run.clear();
        if (!positioned) {
            toStart();
        }
        while (run.size() < limit && (hasEntries() || toNextLeaf())) {
            int count = collect(limit - run.size());
            // collect has touched all entries before the first is copied: their cache misses overlap
            for (int i = 0; i < count; i++) {
                entries.addTo(run, found[i]);
            }
        }
        return run.size();
    }

    @Override
    public final void close() {
        path.clear();
        leaf = new long[0];
        order = 0;
        before = 0;
        positioned = true;
        ended = true;
    }

    /** Goes before all versions of a key ({@link EntryArena#FIRST}), or behind them ({@link EntryArena#LAST}). */
    final void descend(byte[] key, int offset, int length, long version) {
        path.descend(key, offset, length, version, version);
        enterLeaf();
        before = Leaf.lowerBound(leaf, order, entries, key, offset, length, version, version);
    }

    void enterLeaf() {
        leaf = path.leaf();
        order = Leaf.order(leaf);
        before = isForward ? 0 : Leaf.size(order);
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

    private boolean hasEntries() {
        return isForward ? before < Leaf.size(order) : before > 0;
    }

    private boolean toNextLeaf() {
        ended = ended || !(isForward ? path.toNext(maxSequence) : path.toPrevious(maxSequence));
        if (!ended) {
            enterLeaf();
        }
        return !ended;
    }
}
