package org.allidb.storage.memtable.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.allidb.storage.spi.entry.KeyOrder;
import org.jspecify.annotations.Nullable;

/**
 * A node above the leaves. Its separators never change; its children are replaced by others of the same range. Between
 * two children stands the separator that is the first position of the right one's range: all versions of a key, or the
 * versions from a certain one on where the versions of one key fill more than a leaf.
 */
final class InnerNode {

    static final int MAX_CHILDREN = 64;

    private static final VarHandle CHILDREN = MethodHandles.arrayElementVarHandle(Object[].class);

    private static final int OBJECT_BYTES = 40;

    private final int level;
    private final Object[] children;
    private final int[] separators;
    /** For each child, a sequence that none of its entries is below. */
    private final long[] leastSequences;
    /** One bit for each separator that stands within the versions of its key. */
    private final long withinKey;
    /** For each separator, the eight bytes after those that all of them share. */
    private final long[] prefixes;
    /** How many bytes the keys of all separators share. */
    private final int shared;
    /** The shared bytes if the node's range has keys without them, otherwise null. */
    private final byte @Nullable [] checked;

    private InnerNode(
            int level,
            Object[] children,
            long[] leastSequences,
            int[] separators,
            long withinKey,
            long[] prefixes,
            int shared,
            byte @Nullable [] checked) {
        assert children.length == separators.length + 1 && prefixes.length == separators.length;
        this.leastSequences = leastSequences;
        this.level = level;
        this.children = children;
        this.separators = separators;
        this.withinKey = withinKey;
        this.prefixes = prefixes;
        this.shared = shared;
        this.checked = checked;
    }

    /** A root with one child. */
    static InnerNode root(long[] leaf) {
        return new InnerNode(
                1, new Object[] {leaf}, new long[] {leastSequence(leaf)}, new int[0], 0, new long[0], 0, null);
    }

    /** A root with two children. */
    static InnerNode root(EntryArena entries, InnerNode left, int separator, boolean isWithinKey, InnerNode right) {
        return new InnerNode(
                left.level + 1,
                new Object[] {left, right},
                new long[] {leastSequence(left), leastSequence(right)},
                new int[] {separator},
                isWithinKey ? 1 : 0,
                new long[] {entries.prefix(separator, 0)},
                0,
                null);
    }

    /** 1 for the parents of leaves. */
    int level() {
        return level;
    }

    int size() {
        return children.length;
    }

    long bytes() {
        return OBJECT_BYTES
                + 4L * EntryArena.ARRAY_HEADER
                + 12L * children.length
                + 12L * separators.length
                + (checked == null ? 0 : EntryArena.ARRAY_HEADER + checked.length);
    }

    /** A child that is a leaf. */
    long[] leaf(int index) {
        return (long[]) CHILDREN.getAcquire(children, index);
    }

    /** A child that is an inner node. */
    InnerNode child(int index) {
        return (InnerNode) CHILDREN.getAcquire(children, index);
    }

    /** Puts a node of the same range in the place of a child; readers see it from now on. */
    void replace(int index, InnerNode child) {
        CHILDREN.setRelease(children, index, child);
    }

    /** Returns the first child from an index on that may have an entry up to a sequence, or the number of children. */
    int firstVisible(int from, long maxSequence) {
        int index = from;
        while (index < leastSequences.length && leastSequences[index] > maxSequence) {
            index++;
        }
        return index;
    }

    /** Returns the last child up to an index that may have an entry up to a sequence, or -1. */
    int lastVisible(int from, long maxSequence) {
        int index = from;
        while (index >= 0 && leastSequences[index] > maxSequence) {
            index--;
        }
        return index;
    }

    /** Lowers the least sequence of a child, before an entry with that sequence is inserted below it. */
    void lowerLeastSequence(int index, long sequence) {
        leastSequences[index] = Math.min(leastSequences[index], sequence);
    }

    int separator(int index) {
        return separators[index];
    }

    boolean isWithinKey(int index) {
        return (withinKey >>> index & 1) != 0;
    }

    /** The child in whose range a position of the order of entries lies, which lies in this node's. */
    int childFor(EntryArena entries, byte[] key, int offset, int length, long timestamp, long sequence) {
        if (checked != null) {
            int order = KeyOrder.compare(key, offset, Math.min(length, shared), checked, 0, shared);
            if (order != 0) {
                return order < 0 ? 0 : separators.length;
            }
        }
        long prefix = KeyOrder.prefix(key, offset + shared, length - shared);
        int low = 0;
        int high = prefixes.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(prefixes[middle], prefix) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < prefixes.length && prefixes[low] == prefix
                ? childAmongEqual(low, prefix, entries, key, offset, length, timestamp, sequence)
                : low;
    }

