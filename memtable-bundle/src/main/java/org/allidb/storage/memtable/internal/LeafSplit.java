package org.allidb.storage.memtable.internal;

/**
 * A split of a full leaf: divides its entries, and one more, between two new leaves. Keys that come in ascending or descending
 * order leave full leaves behind, in any part of the tree. Versions of one key stay together unless they fill a leaf. Used by
 * one thread.
 */
final class LeafSplit {

    private static final int COUNT = Leaf.CAPACITY + 1;

    private final EntryArena entries;
    private final long[] prefixes = new long[COUNT];
    private final int[] references = new int[COUNT];

    private boolean withinKey;

    LeafSplit(EntryArena entries) {
        this.entries = entries;
    }

    /**
     * Splits a full leaf.
     *
     * @param leaf the full leaf
     * @param position where the new entry belongs in it
     * @param prefix the new entry's prefix after the bytes that the leaf's keys share
     * @param reference the new entry
     * @param low the separator before the leaf, or none
     * @param high the separator after it, or none
     * @return two leaves that hold its entries and the new one
     */
    NodeSplit split(long[] leaf, int position, long prefix, int reference, int low, int high) {
        long order = Leaf.order(leaf);
        assert Leaf.size(order) == Leaf.CAPACITY;
        for (int i = 0; i < Leaf.CAPACITY; i++) {
            int target = i < position ? i : i + 1;
            prefixes[target] = Leaf.prefix(leaf, order, i);
            references[target] = Leaf.reference(leaf, order, i);
        }
        prefixes[position] = prefix;
        references[position] = reference;

        int cut = betweenKeys(cut(order, position, high));
        int separator = references[cut];
        withinKey = isWithinKey(cut);
        int shared = Leaf.shared(leaf);
        int sharedRight = shared(cut, COUNT, shared, separator, high);
        long[] right = half(cut, COUNT, shared, sharedRight, Leaf.continues(leaf), leastSequence(leaf, cut, COUNT));
        int sharedLeft = shared(0, cut, shared, low, separator);
        long[] left = half(0, cut, shared, sharedLeft, withinKey, leastSequence(leaf, 0, cut));
        if (withinKey || Leaf.hasVersions(leaf)) {
            Leaf.noteVersions(left);
            Leaf.noteVersions(right);
        }
        return new NodeSplit(left, separator, withinKey, right);
    }

    private static int cut(long order, int position, int high) {
        int newest = Leaf.CAPACITY - 1;
        boolean isAscending = position > 0 && Leaf.slot(order, position - 1) == newest;
        if (isAscending || (high == EntryArena.NONE && position == Leaf.CAPACITY)) {
            return position;
        }
        boolean isDescending = position < Leaf.CAPACITY && Leaf.slot(order, position) == newest;
        return isDescending ? position + 1 : COUNT / 2;
    }

    /** Returns the nearest cut between two keys, or the given one if there is none. */
    private int betweenKeys(int cut) {
        for (int distance = 0; distance < COUNT; distance++) {
            if (cut - distance > 0 && !isWithinKey(cut - distance)) {
                return cut - distance;
            }
            if (cut + distance < COUNT && !isWithinKey(cut + distance)) {
                return cut + distance;
            }
        }
        return cut;
    }

    private boolean isWithinKey(int cut) {
        return prefixes[cut - 1] == prefixes[cut] && entries.haveSameKey(references[cut - 1], references[cut]);
    }

    /** Returns how many bytes to strip in a half: more than before only if the prefixes do not distinguish its keys. */
    private int shared(int from, int to, int before, int low, int high) {
        if (low == EntryArena.NONE || high == EntryArena.NONE) {
            return before;
        }
        for (int i = from + 1; i < to; i++) {
            if (prefixes[i - 1] == prefixes[i]) {
                return entries.commonPrefix(low, high);
            }
        }
        return before;
    }

    /** Returns the least sequence of a half: exact within the versions of a key, so that elsewhere no entry is read. */
    private long leastSequence(long[] leaf, int from, int to) {
        if (!withinKey) {
            return Leaf.leastSequence(leaf);
        }
        long least = Long.MAX_VALUE;
        for (int i = from; i < to; i++) {
            least = Math.min(least, entries.sequence(references[i]));
        }
        return least;
    }

    private long[] half(int from, int to, int sharedBefore, int shared, boolean continues, long leastSequence) {
        assert shared >= sharedBefore;
        if (shared > sharedBefore) {
            for (int i = from; i < to; i++) {
                prefixes[i] = entries.prefix(references[i], shared);
            }
        }
        long[] half = Leaf.create(shared, continues, leastSequence);
        Leaf.fill(half, prefixes, references, from, to);
        return half;
    }
}
