package org.allidb.storage.memtable.internal;

import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;

/**
 * A cursor over a tree, leaf by leaf. It reads the order of a leaf once, when it enters the leaf, so that a writer beside it
 * can neither move nor remove what the cursor shows. Subclasses choose the entries to show.
 */
abstract sealed class TreeCursor implements RunCursor permits EntryCursor, NewestCursor {

    final EntryArena entries;
    final TreePath path;
    final boolean isForward;
    final long maxSequence;
    /** The entries that {@link #collect} found in the leaf. */
    final int[] found = new int[Leaf.CAPACITY];

    long[] leaf = {};
    long order;
    /** How many of the leaf's entries are before the cursor in the order of entries. */
    int before;

    private final EntryPosition position = new EntryPosition();
    private boolean positioned;
    private boolean ended;

    TreeCursor(EntryTree tree, ScanDirection direction, long maxSequence) {
        this.entries = tree.entries();
        this.path = new TreePath(tree);
        this.isForward = direction == ScanDirection.FORWARD;
        this.maxSequence = maxSequence;
    }

    /**
     * Passes entries of the leaf, which has some, and puts those to show into {@link #found}.
     *
     * @param room the most to be shown, at least 1
     * @return how many are shown; may be 0
     */
    abstract int collect(int room);

    @Override
    public final void seek(byte[] key, int offset, int length) {
        descendBefore(key, offset, length);
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

    /** Descends to the position before all versions of a key. */
    final void descendBefore(byte[] key, int offset, int length) {
        descend(position.before(key, offset, length));
    }

    /** Descends to the position behind all versions of a key. */
    final void descendBehind(byte[] key, int offset, int length) {
        descend(position.behind(key, offset, length));
    }

    private void descend(EntryPosition to) {
        path.descend(to);
        enterLeaf();
        before = Leaf.lowerBound(leaf, order, entries, to);
        to.clear();
    }

    /** Enters the leaf at the end of the path. */
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
