package org.allidb.storage.memtable.internal;

import java.util.Arrays;
import java.util.Comparator;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.jspecify.annotations.Nullable;

/**
 * A run of range tombstones, sorted by their start. It is a balanced tree whose root is the middle one, and so in both halves.
 * Each node knows the last end, the newest timestamp and the least sequence of its half, so that a lookup skips halves that
 * cannot cover its key. The space is linear, even if all ranges overlap. Immutable.
 */
final class TombstoneRun {

    private static final Comparator<RangeTombstone> BY_START =
            Comparator.comparing(RangeTombstone::start, KeyOrder::compare);

    private final RangeTombstone[] tombstones;
    private final byte[][] lastEnds;
    private final long[] newestTimestamps;
    private final long[] leastSequences;
    /** Made by the first thread that needs it. Several may make it at once: the sets are equal, and immutable. */
    private @Nullable RangeTombstoneSet set;

    private TombstoneRun(RangeTombstone[] sorted) {
        tombstones = sorted;
        lastEnds = new byte[sorted.length][];
        newestTimestamps = new long[sorted.length];
        leastSequences = new long[sorted.length];
        summarize(0, sorted.length);
    }

    static TombstoneRun of(RangeTombstone tombstone) {
        return new TombstoneRun(new RangeTombstone[] {tombstone});
    }

    TombstoneRun mergedWith(TombstoneRun other) {
        RangeTombstone[] a = tombstones;
        RangeTombstone[] b = other.tombstones;
        RangeTombstone[] merged = new RangeTombstone[a.length + b.length];
        int i = 0;
        int j = 0;
        for (int k = 0; k < merged.length; k++) {
            boolean takesA = j == b.length || i < a.length && BY_START.compare(a[i], b[j]) <= 0;
            merged[k] = takesA ? a[i++] : b[j++];
        }
        return new TombstoneRun(merged);
    }

    int size() {
        return tombstones.length;
    }

    /** Returns all of them as a set, made at the first call. */
    RangeTombstoneSet set() {
        RangeTombstoneSet known = set;
        if (known == null) {
            known = RangeTombstoneSet.of(Arrays.asList(tombstones));
            set = known;
        }
        return known;
    }

    /** Offers a lookup the newest tombstone up to a sequence that covers its key. */
    void cover(byte[] key, int length, long maxSequence, Lookup lookup) {
        int newest = newest(0, tombstones.length, key, length, maxSequence, -1);
        if (newest >= 0) {
            lookup.cover(tombstones[newest].timestamp(), tombstones[newest].sequence());
        }
    }

    private int newest(int from, int to, byte[] key, int length, long maxSequence, int best) {
        if (from == to) {
            return best;
        }
        int middle = (from + to) >>> 1;
        byte[] lastEnd = lastEnds[middle];
        if (leastSequences[middle] > maxSequence
                || best >= 0 && newestTimestamps[middle] < tombstones[best].timestamp()
                || KeyOrder.compare(lastEnd, 0, lastEnd.length, key, 0, length) <= 0) {
            return best;
        }
        RangeTombstone tombstone = tombstones[middle];
        byte[] start = tombstone.start();
        int found = best;
        if (KeyOrder.compare(start, 0, start.length, key, 0, length) <= 0) {
            if (covers(tombstone, key, length, maxSequence) && (found < 0 || isNewer(tombstone, tombstones[found]))) {
                found = middle;
            }
            found = newest(middle + 1, to, key, length, maxSequence, found);
        }
        return newest(from, middle, key, length, maxSequence, found);
    }

    private static boolean covers(RangeTombstone started, byte[] key, int length, long maxSequence) {
        return started.sequence() <= maxSequence
                && KeyOrder.compare(started.end(), 0, started.end().length, key, 0, length) > 0;
    }

    private static boolean isNewer(RangeTombstone a, RangeTombstone b) {
        return Lookup.compareVersions(a.timestamp(), a.sequence(), b.timestamp(), b.sequence()) > 0;
    }

    private void summarize(int from, int to) {
        if (from == to) {
            return;
        }
        int middle = (from + to) >>> 1;
        lastEnds[middle] = tombstones[middle].end();
        newestTimestamps[middle] = tombstones[middle].timestamp();
        leastSequences[middle] = tombstones[middle].sequence();
        summarize(from, middle);
        if (from < middle) {
            include(middle, (from + middle) >>> 1);
        }
        summarize(middle + 1, to);
        if (middle + 1 < to) {
            include(middle, (middle + 1 + to) >>> 1);
        }
    }

    private void include(int node, int child) {
        if (KeyOrder.compare(lastEnds[child], lastEnds[node]) > 0) {
            lastEnds[node] = lastEnds[child];
        }
        newestTimestamps[node] = Math.max(newestTimestamps[node], newestTimestamps[child]);
        leastSequences[node] = Math.min(leastSequences[node], leastSequences[child]);
    }
}
