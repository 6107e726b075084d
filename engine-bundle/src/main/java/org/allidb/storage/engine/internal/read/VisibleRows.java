package org.allidb.storage.engine.internal.read;

import java.io.IOException;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryRunPool;
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
    private final boolean hasTombstones;
    private final long maxSequence;
    private final long nowMillis;
    private int nextFill;

    private VisibleRows(
            RunCursor cursor, RangeTombstoneSet tombstones, long maxSequence, long nowMillis, long limit) {
        this.nextFill = limit == 0 ? FIRST_FILL : (int) Math.min(limit, EntryRun.CAPACITY);
        this.cursor = cursor;
        this.tombstones = tombstones;
        this.hasTombstones = !tombstones.isEmpty();
        this.maxSequence = maxSequence;
        this.nowMillis = nowMillis;
    }

    /**
     * The rows.
     *
     * @param limit how many are wanted, 0 if that is not known
     */
    static VisibleRows of(
            RunCursor cursor,
            RangeTombstoneSet tombstones,
            long maxSequence,
            long nowMillis,
            long limit,
            boolean reverse) {
        return reverse
                ? new Reverse(cursor, tombstones, maxSequence, nowMillis, limit)
                : new Forward(cursor, tombstones, maxSequence, nowMillis, limit);
    }

    /** Goes to the next visible row, which then is entry {@link #index()} of {@link #run()}. */
    abstract boolean next() throws IOException;

    abstract EntryRun run();

    abstract int index();

    /** Once. */
    abstract void close();

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
        return !hasTombstones
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

        private EntryRun run = EntryRunPool.take();
        private EntryRun spare = EntryRunPool.take();
        private int index = -1;

        Forward(RunCursor cursor, RangeTombstoneSet tombstones, long maxSequence, long nowMillis, long limit) {
            super(cursor, tombstones, maxSequence, nowMillis, limit);
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
        void close() {
            cursor.close();
            EntryRunPool.give(run);
            EntryRunPool.give(spare);
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

        private final EntryRun ahead = EntryRunPool.take();
        private final EntryRun winner = EntryRunPool.take();
        private int next;

        Reverse(RunCursor cursor, RangeTombstoneSet tombstones, long maxSequence, long nowMillis, long limit) {
            super(cursor, tombstones, maxSequence, nowMillis, limit);
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
        void close() {
            cursor.close();
            EntryRunPool.give(ahead);
            EntryRunPool.give(winner);
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
