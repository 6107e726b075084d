package org.allidb.storage.memtable.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The separators of an inner node that is being made. A node copies them into fields of its own: an object between them and
 * the node would cost each search a cache miss. Immutable.
 *
 * @param entries the first position of each child's range, without the first child
 * @param withinKey one bit for each separator that stands within the versions of its key
 * @param prefixes for each separator, the eight bytes after those that all of them share
 * @param shared how many bytes the keys of all separators share
 * @param checked the shared bytes if the node's range has keys without them, otherwise null
 */
record Separators(int[] entries, long withinKey, long[] prefixes, int shared, byte @Nullable [] checked) {

    /** No separators: a node with one child. */
    static final Separators NONE = new Separators(new int[0], 0, new long[0], 0, null);

    /** Returns the only separator of a node with two children. */
    static Separators of(EntryArena arena, NodeSplit split) {
        return new Separators(
                new int[] {split.separator()},
                split.withinKey() ? 1 : 0,
                new long[] {arena.prefix(split.separator(), 0)},
                0,
                null);
    }

    /** Returns these separators and one more. */
    Separators with(EntryArena arena, int index, int separator, boolean isWithinKey) {
        int size = entries.length;
        int[] newEntries = new int[size + 1];
        System.arraycopy(entries, 0, newEntries, 0, index);
        newEntries[index] = separator;
        System.arraycopy(entries, index, newEntries, index + 1, size - index);

        long before = (1L << index) - 1;
        long newWithinKey = withinKey & before | (isWithinKey ? 1L << index : 0) | (withinKey & ~before) << 1;

        byte[] bytes = checked;
        int newShared = bytes == null ? shared : Math.min(shared, arena.commonPrefix(separator, bytes, 0, shared));
        if (bytes != null && newShared < shared) {
            return new Separators(
                    newEntries,
                    newWithinKey,
                    prefixes(arena, newEntries, newShared),
                    newShared,
                    newShared == 0 ? null : Arrays.copyOf(bytes, newShared));
        }
        long[] newPrefixes = new long[size + 1];
        System.arraycopy(prefixes, 0, newPrefixes, 0, index);
        newPrefixes[index] = arena.prefix(separator, shared);
        System.arraycopy(prefixes, index, newPrefixes, index + 1, size - index);
        return new Separators(newEntries, newWithinKey, newPrefixes, shared, bytes);
    }

    /** Returns the separators between some of the children. */
    Separators between(int from, int to) {
        return new Separators(
                Arrays.copyOfRange(entries, from, to - 1),
                withinKey >>> from & (1L << to - 1 - from) - 1,
                Arrays.copyOfRange(prefixes, from, to - 1),
                shared,
                checked);
    }

    /**
     * Strips more bytes if the prefixes do not distinguish all separators.
     *
     * @param low the separator before the node, or none
     * @param high the separator after it, or none
     */
    Separators stripped(EntryArena arena, int low, int high) {
        int last = entries.length - 1;
        if (!hasEqualPrefixes()) {
            return this;
        }
        int common = arena.commonPrefix(entries[0], entries[last]);
        if (common == shared) {
            return this;
        }
        boolean inWholeRange =
                low != EntryArena.NONE && high != EntryArena.NONE && arena.commonPrefix(low, high) >= common;
        return new Separators(
                entries,
                withinKey,
                prefixes(arena, entries, common),
                common,
                inWholeRange ? null : arena.firstBytes(entries[0], common));
    }

    private boolean hasEqualPrefixes() {
        for (int i = 1; i < prefixes.length; i++) {
            if (prefixes[i - 1] == prefixes[i]) {
                return true;
            }
        }
        return false;
    }

    private static long[] prefixes(EntryArena arena, int[] separators, int shared) {
        long[] prefixes = new long[separators.length];
        for (int i = 0; i < separators.length; i++) {
            prefixes[i] = arena.prefix(separators[i], shared);
        }
        return prefixes;
    }
}
