package org.allidb.storage.memtable.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.allidb.storage.kernel.merge.ReusePool;

/** A tree as its readers see it: a root, the path down, and the lookup of one key. */
final class EntryTree {

    /** Says that a leaf ended within the versions of the key; no entry has this reference. */
    private static final int FURTHER_ON = -1;

    private static final VarHandle ROOT;

    static {
        try {
            ROOT = MethodHandles.lookup().findVarHandle(EntryTree.class, "root", InnerNode.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final EntryArena entries;
    private final ReusePool<EntryPosition> positions;
    private InnerNode root;

    EntryTree(EntryArena entries, InnerNode root, ReusePool<EntryPosition> positions) {
        this.entries = entries;
        this.root = root;
        this.positions = positions;
    }

    EntryArena entries() {
        return entries;
    }

    InnerNode root() {
        return (InnerNode) ROOT.getAcquire(this);
    }

    void publish(InnerNode newRoot) {
        ROOT.setRelease(this, newRoot);
    }

    /** Returns the leaf in whose range a position lies. */
    long[] leafFor(EntryPosition position) {
        InnerNode node = root();
        while (node.level() > 1) {
            node = node.child(node.childFor(entries, position));
        }
        return node.leaf(node.childFor(entries, position));
    }

    /**
     * Returns the newest version of a key up to a sequence.
     *
     * @return its reference, or none
     */
    int find(byte[] key, int offset, int length, long maxSequence) {
        EntryPosition position = positions.take().before(key, offset, length);
        int found = find(position, maxSequence);
        position.clear();
        positions.give(position);
        return found;
    }

    private int find(EntryPosition position, long maxSequence) {
        long[] leaf = leafFor(position);
        long order = Leaf.order(leaf);
        int first = Leaf.lowerBound(leaf, order, entries, position);
        int found = findInLeaf(leaf, order, first, Leaf.shared(leaf), position, maxSequence);
        return found == FURTHER_ON ? findInLaterLeaves(position, maxSequence) : found;
    }

    private int findInLeaf(long[] leaf, long order, int first, int shared, EntryPosition position, long maxSequence) {
        int size = Leaf.size(order);
        for (int i = first; i < size; i++) {
            int reference = Leaf.reference(leaf, order, i);
            if (!entries.hasKey(reference, shared, position)) {
                return EntryArena.NONE;
            }
            if (entries.sequence(reference) <= maxSequence) {
                return reference;
            }
        }
        return Leaf.continues(leaf) ? FURTHER_ON : EntryArena.NONE;
    }

    /** Finds a version behind leaves whose versions are all newer; the leaf that it reaches may be behind the key. */
    private int findInLaterLeaves(EntryPosition position, long maxSequence) {
        TreePath path = new TreePath(this);
        path.descend(position);
        int found = FURTHER_ON;
        while (found == FURTHER_ON && path.toNext(maxSequence)) {
            long[] leaf = path.leaf();
            found = findInLeaf(leaf, Leaf.order(leaf), 0, 0, position, maxSequence);
        }
        return found == FURTHER_ON ? EntryArena.NONE : found;
    }
}
