package org.allidb.storage.spi.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An immutable set of range tombstones that answers "what covers this key?" by binary search.
 *
 * <p>The tombstones are cut at each other's ends into fragments that do not overlap; each fragment lists the versions
 * that cover it, newest first.
 */
@ProviderType
public final class RangeTombstoneSet {

    /** The empty set. */
    public static final RangeTombstoneSet EMPTY = new RangeTombstoneSet(List.of(), new byte[0][], new long[0][]);

    private static final Comparator<RangeTombstone> NEWEST_FIRST = (a, b) ->
            Lookup.compareVersions(b.timestamp(), b.sequence(), a.timestamp(), a.sequence());

    private final List<RangeTombstone> tombstones;
    /** Ascending; fragment i reaches from boundary i to boundary i + 1. */
    private final byte[][] boundaries;
    /** Pairs of timestamp and sequence, newest first, for each fragment. */
    private final long[][] versions;

    private RangeTombstoneSet(List<RangeTombstone> tombstones, byte[][] boundaries, long[][] versions) {
        this.tombstones = tombstones;
        this.boundaries = boundaries;
        this.versions = versions;
    }

    /**
     * A set of the given tombstones.
     *
     * @param tombstones in any order
     * @return the set
     */
    public static RangeTombstoneSet of(Collection<RangeTombstone> tombstones) {
        if (tombstones.isEmpty()) {
            return EMPTY;
        }
        List<RangeTombstone> sorted = new ArrayList<>(tombstones);
        sorted.sort(Comparator.comparing(RangeTombstone::start, KeyOrder::compare)
                .thenComparing(RangeTombstone::end, KeyOrder::compare)
                .thenComparing(NEWEST_FIRST));
        TreeSet<byte[]> cuts = new TreeSet<>(KeyOrder::compare);
        for (RangeTombstone tombstone : sorted) {
            cuts.add(tombstone.start());
            cuts.add(tombstone.end());
        }
        byte[][] boundaries = cuts.toArray(new byte[0][]);
        long[][] versions = new long[boundaries.length - 1][];
        PriorityQueue<RangeTombstone> open =
                new PriorityQueue<>(Comparator.comparing(RangeTombstone::end, KeyOrder::compare));
        int next = 0;
        for (int i = 0; i < versions.length; i++) {
            while (!open.isEmpty() && KeyOrder.compare(open.peek().end(), boundaries[i]) <= 0) {
                open.remove();
            }
            while (next < sorted.size() && KeyOrder.compare(sorted.get(next).start(), boundaries[i]) <= 0) {
                open.add(sorted.get(next++));
            }
            versions[i] = open.stream()
                    .sorted(NEWEST_FIRST)
                    .flatMapToLong(t -> java.util.stream.LongStream.of(t.timestamp(), t.sequence()))
                    .toArray();
        }
        return new RangeTombstoneSet(List.copyOf(sorted), boundaries, versions);
    }

    /**
     * The union of several sets.
     *
     * @param sets any number of sets
     * @return one set with all their tombstones
     */
    public static RangeTombstoneSet union(Collection<RangeTombstoneSet> sets) {
        List<RangeTombstoneSet> filled = sets.stream().filter(s -> !s.isEmpty()).toList();
        return switch (filled.size()) {
            case 0 -> EMPTY;
            case 1 -> filled.getFirst();
            default -> of(filled.stream().flatMap(s -> s.tombstones.stream()).toList());
        };
    }

    /**
     * Whether there is no tombstone.
     *
     * @return whether the set is empty
     */
    public boolean isEmpty() {
        return tombstones.isEmpty();
    }

    /**
     * The tombstones, by start, then end, then newest first.
     *
     * @return an immutable list
     */
    public List<RangeTombstone> tombstones() {
        return tombstones;
    }

    /**
     * Tells a lookup about the newest tombstone that covers its key.
     *
     * @param key array
     * @param offset start of the key
     * @param length its length in bytes
     * @param maxSequence tombstones with a greater sequence do not count
     * @param lookup is told of the newest that counts, if there is one
     */
    public void cover(byte[] key, int offset, int length, long maxSequence, Lookup lookup) {
        long[] covering = fragment(key, offset, length);
        for (int i = 0; i < covering.length; i += 2) {
            if (covering[i + 1] <= maxSequence) {
                lookup.cover(covering[i], covering[i + 1]);
                return;
            }
        }
    }

    /**
     * Tells whether a version is deleted by a tombstone of this set.
     *
     * @param key array
     * @param offset start of the key
     * @param length its length in bytes
     * @param timestamp the version's timestamp
     * @param sequence the version's sequence
     * @param maxSequence tombstones with a greater sequence do not count
     * @return whether a newer tombstone covers it
     */
    public boolean deletes(byte[] key, int offset, int length, long timestamp, long sequence, long maxSequence) {
        return deletes(fragment(key, offset, length), timestamp, sequence, maxSequence);
    }

    /**
     * Tells how far a version, and everything older, is deleted around a key, so that a walk can go on behind.
     *
     * @param key array
     * @param offset start of the key
     * @param length its length in bytes
     * @param timestamp the version's timestamp
     * @param sequence the version's sequence
     * @param maxSequence tombstones with a greater sequence do not count
     * @param direction where the walk goes
     * @return forward: the first key behind, at which it is not deleted; in reverse: the first key at which it is; the
     *     same array for all keys of the stretch, not to be changed. Null if it is not deleted at the key
     */
    public byte @Nullable [] deletedUpTo(
            byte[] key,
            int offset,
            int length,
            long timestamp,
            long sequence,
            long maxSequence,
            ScanDirection direction) {
        int at = fragmentIndex(key, offset, length);
        int step = direction == ScanDirection.FORWARD ? 1 : -1;
        int next = at;
        while (next >= 0 && next < versions.length && deletes(versions[next], timestamp, sequence, maxSequence)) {
            next += step;
        }
        return next == at ? null : boundaries[step > 0 ? next : next + 1];
    }

    private static boolean deletes(long[] covering, long timestamp, long sequence, long maxSequence) {
        for (int i = 0; i < covering.length; i += 2) {
            if (covering[i + 1] <= maxSequence) {
                return Lookup.compareVersions(covering[i], covering[i + 1], timestamp, sequence) > 0;
            }
        }
        return false;
    }

    private static final long[] NONE = {};

    private long[] fragment(byte[] key, int offset, int length) {
        int index = fragmentIndex(key, offset, length);
        return index < 0 || index >= versions.length ? NONE : versions[index];
    }

    /** -1 before the first fragment, the number of fragments behind the last. */
    private int fragmentIndex(byte[] key, int offset, int length) {
        int low = 0;
        int high = boundaries.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            byte[] boundary = boundaries[middle];
            if (KeyOrder.compare(boundary, 0, boundary.length, key, offset, length) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RangeTombstoneSet set
                && Arrays.deepEquals(boundaries, set.boundaries)
                && Arrays.deepEquals(versions, set.versions);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.deepHashCode(boundaries) + Arrays.deepHashCode(versions);
    }

    @Override
    public String toString() {
        return tombstones.size() + " range tombstones";
    }
}
