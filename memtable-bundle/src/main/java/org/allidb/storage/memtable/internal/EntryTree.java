package org.allidb.storage.memtable.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The tree as its readers see it: a root, the way down, and the lookup of one key. */
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
    private InnerNode root;

    EntryTree(EntryArena entries, InnerNode root) {
        this.entries = entries;
        this.root = root;
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

    /** The leaf in whose range a position of the order of entries lies. */
    long[] leafFor(byte[] key, int offset, int length, long timestamp, long sequence) {
        InnerNode node = root();
        while (node.level() > 1) {
            node = node.child(node.childFor(entries, key, offset, length, timestamp, sequence));
        }
        return node.leaf(node.childFor(entries, key, offset, length, timestamp, sequence));
    }

    /**
     * Returns the newest version of a key up to a sequence.
     *
     * @return its reference, or none
     */
    int find(byte[] key, int offset, int length, long maxSequence) {
        long[] leaf = leafFor(key, offset, length, EntryArena.FIRST, EntryArena.FIRST);
        long order = Leaf.order(leaf);
        int shared = Leaf.shared(leaf);
        int first = Leaf.lowerBound(leaf, order, entries, key, offset, length, EntryArena.FIRST, EntryArena.FIRST);
        int found = findInLeaf(leaf, order, first, shared, key, offset, length, maxSequence);
        return found == FURTHER_ON ? findInLaterLeaves(key, offset, length, maxSequence) : found;
    }

    private int findInLeaf(
            long[] leaf, long order, int first, int shared, byte[] key, int offset, int length, long maxSequence) {
        int size = Leaf.size(order);
        for (int position = first; position < size; position++) {
            int reference = Leaf.reference(leaf, order, position);
            if (!entries.hasKey(reference, shared, key, offset, length)) {
                return EntryArena.NONE;
            }
            if (entries.sequence(reference) <= maxSequence) {
                return reference;
            }
        }
        return Leaf.goesOn(leaf) ? FURTHER_ON : EntryArena.NONE;
    }

    /** Passes over the leaves whose versions are all newer. The one that it comes to may be behind the key's range. */
    private int findInLaterLeaves(byte[] key, int offset, int length, long maxSequence) {
        TreePath path = new TreePath(this);
        path.descend(key, offset, length, EntryArena.FIRST, EntryArena.FIRST);
        int found = FURTHER_ON;
        while (found == FURTHER_ON && path.toNext(maxSequence)) {
            long[] leaf = path.leaf();
            found = findInLeaf(leaf, Leaf.order(leaf), 0, 0, key, offset, length, maxSequence);
        }
        return found == FURTHER_ON ? EntryArena.NONE : found;
    }
}
