package org.allidb.storage.memtable.internal;

import java.util.Arrays;

/** A path from the root to a leaf, from which the neighbouring leaves can be reached. Used by one thread at a time. */
final class TreePath {

    private static final long[] NO_LEAF = {};

    private final EntryTree tree;
    private InnerNode[] nodes = new InnerNode[4];
    private int[] indexes = new int[4];
    private int depth;
    private long[] leaf = NO_LEAF;

    TreePath(EntryTree tree) {
        this.tree = tree;
    }

    /** Returns the leaf at the end. */
    long[] leaf() {
        return leaf;
    }

    /** Returns how many inner nodes are on the path. */
    int depth() {
        return depth;
    }

    /** Returns an inner node on the path; 0 is the root. */
    InnerNode node(int at) {
        return nodes[at];
    }

    /** Returns the child by which the path leaves an inner node. */
    int index(int at) {
        return indexes[at];
    }

    /** Descends to the leaf in whose range a position lies. */
    void descend(EntryPosition position) {
        start();
        while (true) {
            InnerNode node = nodes[depth];
            int index = node.childFor(tree.entries(), position);
            if (enter(node, index)) {
                return;
            }
        }
    }

    /** Descends to the first leaf. */
    void toFirst() {
        start();
        descendFirst();
    }

    /** Descends to the last leaf. */
    void toLast() {
        start();
        descendLast();
    }

    /**
     * Moves to the next leaf that may have an entry up to a sequence. Without one the path must descend again.
     *
     * @return whether there is one
     */
    boolean toNext(long maxSequence) {
        int at = depth - 1;
        int from = indexes[at] + 1;
        while (true) {
            InnerNode node = nodes[at];
            int index = node.firstVisible(from, maxSequence);
            if (index < node.size()) {
                depth = at;
                if (enter(node, index)) {
                    return true;
                }
                at = depth;
                from = 0;
            } else if (at == 0) {
                return false;
            } else {
                from = indexes[--at] + 1;
            }
        }
    }

    /**
     * Moves to the previous leaf that may have an entry up to a sequence. Without one the path must descend again.
     *
     * @return whether there is one
     */
    boolean toPrevious(long maxSequence) {
        int at = depth - 1;
        int from = indexes[at] - 1;
        while (true) {
            InnerNode node = nodes[at];
            int index = node.lastVisible(from, maxSequence);
            if (index >= 0) {
                depth = at;
                if (enter(node, index)) {
                    return true;
                }
                at = depth;
                from = nodes[at].size() - 1;
            } else if (at == 0) {
                return false;
            } else {
                from = indexes[--at] - 1;
            }
        }
    }

    /** Returns whether the range of the leaf begins within the versions of a key, which is that of its first entry. */
    boolean beginsWithinKey() {
        for (int above = depth - 1; above >= 0; above--) {
            if (indexes[above] > 0) {
                return nodes[above].isWithinKey(indexes[above] - 1);
            }
        }
        return false;
    }

    /** Lowers the least sequences of the leaf and the nodes above it, before an entry is inserted. */
    void lowerLeastSequences(long sequence) {
        for (int at = 0; at < depth; at++) {
            nodes[at].lowerLeastSequence(indexes[at], sequence);
        }
        Leaf.lowerLeastSequence(leaf, sequence);
    }

    /** Returns the separator before the range of an inner node on the path, or of the leaf at its end; or none. */
    int lowerSeparator(int at) {
        for (int above = at - 1; above >= 0; above--) {
            if (indexes[above] > 0) {
                return nodes[above].separator(indexes[above] - 1);
            }
        }
        return EntryArena.NONE;
    }

    /** Returns the separator after the range of an inner node on the path, or of the leaf at its end; or none. */
    int upperSeparator(int at) {
        for (int above = at - 1; above >= 0; above--) {
            if (indexes[above] < nodes[above].size() - 1) {
                return nodes[above].separator(indexes[above]);
            }
        }
        return EntryArena.NONE;
    }

    /** Clears the path, so that it keeps nothing alive. */
    void clear() {
        Arrays.fill(nodes, null);
        leaf = NO_LEAF;
        depth = 0;
    }

    private void start() {
        depth = 0;
        nodes[0] = tree.root();
    }

    private void descendFirst() {
        while (!enter(nodes[depth], 0)) {
            assert depth > 0;
        }
    }

    private void descendLast() {
        while (!enter(nodes[depth], nodes[depth].size() - 1)) {
            assert depth > 0;
        }
    }

    /** Enters a child of the node at the end of the path; returns whether it is a leaf. */
    private boolean enter(InnerNode node, int index) {
        indexes[depth++] = index;
        if (node.level() == 1) {
            leaf = node.leaf(index);
            return true;
        }
        if (depth == nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * depth);
            indexes = Arrays.copyOf(indexes, 2 * depth);
        }
        nodes[depth] = node.child(index);
        return false;
    }
}
