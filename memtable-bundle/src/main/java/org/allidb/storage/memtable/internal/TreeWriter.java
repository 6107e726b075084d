package org.allidb.storage.memtable.internal;

import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.spi.entry.EntryBatchReader;

/** A writer that adds entries to a tree. Used by one thread at a time. */
final class TreeWriter {

    private final EntryArena entries = new EntryArena();
    private final EntryTree tree;
    private final TreePath path;
    private final LeafSplit leafSplit = new LeafSplit(entries);
    private final EntryPosition position = new EntryPosition();

    /** The last leaf, and the last entry with the first bytes of its key: an append descends nowhere. */
    private long[] lastLeaf = Leaf.create(0, false, 0);

    private int lastEntry = EntryArena.NONE;
    private long lastPrefix;

    private long newestSequence = -1;
    private long nodeBytes;

    TreeWriter(ReusePool<EntryPosition> positions) {
        InnerNode root = InnerNode.root(lastLeaf);
        tree = new EntryTree(entries, root, positions);
        path = new TreePath(tree);
        nodeBytes = Leaf.BYTES + root.bytes();
    }

    EntryTree tree() {
        return tree;
    }

    /** Returns the memory of entries and nodes in bytes, without replaced nodes that are still read. */
    long bytes() {
        return entries.bytes() + nodeBytes;
    }

    /** Adds an entry of a batch. */
    void insert(byte[] source, EntryBatchReader entry) {
        int reference = entries.append(source, entry);
        position.at(source, entry);
        if (entry.sequence() < newestSequence) {
            path.descend(position);
            path.lowerLeastSequences(entry.sequence());
            path.clear();
        } else {
            newestSequence = entry.sequence();
        }
        if (isAfterLast()) {
            append(reference);
        } else {
            insert(reference);
        }
        position.clear();
    }

    /** Adds the entry behind all others. */
    private void append(int reference) {
        long order = Leaf.order(lastLeaf);
        if (Leaf.size(order) < Leaf.CAPACITY) {
            insert(lastLeaf, order, Leaf.size(order), position.prefix(Leaf.shared(lastLeaf)), reference);
        } else {
            split(Leaf.CAPACITY, reference);
        }
        lastEntry = reference;
        lastPrefix = position.prefix(0);
    }

    private void insert(int reference) {
        long[] leaf = tree.leafFor(position);
        long order = Leaf.order(leaf);
        int index = Leaf.lowerBound(leaf, order, entries, position);
        if (Leaf.size(order) < Leaf.CAPACITY) {
            insert(leaf, order, index, position.prefix(Leaf.shared(leaf)), reference);
        } else {
            split(index, reference);
        }
    }

    private void insert(long[] leaf, long order, int index, long prefix, int reference) {
        noteVersion(leaf, order, index, prefix, reference);
        Leaf.insert(leaf, order, index, prefix, reference);
    }

    /** Notes whether an entry will have another version of its key beside it. */
    private void noteVersion(long[] leaf, long order, int index, long prefix, int reference) {
        if (isVersionOf(leaf, order, index, prefix, reference)
                || isVersionOf(leaf, order, index - 1, prefix, reference)) {
            Leaf.noteVersions(leaf);
        }
    }

    private boolean isVersionOf(long[] leaf, long order, int index, long prefix, int reference) {
        return index >= 0
                && index < Leaf.size(order)
                && Leaf.prefix(leaf, order, index) == prefix
                && entries.haveSameKey(Leaf.reference(leaf, order, index), reference);
    }

    private boolean isAfterLast() {
        if (lastEntry == EntryArena.NONE) {
            return true;
        }
        int byPrefix = Long.compareUnsigned(position.prefix(0), lastPrefix);
        return byPrefix > 0 || byPrefix == 0 && entries.compare(lastEntry, 0, position) < 0;
    }

    /** Replaces a full leaf by two that hold the new entry too. */
    private void split(int index, int reference) {
        path.descend(position);
        long[] leaf = path.leaf();
        int depth = path.depth();
        long prefix = position.prefix(Leaf.shared(leaf));
        noteVersion(leaf, Leaf.order(leaf), index, prefix, reference);
        NodeSplit split =
                leafSplit.split(leaf, index, prefix, reference, path.lowerSeparator(depth), path.upperSeparator(depth));
        nodeBytes += Leaf.BYTES;
        replace(split);
        if (leaf == lastLeaf) {
            lastLeaf = (long[]) split.right();
        }
        // the path must not keep alive what was replaced
        path.clear();
    }

    /** Replaces the node at the end of the path by two. Nothing is published before all nodes are ready. */
    private void replace(NodeSplit leaves) {
        NodeSplit split = leaves;
        for (int at = path.depth() - 1; at >= 0; at--) {
            InnerNode node = path.node(at);
            int low = path.lowerSeparator(at);
            int high = path.upperSeparator(at);
            InnerNode wider = node.with(entries, path.index(at), split, low, high);
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
            split = new NodeSplit(head, wider.separator(cut - 1), wider.isWithinKey(cut - 1), tail);
        }
        InnerNode root = InnerNode.root(entries, path.node(0).level() + 1, split);
        nodeBytes += root.bytes();
        tree.publish(root);
    }

    /** Returns how many children stay left: at the edges all but one, because keys that come in order continue so. */
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
