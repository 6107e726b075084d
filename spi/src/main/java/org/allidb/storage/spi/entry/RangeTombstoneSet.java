package org.allidb.storage.spi.entry;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An immutable set of range tombstones that answers "what covers this key?" by binary search.
 *
 * <p>The tombstones are cut at each other's ends into fragments that do not overlap. A set is built in n log n steps
 * and takes n space, however they overlap. Of a fragment the newest tombstone is kept, as a reader sees it who sees all
 * of the set. What readers at older sequences see is worked out when one of them asks for the first time.
 */
@ProviderType
public final class RangeTombstoneSet {

    /** The empty set. */
    public static final RangeTombstoneSet EMPTY = new RangeTombstoneSet(List.of(), null);

    private static final Comparator<RangeTombstone> NEWEST_FIRST =
            (a, b) -> Lookup.compareVersions(b.timestamp(), b.sequence(), a.timestamp(), a.sequence());

    private static final Comparator<RangeTombstone> ORDER = Comparator.comparing(
                    RangeTombstone::start, KeyOrder::compare)
            .thenComparing(RangeTombstone::end, KeyOrder::compare)
            .thenComparing(NEWEST_FIRST);

    private final List<RangeTombstone> tombstones;
    private final long maxSequence;
    private final RangeTombstoneFragments.@Nullable Newest newest;
    /** Written by the thread that asks first. Several may at once: what they compute is equal, and immutable. */
    private RangeTombstoneFragments.@Nullable History history;

    private RangeTombstoneSet(List<RangeTombstone> sorted, RangeTombstoneFragments.@Nullable Newest newest) {
        this.tombstones = sorted;
        this.newest = newest;
        this.maxSequence =
                sorted.stream().mapToLong(RangeTombstone::sequence).max().orElse(-1);
    }

    /**
     * Returns a set of the given tombstones.
     *
     * @param tombstones in any order
     * @return the set
     */
    public static RangeTombstoneSet of(Collection<RangeTombstone> tombstones) {
        if (tombstones.isEmpty()) {
            return EMPTY;
        }
        RangeTombstone[] sorted = tombstones.toArray(RangeTombstone[]::new);
        Arrays.sort(sorted, ORDER);
        List<RangeTombstone> list = List.of(sorted);
        return new RangeTombstoneSet(list, RangeTombstoneFragments.Newest.of(list));
    }

    /**
     * Returns the union of several sets.
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
     * Returns whether there is no tombstone.
     *
     * @return whether the set is empty
     */
    public boolean isEmpty() {
        return tombstones.isEmpty();
    }

    /**
     * Returns the tombstones, by start, then end, then newest first.
     *
     * @return an immutable list
     */
    public List<RangeTombstone> tombstones() {
        return tombstones;
    }

    /**
     * Returns the tombstones that a reader sees who sees all of the set: one that lies wholly under newer ones hides
     * nothing from that reader.
     *
     * @return an immutable list, by start
     */
    public List<RangeTombstone> seen() {
        return newest == null ? List.of() : newest.seen();
    }

    /**
     * Tells a lookup about the newest tombstone that covers its key.
     *
     * @param key array
     * @param offset start of the key
     * @param length its length in bytes
     * @param maxSequence tombstones with a greater sequence do not count
     * @param lookup gets the newest that counts, if there is one
     */
    public void cover(byte[] key, int offset, int length, long maxSequence, Lookup lookup) {
        RangeTombstone covering = newest(key, offset, length, maxSequence);
        if (covering != null) {
            lookup.cover(covering.timestamp(), covering.sequence());
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
        RangeTombstone covering = newest(key, offset, length, maxSequence);
        return covering != null
                && Lookup.compareVersions(covering.timestamp(), covering.sequence(), timestamp, sequence) > 0;
    }

    /** Returns what a reader at a sequence sees; null if the set is empty. */
    @Nullable
    RangeTombstoneFragments fragments(long sequence) {
        if (newest == null || sequence >= maxSequence) {
            return newest;
        }
        RangeTombstoneFragments.History known = history;
        if (known == null) {
            known = RangeTombstoneFragments.History.of(tombstones);
            history = known;
        }
        return known;
    }

    private @Nullable RangeTombstone newest(byte[] key, int offset, int length, long upTo) {
        RangeTombstoneFragments fragments = fragments(upTo);
        return fragments == null
                ? null
                : fragments.newest(fragments.indexOf(key, offset, length, fragments.count() >>> 1), upTo);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof RangeTombstoneSet set) || tombstones.size() != set.tombstones.size()) {
            return false;
        }
        for (int i = 0; i < tombstones.size(); i++) {
            if (ORDER.compare(tombstones.get(i), set.tombstones.get(i)) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (RangeTombstone tombstone : tombstones) {
            hash = 31 * hash + Arrays.hashCode(tombstone.start());
            hash = 31 * hash + Arrays.hashCode(tombstone.end());
            hash = 31 * hash + Long.hashCode(tombstone.timestamp());
            hash = 31 * hash + Long.hashCode(tombstone.sequence());
        }
        return hash;
    }

    @Override
    public String toString() {
        return tombstones.size() + " range tombstones";
    }
}
