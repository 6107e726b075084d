package org.allidb.storage.wal.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The segments that may have unsynced records, oldest first. Used under the append lock of the log. */
final class UnsyncedSegments {

    /** So many may be unsynced; with more of them, writers wait for a sync. */
    private static final int MOST = 3;

    private final Deque<LogSegment> segments = new ArrayDeque<>();

    /**
     * A segment whose records a sync covers.
     *
     * @param segment the segment
     * @param end offset after the last record that is covered
     */
    record Tail(LogSegment segment, long end) {

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

    /** Returns what a sync covers that begins now. */
    List<Tail> tails() {
        return segments.stream()
                .map(segment -> new Tail(segment, segment.end()))
                .toList();
    }

    /** Removes the segments that were synced and have not grown since that sync began. */
    void removeSynced(List<Tail> synced) {
        synced.stream().filter(Tail::hasNotGrown).forEach(tail -> segments.remove(tail.segment));
    }

    boolean contains(LogSegment segment) {
        return segments.contains(segment);
    }

    /** Returns whether writers are so far ahead of the syncs that they wait for one. */
    boolean areMany() {
        return segments.size() > MOST;
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
