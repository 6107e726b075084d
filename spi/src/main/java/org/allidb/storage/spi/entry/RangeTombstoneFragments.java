package org.allidb.storage.spi.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The keys, cut into fragments in each of which the same range tombstone is the newest for a reader. Immutable.
 *
 * <ul>
 *   <li>{@link Newest} is for readers who see all tombstones, which almost all do: one tombstone a fragment.
 *   <li>{@link History} is for any reader: a segment tree over the fragments. A tombstone stands at the few nodes that make
 *       up its range, at most two a level; a node lists its tombstones by sequence, without those that are older than one
 *       before them in the list. The newest up to a sequence is the last one that a node lists up to it, and the newest of
 *       the nodes between the fragment and the root.
 * </ul>
 *
 * <p>Both are built in n log n steps however the ranges overlap. The first takes n space, the second n log n at the worst,
 * and n where ranges do not overlap.
 */
abstract sealed class RangeTombstoneFragments {

    /** Walks along fragments end at multiples of this, so that a step of a scan takes no longer the more there are. */
    static final int WALK = 256;

    private static final Comparator<RangeTombstone> BY_START =
            Comparator.comparing(RangeTombstone::start, KeyOrder::compare);
    private static final Comparator<RangeTombstone> BY_VERSION =
            (a, b) -> Lookup.compareVersions(a.timestamp(), a.sequence(), b.timestamp(), b.sequence());

    /** Ascending; fragment i reaches from boundary i to boundary i + 1. */
    private final byte[][] boundaries;

    private RangeTombstoneFragments(byte[][] boundaries) {
        this.boundaries = boundaries;
    }

    /** Returns the newest tombstone of a fragment up to a sequence; null if there is none, or no such fragment. */
    abstract @Nullable RangeTombstone newest(int fragment, long maxSequence);

    final int count() {
        return boundaries.length - 1;
    }

    /** Returns the first key of a fragment, which may be the one behind the last. */
    final byte[] start(int fragment) {
        return boundaries[fragment];
    }

