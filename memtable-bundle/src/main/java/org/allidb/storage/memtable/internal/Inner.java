package org.allidb.storage.memtable.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.allidb.storage.spi.entry.KeyOrder;

/**
 * An inner node: n separators, which are entries, and n + 1 children. Child i holds what is before separator i and not
 * before separator i - 1. Only the slots of children change.
 */
final class Inner {

    static final int CAPACITY = 48;

    private static final VarHandle CHILD = MethodHandles.arrayElementVarHandle(Object[].class);

    private final EntryArena arena;
    private final long[] separators;
    private final long[] prefixes;
    private final Object[] children;
    /** What all separators have in common. */
    private final byte[] common;

    Inner(EntryArena arena, long[] separators, Object[] children) {
        assert children.length == separators.length + 1 : "children do not fit separators";
        this.arena = arena;
        this.separators = separators;
        this.children = children;
        long first = separators[0];
        byte[] chunk = arena.chunk(first);
        int keyOffset = EntryArena.keyOffset(EntryArena.at(first));
        int shared = separators.length == 1
                ? EntryArena.keyLength(chunk, EntryArena.at(first))
                : arena.commonPrefix(first, separators[separators.length - 1]);
        this.common = java.util.Arrays.copyOfRange(chunk, keyOffset, keyOffset + shared);
        this.prefixes = new long[separators.length];
        for (int i = 0; i < separators.length; i++) {
            prefixes[i] = arena.prefix(separators[i], shared);
        }
    }

    boolean isFull() {
        return children.length >= CAPACITY;
    }

    Object child(int index) {
        return CHILD.getAcquire(children, index);
    }

    void setChild(int index, Object child) {
        CHILD.setRelease(children, index, child);
    }

    /**
     * The child in which a target belongs.
     *
     * @param inclusive whether a target equal to a separator belongs right of it
     */
    int indexOf(Target target, boolean inclusive) {
        int shared = common.length;
        int order = KeyOrder.compare(
                target.key, target.offset, Math.min(target.length, shared), common, 0, shared);
        if (order != 0) {
            return order < 0 ? 0 : separators.length;
        }
        long prefix = target.prefix(shared);
        int low = 0;
        int high = separators.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int compared = Long.compareUnsigned(prefix, prefixes[middle]);
            if (compared == 0) {
                compared = arena.compare(target, separators[middle]);
            }
            if (compared > 0 || compared == 0 && inclusive) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** A copy in which a child is replaced by two with a separator between them. */
    Inner withSplit(int index, Object left, long separator, Object right) {
        int n = separators.length;
        long[] newSeparators = new long[n + 1];
        Object[] newChildren = new Object[n + 2];
        System.arraycopy(separators, 0, newSeparators, 0, index);
        newSeparators[index] = separator;
        System.arraycopy(separators, index, newSeparators, index + 1, n - index);
        System.arraycopy(children, 0, newChildren, 0, index);
        newChildren[index] = left;
        newChildren[index + 1] = right;
        System.arraycopy(children, index + 1, newChildren, index + 2, n - index);
        return new Inner(arena, newSeparators, newChildren);
    }

    /** The separator that goes up when this node is cut at {@code middle}. */
    long separator(int middle) {
        return separators[middle];
    }

    Inner leftOf(int middle) {
        return new Inner(
                arena,
                java.util.Arrays.copyOf(separators, middle),
                java.util.Arrays.copyOf(children, middle + 1));
    }

    Inner rightOf(int middle) {
        return new Inner(
                arena,
                java.util.Arrays.copyOfRange(separators, middle + 1, separators.length),
                java.util.Arrays.copyOfRange(children, middle + 1, children.length));
    }

    int size() {
        return children.length;
    }
}
