package org.allidb.storage.memtable.internal;

import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.KeyOrder;

/** Adds entries to a tree: the one thread at a time that may. */
final class TreeWriter {

    private final EntryArena entries = new EntryArena();
    private final EntryTree tree;
    private final TreePath path;
    private final LeafSplit split = new LeafSplit(entries);

    /** The last leaf, and the last entry with the first bytes of its key: appending needs no way down. */
    private long[] lastLeaf = Leaf.create(0, false, 0);

    private int lastEntry = EntryArena.NONE;
    private long lastPrefix;

    private long newestSequence = -1;
    private long nodeBytes;

    TreeWriter() {
        InnerNode root = InnerNode.root(lastLeaf);
        tree = new EntryTree(entries, root);
        path = new TreePath(tree);
        nodeBytes = Leaf.BYTES + root.bytes();
    }

    EntryTree tree() {
        return tree;
    }

    /** The memory of entries and nodes in bytes; nodes that were replaced belong to those who still read them. */
    long bytes() {
        return entries.bytes() + nodeBytes;
    }

    /** Adds an entry of a batch. */
    void insert(byte[] source, EntryBatch.Reader entry) {
        int reference = entries.append(source, entry);
        int offset = entry.keyOffset();
        int length = entry.keyLength();
        long timestamp = entry.timestamp();
        long sequence = entry.sequence();
        if (sequence < newestSequence) {
            path.descend(source, offset, length, timestamp, sequence);
            path.lowerLeastSequences(sequence);
            path.clear();
        } else {
            newestSequence = sequence;
        }

        if (isAfterLast(source, offset, length, timestamp, sequence)) {
            long order = Leaf.order(lastLeaf);
            if (Leaf.size(order) < Leaf.CAPACITY) {
                int shared = Leaf.shared(lastLeaf);
                long prefix = KeyOrder.prefix(source, offset + shared, length - shared);
                insert(lastLeaf, order, Leaf.size(order), prefix, reference);
            } else {
                split(Leaf.CAPACITY, reference, source, offset, length, timestamp, sequence);
            }
            lastEntry = reference;
            lastPrefix = KeyOrder.prefix(source, offset, length);
            return;
        }
        long[] leaf = tree.leafFor(source, offset, length, timestamp, sequence);
        long order = Leaf.order(leaf);
        int position = Leaf.lowerBound(leaf, order, entries, source, offset, length, timestamp, sequence);
        if (Leaf.size(order) < Leaf.CAPACITY) {
            int shared = Leaf.shared(leaf);
            insert(leaf, order, position, KeyOrder.prefix(source, offset + shared, length - shared), reference);
        } else {
            split(position, reference, source, offset, length, timestamp, sequence);
        }
    }

    private void insert(long[] leaf, long order, int position, long prefix, int reference) {
        noteVersion(leaf, order, position, prefix, reference);
        Leaf.insert(leaf, order, position, prefix, reference);
    }

    /** Notes that an entry will have another version of its key beside it, if that is so. */
    private void noteVersion(long[] leaf, long order, int position, long prefix, int reference) {
        if (isVersionOf(leaf, order, position, prefix, reference)
                || isVersionOf(leaf, order, position - 1, prefix, reference)) {
            Leaf.noteVersions(leaf);
        }
    }

    private boolean isVersionOf(long[] leaf, long order, int position, long prefix, int reference) {
        return position >= 0
                && position < Leaf.size(order)
                && Leaf.prefix(leaf, order, position) == prefix
                && entries.haveSameKey(Leaf.reference(leaf, order, position), reference);
    }

    private boolean isAfterLast(byte[] key, int offset, int length, long timestamp, long sequence) {
        if (lastEntry == EntryArena.NONE) {
            return true;
        }
        int byPrefix = Long.compareUnsigned(KeyOrder.prefix(key, offset, length), lastPrefix);
        return byPrefix > 0
                || byPrefix == 0
                        && entries.compare(lastEntry, 0, key, offset, length, timestamp, sequence) < 0;
    }

    /** Replaces a full leaf by two that hold the new entry as well. */
    private void split(
            int position, int reference, byte[] key, int offset, int length, long timestamp, long sequence) {
        path.descend(key, offset, length, timestamp, sequence);
        long[] leaf = path.leaf();
        int depth = path.depth();
        int shared = Leaf.shared(leaf);
        long prefix = KeyOrder.prefix(key, offset + shared, length - shared);
        noteVersion(leaf, Leaf.order(leaf), position, prefix, reference);
        split.split(leaf, position, prefix, reference, path.lowerSeparator(depth), path.upperSeparator(depth));
        nodeBytes += Leaf.BYTES;
        replace(split.left(), split.separator(), split.isWithinKey(), split.right());
        if (leaf == lastLeaf) {
            lastLeaf = split.right();
        }
        // What was replaced is not to be kept alive by the way to it.
        path.clear();
        split.clear();
    }

    /** Puts two nodes in the place of the one at the end of the path. Nothing is published before all is ready. */
    private void replace(Object first, int firstSeparator, boolean firstIsWithinKey, Object second) {
        Object left = first;
        Object right = second;
        int separator = firstSeparator;
        boolean isWithinKey = firstIsWithinKey;
        for (int at = path.depth() - 1; at >= 0; at--) {
            InnerNode node = path.node(at);
            int low = path.lowerSeparator(at);
            int high = path.upperSeparator(at);
            InnerNode wider = node.with(entries, path.index(at), left, separator, isWithinKey, right, low, high);
            nodeBytes -= node.bytes();
            if (wider.size() <= InnerNode.MAX_CHILDREN) {
                nodeBytes += wider.bytes();
                publish(at, wider);
                return;
            }
            int cut = cut(node, path.index(at), low, high);
            InnerNode head = wider.head(entries, cut, low);
            InnerNode tail = wider.tail(entries, cut, high);
            nodeBytes += head.bytes() + tail.bytes();
            separator = wider.separator(cut - 1);
            isWithinKey = wider.isWithinKey(cut - 1);
            left = head;
            right = tail;
        }
        InnerNode root = InnerNode.root(entries, (InnerNode) left, separator, isWithinKey, (InnerNode) right);
        nodeBytes += root.bytes();
        tree.publish(root);
    }

    /** How many children stay left: at the edges all but one, because keys that came in order go on in order. */
    private static int cut(InnerNode node, int index, int low, int high) {
        if (high == EntryArena.NONE && index == node.size() - 1) {
            return node.size();
        }
        return low == EntryArena.NONE && index == 0 ? 1 : (node.size() + 1) / 2;
    }

    private void publish(int at, InnerNode node) {
        if (at == 0) {
            tree.publish(node);
        } else {
            path.node(at - 1).replace(path.index(at - 1), node);
        }
    }
}