    /**
     * Returns the fragment of a key.
     *
     * @param hint any number; the closer, the faster
     * @return -1 before the first fragment, the number of fragments behind the last
     */
    final int indexOf(byte[] key, int offset, int length, int hint) {
        int low = -1;
        int high = boundaries.length;
        int step = 1;
        int at = Math.clamp(hint, 0, boundaries.length - 1);
        if (startsUpTo(at, key, offset, length)) {
            low = at;
            while (low + step < high && startsUpTo(low + step, key, offset, length)) {
                low += step;
                step <<= 1;
            }
            high = Math.min(high, low + step);
        } else {
            high = at;
            while (high - step >= 0 && !startsUpTo(high - step, key, offset, length)) {
                high -= step;
                step <<= 1;
            }
            low = Math.max(low, high - step);
        }
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (startsUpTo(middle, key, offset, length)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Tells how far a version is deleted: see {@link RangeTombstoneView#deletedUpTo}. */
    final byte @Nullable [] deletedUpTo(
            int fragment, long timestamp, long sequence, long maxSequence, ScanDirection direction) {
        int next = fragment;
        if (direction == ScanDirection.FORWARD) {
            while (deletes(next, timestamp, sequence, maxSequence)) {
                if (++next % WALK == 0) {
                    break;
                }
            }
            return next == fragment ? null : boundaries[next];
        }
        while (deletes(next, timestamp, sequence, maxSequence)) {
            if (next-- % WALK == 0) {
                break;
            }
        }
        return next == fragment ? null : boundaries[next + 1];
    }

    private boolean deletes(int fragment, long timestamp, long sequence, long maxSequence) {
        RangeTombstone newest = newest(fragment, maxSequence);
        return newest != null && Lookup.compareVersions(newest.timestamp(), newest.sequence(), timestamp, sequence) > 0;
    }

    private boolean startsUpTo(int boundary, byte[] key, int offset, int length) {
        byte[] start = boundaries[boundary];
        return KeyOrder.compare(start, 0, start.length, key, offset, length) <= 0;
    }

    /** Returns all starts and ends, each once, ascending. */
    private static byte[][] cuts(Collection<RangeTombstone> tombstones) {
        byte[][] all = new byte[2 * tombstones.size()][];
        int count = 0;
        for (RangeTombstone tombstone : tombstones) {
            all[count++] = tombstone.start();
            all[count++] = tombstone.end();
        }
        Arrays.sort(all, KeyOrder::compare);
        int distinct = 0;
        for (byte[] cut : all) {
            if (distinct == 0 || KeyOrder.compare(all[distinct - 1], cut) != 0) {
                all[distinct++] = cut;
            }
        }
        return Arrays.copyOf(all, distinct);
    }

    /** What readers see who see all tombstones. */
    static final class Newest extends RangeTombstoneFragments {

        private final @Nullable RangeTombstone[] newest;

        private Newest(byte[][] boundaries, @Nullable RangeTombstone[] newest) {
            super(boundaries);
            this.newest = newest;
        }

        /** Makes the fragments of tombstones that are sorted by their start, at least one. */
        static Newest of(List<RangeTombstone> sorted) {
            byte[][] cuts = cuts(sorted);
            byte[][] boundaries = new byte[cuts.length][];
            @Nullable RangeTombstone[] newest = new RangeTombstone[cuts.length - 1];
            PriorityQueue<RangeTombstone> open = new PriorityQueue<>(BY_VERSION.reversed());
            int started = 0;
            int count = 0;
            for (int i = 0; i < newest.length; i++) {
                while (started < sorted.size()
                        && KeyOrder.compare(sorted.get(started).start(), cuts[i]) <= 0) {
                    open.add(sorted.get(started++));
                }
                while (!open.isEmpty() && KeyOrder.compare(open.peek().end(), cuts[i]) <= 0) {
                    open.remove();
                }
                RangeTombstone top = open.peek();
                if (count == 0 || newest[count - 1] != top) {
                    boundaries[count] = cuts[i];
                    newest[count++] = top;
                }
            }
            boundaries[count] = cuts[cuts.length - 1];
            return new Newest(Arrays.copyOf(boundaries, count + 1), Arrays.copyOf(newest, count));
        }

        @Override
        @Nullable
        RangeTombstone newest(int fragment, long maxSequence) {
            return fragment < 0 || fragment >= newest.length ? null : newest[fragment];
        }

        /** Returns the tombstones that are the newest somewhere, by their start. */
        List<RangeTombstone> seen() {
            List<RangeTombstone> seen = new ArrayList<>();
            for (RangeTombstone tombstone : newest) {
                if (tombstone != null) {
                    seen.add(tombstone);
                }
            }
            // one that is the newest at several places stands at each of them
            return seen.stream().distinct().sorted(BY_START).toList();
        }
    }

    /** What each reader sees. */
    static final class History extends RangeTombstoneFragments {

        private final int leaves;
        /** Where the list of a node begins; the root is node 1, the leaf of fragment i node {@code leaves + i}. */
        private final int[] lists;

        private final RangeTombstone[] listed;

        private History(byte[][] boundaries, int[] lists, RangeTombstone[] listed) {
            super(boundaries);
            this.leaves = boundaries.length - 1;
            this.lists = lists;
            this.listed = listed;
        }

        /** Makes the fragments of tombstones in any order, at least one. */
        static History of(Collection<RangeTombstone> tombstones) {
            byte[][] boundaries = cuts(tombstones);
            List<RangeTombstone> bySequence = new ArrayList<>(tombstones);
            bySequence.sort(Comparator.comparingLong(RangeTombstone::sequence).thenComparing(BY_VERSION));
            Builder builder = new Builder(boundaries);
            bySequence.forEach(builder::count);
            builder.allocate();
            bySequence.forEach(builder::list);
            return new History(boundaries, builder.lists, builder.listed);
        }

        @Override
        @Nullable
        RangeTombstone newest(int fragment, long maxSequence) {
            RangeTombstone newest = null;
            if (fragment >= 0 && fragment < leaves) {
                for (int node = fragment + leaves; node > 0; node >>>= 1) {
                    RangeTombstone candidate = last(node, maxSequence);
                    if (candidate != null && (newest == null || BY_VERSION.compare(candidate, newest) > 0)) {
                        newest = candidate;
                    }
                }
            }
            return newest;
        }

        private @Nullable RangeTombstone last(int node, long maxSequence) {
            int low = lists[node] - 1;
            int high = lists[node + 1];
            while (high - low > 1) {
                int middle = (low + high) >>> 1;
                if (listed[middle].sequence() <= maxSequence) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return low < lists[node] ? null : listed[low];
        }

        /** Fills the lists: first counts, then lists, both in the order of sequences. */
        private static final class Builder {

            private final byte[][] boundaries;
            private final int leaves;
            private final int[] lists;
            private @Nullable RangeTombstone[] last;
            private int[] filled = {};
            private RangeTombstone[] listed = {};

            Builder(byte[][] boundaries) {
                this.boundaries = boundaries;
                this.leaves = boundaries.length - 1;
                this.lists = new int[2 * leaves + 1];
                this.last = new RangeTombstone[2 * leaves];
            }

            void count(RangeTombstone tombstone) {
                forEachNode(tombstone, node -> lists[node + 1]++);
            }

            void allocate() {
                for (int node = 0; node < 2 * leaves; node++) {
                    lists[node + 1] += lists[node];
                }
                filled = Arrays.copyOf(lists, lists.length);
                listed = new RangeTombstone[lists[2 * leaves]];
                last = new RangeTombstone[2 * leaves];
            }

            void list(RangeTombstone tombstone) {
                forEachNode(tombstone, node -> listed[filled[node]++] = tombstone);
            }

            private void forEachNode(RangeTombstone tombstone, java.util.function.IntConsumer action) {
                int from = boundary(tombstone.start()) + leaves;
                int to = boundary(tombstone.end()) + leaves;
                for (; from < to; from >>>= 1, to >>>= 1) {
                    if ((from & 1) != 0) {
                        visit(from++, tombstone, action);
                    }
                    if ((to & 1) != 0) {
                        visit(--to, tombstone, action);
                    }
                }
            }

            private void visit(int node, RangeTombstone tombstone, java.util.function.IntConsumer action) {
                RangeTombstone before = last[node];
                if (before == null || BY_VERSION.compare(tombstone, before) > 0) {
                    last[node] = tombstone;
                    action.accept(node);
                }
            }

            private int boundary(byte[] key) {
                return Arrays.binarySearch(boundaries, key, KeyOrder::compare);
            }
        }
    }
}
