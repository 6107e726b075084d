package org.allidb.storage.memtable.internal;

import java.util.Arrays;

/**
 * The children of an inner node that is being made. A node copies them into fields of its own.
 *
 * @param nodes leaves or inner nodes
 * @param leastSequences for each child, a sequence that none of its entries is below
 */
record Children(Object[] nodes, long[] leastSequences) {

    static Children of(Object... nodes) {
        long[] leastSequences = new long[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            leastSequences[i] = leastSequence(nodes[i]);
        }
        return new Children(nodes, leastSequences);
    }

    /** Returns the children with two in the place of one. */
    Children with(int index, Object left, Object right) {
        int size = nodes.length;
        Object[] newNodes = new Object[size + 1];
        System.arraycopy(nodes, 0, newNodes, 0, index);
        newNodes[index] = left;
        newNodes[index + 1] = right;
        System.arraycopy(nodes, index + 1, newNodes, index + 2, size - index - 1);

        long[] newLeastSequences = new long[size + 1];
        System.arraycopy(leastSequences, 0, newLeastSequences, 0, index);
        newLeastSequences[index] = leastSequence(left);
        newLeastSequences[index + 1] = leastSequence(right);
        System.arraycopy(leastSequences, index + 1, newLeastSequences, index + 2, size - index - 1);
        return new Children(newNodes, newLeastSequences);
    }

    /** Returns some of the children. */
    Children range(int from, int to) {
        return new Children(Arrays.copyOfRange(nodes, from, to), Arrays.copyOfRange(leastSequences, from, to));
    }

    private static long leastSequence(Object child) {
        return child instanceof InnerNode node ? node.leastSequence() : Leaf.leastSequence((long[]) child);
    }
}
