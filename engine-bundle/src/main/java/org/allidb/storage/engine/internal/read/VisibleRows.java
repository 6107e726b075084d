package org.allidb.storage.engine.internal.read;

import java.io.IOException;
import org.allidb.storage.kernel.merge.EntryRunPool;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.RangeTombstoneView;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are left of a merged cursor's entries. Of each key that is the newest version, if it is a put that has
 * not expired and that no range tombstone deletes. The cursor shows no entry newer than the snapshot.
 */
abstract sealed class VisibleRows {

    private static final int FIRST_FILL = 8;
    /** After so many older versions of a row the next row is sought: one that is written often has thousands in memory. */
    private static final int MANY_VERSIONS = 64;

    final RunCursor cursor;
    final DeadRun deadRun;
    private final RangeTombstoneView tombstones;
    private final boolean hasTombstones;
    private final long nowMillis;
    private int nextFill;
    /** The run of the row that the walk is on. */
    EntryRun run = EntryRunPool.take();
    /** The row's entry in it. */
    int index;

    private VisibleRows(RunCursor cursor, RangeTombstoneView tombstones, DeadRun deadRun, ScanContext scan) {
        this.deadRun = deadRun;
        this.nextFill = scan.limit() == 0 ? FIRST_FILL : (int) Math.min(scan.limit(), EntryRun.CAPACITY);
        this.cursor = cursor;
        this.tombstones = tombstones;
        this.hasTombstones = !tombstones.isEmpty();
        this.nowMillis = scan.nowMillis();
    }

    /**
     * Returns the rows of a scan.
     *
     * @param cursor all versions, of all sources
     * @param tombstones the range tombstones of all sources
     * @param deadRun records rows that are dead
     */
    static VisibleRows of(RunCursor cursor, RangeTombstoneView tombstones, DeadRun deadRun, ScanContext scan) {
        return scan.direction() == ScanDirection.REVERSE
                ? new Reverse(cursor, tombstones, deadRun, scan)
                : new Forward(cursor, tombstones, deadRun, scan);
    }

    /** Goes to the next visible row, which then is entry {@link #index()} of {@link #run()}. */
    abstract boolean next() throws IOException;

    /** Moves the walk; see {@link RunCursor#seek}. */
    void seek(byte[] place) throws IOException {
        deadRun.end();
        run.clear();
        index = -1;
        nextFill = FIRST_FILL;
        cursor.seek(place, 0, place.length);
    }

    final EntryRun run() {
        return run;
    }

    final int index() {
        return index;
    }

    /** Releases the runs. Called once. */
    void close() {
        deadRun.end();
        cursor.close();
        EntryRunPool.give(run);
    }

    final boolean fill(EntryRun run) throws IOException {
        int filled = cursor.fill(run, nextFill);
        nextFill = Math.min(EntryRun.CAPACITY, 4 * nextFill);
        return filled > 0;
    }

    /** Returns whether a row is deleted, or has expired, which is true no more if the wall clock is set back. */
    final boolean isDead(EntryRun run, int index) {
        if (isDeleted(run, index)) {
            return true;
        }
        long expiry = run.expiresAt(index);
        if (expiry == 0 || expiry > nowMillis) {
            return false;
        }
        deadRun.expired(expiry);
        return true;
    }

    private boolean isDeleted(EntryRun run, int index) {
        return run.type(index) != EntryType.PUT
                || hasTombstones
                        && tombstones.deletes(
                                run.keys(),
                                run.keyOffset(index),
                                run.keyLength(index),
                                run.timestamp(index),
                                run.sequence(index));
    }

    /** Ends the run of dead rows. Returns false. */
    final boolean noMore() {
        deadRun.end();
        return false;
    }

    /** Goes to where dead rows end, if that is behind the last entry of a run; otherwise there is a shorter way. */
    final boolean skips(EntryRun run, byte @Nullable [] target, ScanDirection direction) throws IOException {
        if (target == null || target == DeadRun.END) {
            return false;
        }
        int last = run.size() - 1;
        int order = KeyOrder.compare(run.keys(), run.keyOffset(last), run.keyLength(last), target, 0, target.length);
        if (direction == ScanDirection.FORWARD ? order >= 0 : order < 0) {
            return false;
        }
        cursor.seek(target, 0, target.length);
        return true;
    }