    private int childAmongEqual(
            int first,
            long prefix,
            EntryArena entries,
            byte[] key,
            int offset,
            int length,
            long timestamp,
            long sequence) {
        int low = first;
        int high = prefixes.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (prefixes[middle] == prefix
                    && isAtOrBefore(middle, entries, key, offset, length, timestamp, sequence)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean isAtOrBefore(
            int index, EntryArena entries, byte[] key, int offset, int length, long timestamp, long sequence) {
        if (isWithinKey(index)) {
            return entries.compare(separators[index], shared, key, offset, length, timestamp, sequence) <= 0;
        }
        // Before all versions of its key: no version that could be asked for is older than this one.
        return entries.compare(separators[index], shared, key, offset, length, EntryArena.LAST, EntryArena.LAST) <= 0;
    }

    /**
     * A copy in which a child is replaced by two, which may be one child too many.
     *
     * @param low the separator before this node, or none
     * @param high the separator after it, or none
     */
    InnerNode with(
            EntryArena entries,
            int index,
            Object left,
            int separator,
            boolean isWithinKey,
            Object right,
            int low,
            int high) {
        int size = children.length;
        Object[] newChildren = new Object[size + 1];
        System.arraycopy(children, 0, newChildren, 0, index);
        newChildren[index] = left;
        newChildren[index + 1] = right;
        System.arraycopy(children, index + 1, newChildren, index + 2, size - index - 1);

        long[] newLeastSequences = new long[size + 1];
        System.arraycopy(leastSequences, 0, newLeastSequences, 0, index);
        newLeastSequences[index] = leastSequence(left);
        newLeastSequences[index + 1] = leastSequence(right);
        System.arraycopy(leastSequences, index + 1, newLeastSequences, index + 2, size - index - 1);

        int[] newSeparators = new int[size];
        System.arraycopy(separators, 0, newSeparators, 0, index);
        newSeparators[index] = separator;
        System.arraycopy(separators, index, newSeparators, index + 1, size - 1 - index);

        long before = (1L << index) - 1;
        long newWithinKey = withinKey & before | (isWithinKey ? 1L << index : 0) | (withinKey & ~before) << 1;

        int newShared = checked == null ? shared : Math.min(shared, entries.commonPrefix(separator, checked, 0, shared));
        byte[] newChecked = checked;
        long[] newPrefixes = new long[size];
        if (newShared < shared) {
            newChecked = newShared == 0 ? null : Arrays.copyOf(checked, newShared);
            strip(entries, newSeparators, newShared, newPrefixes);
        } else {
            System.arraycopy(prefixes, 0, newPrefixes, 0, index);
            newPrefixes[index] = entries.prefix(separator, shared);
            System.arraycopy(prefixes, index, newPrefixes, index + 1, size - 1 - index);
        }
        return new InnerNode(
                        level,
                        newChildren,
                        newLeastSequences,
                        newSeparators,
                        newWithinKey,
                        newPrefixes,
                        newShared,
                        newChecked)
                .stripped(entries, low, high);
    }

    /** The first children as a node of their own. */
    InnerNode head(EntryArena entries, int count, int low) {
        return part(entries, 0, count, low, separators[count - 1]);
    }

    /** The children after the first ones as a node of their own. */
    InnerNode tail(EntryArena entries, int count, int high) {
        return part(entries, count, children.length, separators[count - 1], high);
    }

    private InnerNode part(EntryArena entries, int from, int to, int low, int high) {
        return new InnerNode(
                        level,
                        Arrays.copyOfRange(children, from, to),
                        Arrays.copyOfRange(leastSequences, from, to),
                        Arrays.copyOfRange(separators, from, to - 1),
                        withinKey >>> from & (1L << to - 1 - from) - 1,
                        Arrays.copyOfRange(prefixes, from, to - 1),
                        shared,
                        checked)
                .stripped(entries, low, high);
    }

    /** Strips more bytes if those that are left do not tell all separators apart. */
    private InnerNode stripped(EntryArena entries, int low, int high) {
        int last = separators.length - 1;
        if (!hasEqualPrefixes()) {
            return this;
        }
        int common = entries.commonPrefix(separators[0], separators[last]);
        if (common == shared) {
            return this;
        }
        boolean inWholeRange =
                low != EntryArena.NONE && high != EntryArena.NONE && entries.commonPrefix(low, high) >= common;
        long[] newPrefixes = new long[separators.length];
        strip(entries, separators, common, newPrefixes);
        return new InnerNode(
                level,
                children,
                leastSequences,
                separators,
                withinKey,
                newPrefixes,
                common,
                inWholeRange ? null : entries.firstBytes(separators[0], common));
    }

    private boolean hasEqualPrefixes() {
        for (int i = 1; i < prefixes.length; i++) {
            if (prefixes[i - 1] == prefixes[i]) {
                return true;
            }
        }
        return false;
    }

    private static long leastSequence(Object child) {
        if (child instanceof InnerNode node) {
            long least = Long.MAX_VALUE;
            for (long sequence : node.leastSequences) {
                least = Math.min(least, sequence);
            }
            return least;
        }
        return Leaf.leastSequence((long[]) child);
    }

    private static void strip(EntryArena entries, int[] separators, int shared, long[] prefixes) {
        for (int i = 0; i < separators.length; i++) {
            prefixes[i] = entries.prefix(separators[i], shared);
        }
    }
}
