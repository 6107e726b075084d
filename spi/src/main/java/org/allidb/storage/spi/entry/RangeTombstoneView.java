package org.allidb.storage.spi.entry;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the range tombstones of several sources delete, as one reader sees it. The sets are not united, which would take
 * n log n steps for each new tombstone. Each is searched near the place where it was searched last. The answer is kept
 * for all keys around that have the same one. A scan asks key by key, so that almost all its questions cost two
 * comparisons. Used by one thread at a time.
 */
@ProviderType
public final class RangeTombstoneView {

    private static final byte[] NONE = {};
    private static final RangeTombstoneFragments[] NO_FRAGMENTS = {};

    private final RangeTombstoneFragments[] fragments;
    private final int[] places;
    private final long maxSequence;
    /** The keys that have the answer below: from one, inclusive, to another; empty for no bound. */
    private byte[] from = NONE;

    private byte[] to = NONE;
    private boolean placed;
    private @Nullable RangeTombstone newest;

    /**
     * A view.
     *
     * @param sets the range tombstones of all sources
     * @param maxSequence tombstones with a greater sequence do not count
     */
    public RangeTombstoneView(Collection<RangeTombstoneSet> sets, long maxSequence) {
        this.fragments = sets.isEmpty()
                ? NO_FRAGMENTS
                : sets.stream()
                        .filter(set -> !set.isEmpty())
                        .map(set -> set.fragments(maxSequence))
                        .toArray(RangeTombstoneFragments[]::new);
        this.places = new int[fragments.length];
        this.maxSequence = maxSequence;
    }

    /**
     * Returns whether there is no tombstone.
     *
     * @return whether it deletes nothing, wherever it is asked
     */
    public boolean isEmpty() {
        return fragments.length == 0;
    }

    /**
     * Tells whether a version is deleted.
     *
     * @param key array
     * @param offset start of the key
     * @param length its length in bytes
     * @param timestamp the version's timestamp
     * @param sequence the version's sequence
     * @return whether a newer tombstone covers it
     */
    public boolean deletes(byte[] key, int offset, int length, long timestamp, long sequence) {
        if (!isAround(key, offset, length)) {
            place(key, offset, length);
        }
        RangeTombstone covering = newest;
        return covering != null
                && Lookup.compareVersions(covering.timestamp(), covering.sequence(), timestamp, sequence) > 0;
    }

    /**
     * Tells how far a version, and everything older, is deleted around a key, so that a walk can continue behind.
     *
     * @param key array
     * @param offset start of the key
     * @param length its length in bytes
     * @param timestamp the version's timestamp
     * @param sequence the version's sequence
     * @param direction where the walk goes
     * @return forward: a key up to which it is deleted everywhere; in reverse: one from which on it is. Where a stretch
     *     has hundreds of fragments that is not its end, but a place from where it can be asked again; the same array for
     *     all keys that have the same place, not to be changed. Null if it is not deleted at the key
     */
    public byte @Nullable [] deletedUpTo(
            byte[] key, int offset, int length, long timestamp, long sequence, ScanDirection direction) {
        byte[] farthest = null;
        for (int i = 0; i < fragments.length; i++) {
            int fragment = fragments[i].indexOf(key, offset, length, places[i]);
            byte[] end = fragments[i].deletedUpTo(fragment, timestamp, sequence, maxSequence, direction);
            if (end != null && (farthest == null || isFarther(end, farthest, direction))) {
                farthest = end;
            }
        }
        return farthest;
    }

    private static boolean isFarther(byte[] a, byte[] b, ScanDirection direction) {
        int order = KeyOrder.compare(a, b);
        return direction == ScanDirection.FORWARD ? order > 0 : order < 0;
    }

    private boolean isAround(byte[] key, int offset, int length) {
        return placed
                && (from == NONE || KeyOrder.compare(from, 0, from.length, key, offset, length) <= 0)
                && (to == NONE || KeyOrder.compare(to, 0, to.length, key, offset, length) > 0);
    }

    private void place(byte[] key, int offset, int length) {
        placed = true;
        from = NONE;
        to = NONE;
        newest = null;
        for (int i = 0; i < fragments.length; i++) {
            RangeTombstoneFragments all = fragments[i];
            int fragment = all.indexOf(key, offset, length, places[i]);
            places[i] = fragment;
            RangeTombstone candidate = all.newest(fragment, maxSequence);
            RangeTombstone best = newest;
            if (candidate != null
                    && (best == null
                            || Lookup.compareVersions(
                                            candidate.timestamp(),
                                            candidate.sequence(),
                                            best.timestamp(),
                                            best.sequence())
                                    > 0)) {
                newest = candidate;
            }
            if (fragment >= 0 && (from == NONE || KeyOrder.compare(all.start(fragment), from) > 0)) {
                from = all.start(fragment);
            }
            if (fragment < all.count() && (to == NONE || KeyOrder.compare(all.start(fragment + 1), to) < 0)) {
                to = all.start(fragment + 1);
            }
        }
    }
}
