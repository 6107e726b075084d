package org.allidb.storage.memtable.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.allidb.storage.spi.entry.KeyOrder;
import org.jspecify.annotations.Nullable;

/**
 * A node above the leaves. Its separators never change; its children are replaced by others of the same range. The separator
 * between two children is the first position of the right one's range. It stands before all versions of a key, or before one
 * of them where the versions of one key fill more than a leaf.
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

    private InnerNode(int level, Children children, Separators separators) {
        this.level = level;
        this.children = children.nodes();
        this.leastSequences = children.leastSequences();
        this.separators = separators.entries();
        this.withinKey = separators.withinKey();
        this.prefixes = separators.prefixes();
        this.shared = separators.shared();
        this.checked = separators.checked();
        assert this.children.length == this.separators.length + 1 && prefixes.length == this.separators.length;
    }

    /** Returns a root with one child, a leaf. */
    static InnerNode root(long[] leaf) {
        return new InnerNode(1, Children.of(leaf), Separators.NONE);
    }

    /** Returns a root with two children, inner nodes. */
    static InnerNode root(EntryArena entries, int level, NodeSplit split) {
        return new InnerNode(level, Children.of(split.left(), split.right()), Separators.of(entries, split));
    }

    /** Returns the level of the node: 1 for the parents of leaves. */
    int level() {
        return level;
    }

    /** Returns how many children there are. */
    int size() {
        return children.length;
    }

    /** Returns the memory of the node in bytes. */
    long bytes() {
        return OBJECT_BYTES
                + 4L * EntryArena.ARRAY_HEADER
                + 12L * children.length
                + 12L * separators.length
                + (checked == null ? 0 : EntryArena.ARRAY_HEADER + checked.length);
    }

    /** Returns a child that is a leaf. */
    long[] leaf(int index) {
        return (long[]) CHILDREN.getAcquire(children, index);
    }

    /** Returns a child that is an inner node. */
    InnerNode child(int index) {
        return (InnerNode) CHILDREN.getAcquire(children, index);
    }

    /** Replaces a child by a node of the same range; readers see it from now on. */
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

    /** Returns the separator behind a child. */
    int separator(int index) {
        return separators[index];
    }

    /** Returns whether the separator behind a child stands within the versions of its key. */
    boolean isWithinKey(int index) {
        return (withinKey >>> index & 1) != 0;
    }

    /** Returns the child in whose range a position lies, which lies in this node's range. */
    int childFor(EntryArena entries, EntryPosition position) {
        byte[] first = checked;
        if (first != null) {
            int common = Math.min(position.length(), shared);
            int order = KeyOrder.compare(position.key(), position.offset(), common, first, 0, shared);
            if (order != 0) {
                return order < 0 ? 0 : separators.length;
            }
        }
        long prefix = position.prefix(shared);
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
        // a tie is nearly always with one separator, which the keys decide
        high = prefixes.length;
        while (low < high && prefixes[low] == prefix) {
            int middle = (low + high) >>> 1;
            if (prefixes[middle] == prefix && isAtOrBefore(middle, entries, position)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Returns whether a separator is at or before a position. */
    private boolean isAtOrBefore(int index, EntryArena entries, EntryPosition position) {
        // a separator between keys is before all versions of its key
        return isWithinKey(index)
                ? entries.compare(separators[index], shared, position) <= 0
                : entries.compareKeys(separators[index], shared, position) <= 0;
    }

    /** Returns a sequence that no entry below the node is below. */
    long leastSequence() {
        long least = Long.MAX_VALUE;
        for (long sequence : leastSequences) {
            least = Math.min(least, sequence);
        }
        return least;
    }

    /**
     * Returns a copy in which two nodes are in the place of a child, which may be one child too many.
     *
     * @param low the separator before this node, or none
     * @param high the separator after it, or none
     */
    InnerNode with(EntryArena entries, int index, NodeSplit split, int low, int high) {
        return new InnerNode(
                level,
                children().with(index, split.left(), split.right()),
                separators()
                        .with(entries, index, split.separator(), split.withinKey())
                        .stripped(entries, low, high));
    }

    /** Returns the first children as a node of their own. */
    InnerNode head(EntryArena entries, int count, int low) {
        return part(entries, 0, count, low, separators[count - 1]);
    }

    /** Returns the children after the first ones as a node of their own. */
    InnerNode tail(EntryArena entries, int count, int high) {
        return part(entries, count, children.length, separators[count - 1], high);
    }

    private InnerNode part(EntryArena entries, int from, int to, int low, int high) {
        return new InnerNode(
                level,
                children().range(from, to),
                separators().between(from, to).stripped(entries, low, high));
    }

    private Children children() {
        return new Children(children, leastSequences);
    }

    private Separators separators() {
        return new Separators(separators, withinKey, prefixes, shared, checked);
    }
}