    /** Newest version first: the first entry of a key decides, the rest is passed over. */
    private static final class Forward extends VisibleRows {

        /** The run before, and the next one; null as long as the first one lasts. */
        private @Nullable EntryRun spare;
        /** Versions of the row that were passed over in a row. */
        private int older;

        Forward(RunCursor cursor, RangeTombstoneView tombstones, DeadRun deadRun, ScanContext scan) {
            super(cursor, tombstones, deadRun, scan);
            index = -1;
        }

        @Override
        boolean next() throws IOException {
            while (true) {
                EntryRun previous = run;
                int previousIndex = index;
                if (++index >= run.size() && !fillNext()) {
                    index = previousIndex;
                    return noMore();
                }
                if (previousIndex >= 0 && run.compareKeys(index, previous, previousIndex) == 0) {
                    if (++older == MANY_VERSIONS) {
                        passVersions();
                    }
                    continue;
                }
                older = 0;
                if (!isDead(run, index)) {
                    deadRun.end();
                    return true;
                }
                if (!passDead()) {
                    return noMore();
                }
            }
        }

        @Override
        void seek(byte[] place) throws IOException {
            older = 0;
            super.seek(place);
        }

        /** Goes to the first entry of the next run; the row before it stays where it is, to be compared with. */
        private boolean fillNext() throws IOException {
            EntryRun filled = run;
            if (run.size() > 0) {
                filled = spare;
                if (filled == null) {
                    filled = EntryRunPool.take();
                    spare = filled;
                }
            }
            if (!fill(filled)) {
                return false;
            }
            if (filled != run) {
                spare = run;
                run = filled;
            }
            index = 0;
            return true;
        }

        private void passVersions() throws IOException {
            older = 0;
            if (skips(run, Gap.behind(run.key(index)), ScanDirection.FORWARD)) {
                index = run.size() - 1;
            }
        }

        /** Passes dead rows, and returns whether rows of the scan's range may follow. Apart from the loop over rows, which is to stay small. */
        private boolean passDead() throws IOException {
            byte[] target = deadRun.pass(run, index);
            if (skips(run, target, ScanDirection.FORWARD)) {
                index = run.size() - 1;
            }
            return target != DeadRun.END;
        }

        @Override
        void close() {
            super.close();
            EntryRun other = spare;
            if (other != null) {
                EntryRunPool.give(other);
            }
        }
    }

    /** Oldest version first: the last entry of a key decides, so the entry behind is looked at before one is shown. */
    private static final class Reverse extends VisibleRows {

        /** The run behind the current one, if it is filled already. */
        private EntryRun following = EntryRunPool.take();

        private boolean filled;

        Reverse(RunCursor cursor, RangeTombstoneView tombstones, DeadRun deadRun, ScanContext scan) {
            super(cursor, tombstones, deadRun, scan);
            index = -1;
        }

        @Override
        boolean next() throws IOException {
            while (advance()) {
                while (isNewerVersionBehind()) {
                    advance();
                }
                if (!isDead(run, index)) {
                    deadRun.end();
                    return true;
                }
                byte[] target = deadRun.pass(run, index);
                if (target == DeadRun.END) {
                    break;
                }
                if ((filled || isInRun()) && skips(filled ? following : run, target, ScanDirection.REVERSE)) {
                    index = run.size() - 1;
                    filled = false;
                }
            }
            return noMore();
        }

        @Override
        void seek(byte[] place) throws IOException {
            following.clear();
            filled = false;
            super.seek(place);
        }

        /** Goes to the entry behind, if there is one. */
        private boolean advance() throws IOException {
            if (isInRun()) {
                index++;
                return true;
            }
            if (!fillFollowing()) {
                return false;
            }
            EntryRun passed = run;
            run = following;
            following = passed;
            filled = false;
            index = 0;
            return true;
        }

        private boolean isNewerVersionBehind() throws IOException {
            return isInRun()
                    ? run.compareKeys(index + 1, run, index) == 0
                    : fillFollowing() && following.compareKeys(0, run, index) == 0;
        }

        /** Returns whether the entry behind is in the same run. */
        private boolean isInRun() {
            return index + 1 < run.size();
        }

        private boolean fillFollowing() throws IOException {
            if (!filled) {
                filled = fill(following);
            }
            return filled;
        }

        @Override
        void close() {
            super.close();
            EntryRunPool.give(following);
        }
    }
}
