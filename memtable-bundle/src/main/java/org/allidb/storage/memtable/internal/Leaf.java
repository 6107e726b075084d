package org.allidb.storage.memtable.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A leaf of up to 15 entries. It is a bare array of longs, because an object before the array would cost each lookup another
 * cache miss:
 *
 * <pre>
 *   0        order: bits 0-3 number of entries, then four bits each, the slots in the order of their entries
 *   1        bits 0-31 number of bytes that all keys of the leaf's range share; bit 32 the last key's versions continue
 *            in the next leaf; bit 33 there may be several versions of a key, here or on both sides of an end of the leaf
 *   2        no entry of the leaf has a smaller sequence
 *   3 - 10   for each slot, the entry's reference; two to a long, the even slot in the lower half
 *   11 - 25  for each slot, the eight bytes of the key after the shared ones
 * </pre>
 *
 * Slots are filled from 0 on: the entries that a reader may see are those of the first slots, in any order.
 */
final class Leaf {

    static final int CAPACITY = 15;

    private static final int ORDER = 0;
    private static final int RANGE = 1;
    private static final int LEAST_SEQUENCE = 2;
    private static final int REFERENCES = 3;
    private static final int PREFIXES = REFERENCES + (CAPACITY + 1) / 2;
    private static final int LENGTH = PREFIXES + CAPACITY;

    private static final long CONTINUES = 1L << 32;
    private static final long HAS_VERSIONS = 1L << 33;
    private static final long LOW_HALF = 0xFFFF_FFFFL;
    private static final int SLOT_BITS = 4;
    private static final int SLOT_MASK = 15;
    private static final long FIRST_SLOTS_IN_ORDER = 0xEDCB_A987_6543_2100L;

    /** The memory of a leaf in bytes. */
    static final int BYTES = EntryArena.ARRAY_HEADER + LENGTH * Long.BYTES;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private Leaf() {}

    /** Returns a leaf without entries. */
    static long[] create(int shared, boolean continues, long leastSequence) {
        long[] leaf = new long[LENGTH];
        leaf[RANGE] = shared | (continues ? CONTINUES : 0);
        leaf[LEAST_SEQUENCE] = leastSequence;
        return leaf;
    }

    /** Fills the first slots of a leaf, which no reader knows yet, with entries that are in order. */
    static void fill(long[] leaf, long[] prefixes, int[] references, int from, int to) {
        assert to - from <= CAPACITY;
        for (int i = from; i < to; i++) {
            put(leaf, i - from, prefixes[i], references[i]);
        }
        leaf[ORDER] = FIRST_SLOTS_IN_ORDER | (to - from);
    }

    /** Adds an entry to a leaf that has room for it; readers see it from now on. */
    static void insert(long[] leaf, long order, int position, long prefix, int reference) {
        int slot = size(order);
        assert slot < CAPACITY && position <= slot;
        put(leaf, slot, prefix, reference);
        int shift = SLOT_BITS * (position + 1);
        long before = (1L << shift) - 1;
        long after = (order & ~before) << SLOT_BITS;
        LONGS.setRelease(leaf, ORDER, (order & before) + 1 | (long) slot << shift | after);
    }

    private static void put(long[] leaf, int slot, long prefix, int reference) {
        leaf[PREFIXES + slot] = prefix;
        int index = REFERENCES + (slot >>> 1);
        // slots are filled in turn: the upper half is still empty when the lower is written
        leaf[index] = (slot & 1) == 0 ? reference & LOW_HALF : leaf[index] & LOW_HALF | (long) reference << 32;
    }

    /** Returns the order as it is now; a reader uses this one for all that follows. */
    static long order(long[] leaf) {
        return (long) LONGS.getAcquire(leaf, ORDER);
    }

    /** Returns how many entries an order has. */
    static int size(long order) {
        return (int) order & SLOT_MASK;
    }

    /** Returns the slot of the entry at a position. */
    static int slot(long order, int position) {
        return (int) (order >>> SLOT_BITS * (position + 1)) & SLOT_MASK;
    }

    /** Returns the reference of the entry at a position. */
    static int reference(long[] leaf, long order, int position) {
        int slot = slot(order, position);
        return (int) (leaf[REFERENCES + (slot >>> 1)] >>> ((slot & 1) << 5));
    }

    /** Returns the prefix of the entry at a position. */
    static long prefix(long[] leaf, long order, int position) {
        return leaf[PREFIXES + slot(order, position)];
    }

    /** Returns how many bytes all keys in the leaf's range share. */
    static int shared(long[] leaf) {
        return (int) leaf[RANGE];
    }

    /** Returns whether the versions of the last key continue in the next leaf. */
    static boolean continues(long[] leaf) {
        return (leaf[RANGE] & CONTINUES) != 0;
    }

    /** Returns whether there may be several versions of a key. Called after {@link #order}. */
    static boolean hasVersions(long[] leaf) {
        return (leaf[RANGE] & HAS_VERSIONS) != 0;
    }

    /** Notes that there may be several versions of a key, before the second one is inserted. */
    static void noteVersions(long[] leaf) {
        leaf[RANGE] |= HAS_VERSIONS;
    }

    /** Returns a sequence that none of the leaf's entries is below; the least of them where versions of a key fill leaves. */
    static long leastSequence(long[] leaf) {
        return leaf[LEAST_SEQUENCE];
    }

    /** Lowers the least sequence, before an entry with that sequence is inserted. */
    static void lowerLeastSequence(long[] leaf, long sequence) {
        leaf[LEAST_SEQUENCE] = Math.min(leaf[LEAST_SEQUENCE], sequence);
    }

    /** Returns how many entries are before a position, which lies in the leaf's range. */
    static int lowerBound(long[] leaf, long order, EntryArena entries, EntryPosition position) {
        int shared = shared(leaf);
        long prefix = position.prefix(shared);
        int size = size(order);
        int low = 0;
        // to count all takes less time than a search whose branches the processor mispredicts half of the time
        for (int slot = 0; slot < size; slot++) {
            low += Long.compareUnsigned(leaf[PREFIXES + slot], prefix) < 0 ? 1 : 0;
        }
        int high = size;
        // the first with this prefix is nearly always the only one
        int middle = low;
        while (low < high) {
            if (prefix(leaf, order, middle) == prefix
                    && entries.compare(reference(leaf, order, middle), shared, position) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
            middle = (low + high) >>> 1;
        }
        return low;
    }
}
