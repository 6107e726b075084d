package org.allidb.storage.engine.internal.read;

import java.io.IOException;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;

/**
 * The rows that are left of a merged cursor's entries: of each key the newest version, if it is a put that has neither
 * expired nor been deleted by a range tombstone. The cursor shows no entry newer than the snapshot.
 */
abstract sealed class VisibleRows {

    private static final int FIRST_FILL = 8;

    final RunCursor cursor;
    private final RangeTombstoneSet tombstones;
    private final long maxSequence;
    private final long nowMillis;
    private int nextFill = FIRST_FILL;

    private VisibleRows(RunCursor cursor, RangeTombstoneSet tombstones, long maxSequence, long nowMillis) {
        this.cursor = cursor;
        this.tombstones = tombstones;
        this.maxSequence = maxSequence;
        this.nowMillis = nowMillis;
    }

    static VisibleRows of(
            RunCursor cursor, RangeTombstoneSet tombstones, long maxSequence, long nowMillis, boolean reverse) {
        return reverse
                ? new Reverse(cursor, tombstones, maxSequence, nowMillis)
                : new Forward(cursor, tombstones, maxSequence, nowMillis);
    }

    /** Goes to the next visible row, which then is entry {@link #index()} of {@link #run()}. */
    abstract boolean next() throws IOException;

    abstract EntryRun run();

    abstract int index();

    void close() {
        cursor.close();
    }

    final boolean fill(EntryRun run) throws IOException {
        int filled = cursor.fill(run, nextFill);
        nextFill = Math.min(EntryRun.CAPACITY, 4 * nextFill);
        return filled > 0;
    }

    final boolean isLive(EntryRun run, int index) {
        if (run.type(index) != EntryType.PUT) {
            return false;
        }
        long expiry = run.expiresAt(index);
        if (expiry != 0 && expiry <= nowMillis) {
            return false;
        }
        return tombstones.isEmpty()
                || !tombstones.deletes(
                        run.keys(),
                        run.keyOffset(index),
                        run.keyLength(index),
                        run.timestamp(index),
                        run.sequence(index),
                        maxSequence);
    }

    /** Newest version first: the first entry of a key decides, the rest is passed over. */
    private static final class Forward extends VisibleRows {

        private EntryRun run = new EntryRun();
        private EntryRun spare = new EntryRun();
        private int index = -1;

        Forward(RunCursor cursor, RangeTombstoneSet tombstones, long maxSequence, long nowMillis) {
            super(cursor, tombstones, maxSequence, nowMillis);
        }

        @Override
        boolean next() throws IOException {
            while (true) {
                EntryRun previous = run;
                int previousIndex = index;
                if (++index >= run.size()) {
                    EntryRun filled = spare;
                    if (!fill(filled)) {
                        index = previousIndex;
                        return false;
                    }
                    spare = run;
                    run = filled;
                    index = 0;
                }
                boolean newKey = previousIndex < 0 || run.compareKeys(index, previous, previousIndex) != 0;
                if (newKey && isLive(run, index)) {
                    return true;
                }
            }
        }

        @Override
        EntryRun run() {
            return run;
        }

        @Override
        int index() {
            return index;
        }
    }

    /** Oldest version first: the last entry of a key decides, so one entry is looked ahead. */
    private static final class Reverse extends VisibleRows {

        private final EntryRun ahead = new EntryRun();
        private final EntryRun winner = new EntryRun();
        private int next;

        Reverse(RunCursor cursor, RangeTombstoneSet tombstones, long maxSequence, long nowMillis) {
            super(cursor, tombstones, maxSequence, nowMillis);
        }

        @Override
        boolean next() throws IOException {
            while (hasAhead()) {
                winner.clear();
                winner.add(ahead, next++);
                while (hasAhead() && ahead.compareKeys(next, winner, 0) == 0) {
                    winner.clear();
                    winner.add(ahead, next++);
                }
                if (isLive(winner, 0)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        EntryRun run() {
            return winner;
        }

        @Override
        int index() {
            return 0;
        }

        private boolean hasAhead() throws IOException {
            if (next < ahead.size()) {
                return true;
            }
            next = 0;
            return fill(ahead);
        }
    }
}
