package org.allidb.storage.wal.internal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The segment that follows the active one, from its creation until it becomes the active one itself. Used under the append
 * lock of the log.
 */
final class FollowingSegment {

    private @Nullable LogSegment segment;
    /** Whether the anchor names it for certain. */
    private boolean named;
    /** The number of the last active segment for which it was claimed. */
    private long claimedAfter;

    /** Returns whether it is time to make it; true once for each active segment. */
    boolean claim(LogSegment active, boolean hasFreeFile) {
        boolean claimed = segment == null
                && claimedAfter != active.header().number()
                && (active.isHalfFull() || active.isSyncedWhileItGrows() && hasFreeFile);
        if (claimed) {
            claimedAfter = active.header().number();
        }
        return claimed;
    }

    /** Returns it, or null if there is none. */
    @Nullable
    LogSegment get() {
        return segment;
    }

    /** Returns whether there is one with all its blocks. */
    boolean isWhole() {
        return segment != null && segment.isWhole();
    }

    /** Returns whether there is one that the anchor names. */
    boolean isNamed() {
        return named;
    }

    /** Sets one that the anchor does not name yet. There was none. */
    void set(LogSegment made) {
        segment = made;
        named = false;
    }

    /** Notes that the anchor was written with a segment behind the active one, or without. */
    void written(@Nullable LogSegment following) {
        named |= segment != null && segment == following;
    }

    /** Takes it, which is named, to be the active one. */
    LogSegment take() {
        LogSegment taken = Objects.requireNonNull(segment);
        remove();
        return taken;
    }

    /** Removes it; returns it, or null if there was none. */
    @Nullable
    LogSegment remove() {
        LogSegment removed = segment;
        segment = null;
        named = false;
        return removed;
    }
}
