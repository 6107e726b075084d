package org.allidb.storage.memtable.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The tree as its readers see it: a root, the way down, and the lookup of one key. */
final class EntryTree {

    /** Says that a leaf ended within the versions of the key; no entry has this reference. */
    private static final int FURTHER_ON = -1;

    private static final VarHandle ROOT;
    private static final VarHandle IN_SEQUENCE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ROOT = lookup.findVarHandle(EntryTree.class, "root", InnerNode.class);
            IN_SEQUENCE = lookup.findVarHandle(EntryTree.class, "inSequence", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final EntryArena entries;
    private InnerNode root;
    /** Whether no entry has an older timestamp than one with a smaller sequence. */
    private boolean inSequence = true;

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

    /** To be called before the first entry is published whose timestamp is older than that of an earlier one. */
    void publishOutOfSequence() {
        IN_SEQUENCE.setRelease(this, false);
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
     * The newest version of a key up to a sequence.
     *
     * @return its reference, or none
     */
    int find(byte[] key, int length, long maxSequence) {
        if ((boolean) IN_SEQUENCE.getAcquire(this)) {
            // The versions of a key are in the order of their sequences: straight to the one that is wanted.
            int found = find(key, length, maxSequence, maxSequence);
            if ((boolean) IN_SEQUENCE.getAcquire(this)) {
                return found;
            }
        }
        return find(key, length, Long.MAX_VALUE, maxSequence);
    }

    private int find(byte[] key, int length, long fromSequence, long maxSequence) {
        long[] leaf = leafFor(key, 0, length, EntryArena.BY_SEQUENCE, fromSequence);
        int found = findInLeaf(leaf, key, length, fromSequence, maxSequence);
        return found == FURTHER_ON ? findInLaterLeaves(key, length, fromSequence, maxSequence) : found;
    }

    private int findInLeaf(long[] leaf, byte[] key, int length, long fromSequence, long maxSequence) {
        long order = Leaf.order(leaf);
        int size = Leaf.size(order);
        int shared = Leaf.shared(leaf);
        int position = Leaf.lowerBound(leaf, order, entries, key, 0, length, EntryArena.BY_SEQUENCE, fromSequence);
        for (; position < size; position++) {
            int reference = Leaf.reference(leaf, order, position);
            if (!entries.hasKey(reference, shared, key, 0, length)) {
                return EntryArena.NONE;
            }
            if (entries.sequence(reference) <= maxSequence) {
                return reference;
            }
        }
        return Leaf.goesOn(leaf) ? FURTHER_ON : EntryArena.NONE;
    }

    private int findInLaterLeaves(byte[] key, int length, long fromSequence, long maxSequence) {
        TreePath path = new TreePath(this);
        path.descend(key, 0, length, EntryArena.BY_SEQUENCE, fromSequence);
        int found = findInLeaf(path.leaf(), key, length, fromSequence, maxSequence);
        while (found == FURTHER_ON && path.toNext()) {
            found = findInLeaf(path.leaf(), key, length, fromSequence, maxSequence);
        }
        return found == FURTHER_ON ? EntryArena.NONE : found;
    }
}
