package org.allidb.storage.wal.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The segments that may have unsynced records, oldest first. Used under the append lock of the log. */
final class UnsyncedSegments {

    /** So many may be unsynced; with more of them, writers wait until the oldest is synced. */
    private static final int MOST = 3;

    private final Deque<LogSegment> segments = new ArrayDeque<>();

    /**
     * A segment whose records a sync covers.
     *
     * @param segment the segment
     * @param end offset after the last record that is covered
     */
    record Tail(LogSegment segment, long end) {

        /** Returns the position after the last record that is covered. */
        long endPosition() {
            return segment.position(end);
        }

        private boolean hasNotGrown() {
            return segment.end() == end;
        }
    }

    /** Adds the segment to which a record is appended, unless it is the last one. */
    void add(LogSegment active) {
        if (segments.peekLast() != active) {
            segments.addLast(active);
        }
    }

    /** Returns what a sync of the oldest one covers that begins now, or null if there is none. */
    @Nullable
    Tail oldest() {
        LogSegment oldest = segments.peekFirst();
        return oldest == null ? null : new Tail(oldest, oldest.end());
    }

    /** Removes a segment that was synced, unless it has grown since that sync began. */
    void removeSynced(Tail synced) {
        if (synced.hasNotGrown()) {
            segments.remove(synced.segment);
        }
    }

    boolean contains(LogSegment segment) {
        return segments.contains(segment);
    }

    /** Returns the position that a writer waits for before it goes on, which is far ahead of the syncs; else 0. */
    long positionToWaitFor() {
        return segments.size() > MOST ? segments.getFirst().endPosition() : 0;
    }

    /** Returns the oldest one, or another segment if there is none. */
    LogSegment oldestOr(LogSegment other) {
        LogSegment oldest = segments.peekFirst();
        return oldest == null ? other : oldest;
    }

    void clear() {
        segments.clear();
    }
}
