package org.allidb.storage.engine.internal.read;

import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.ScanDirection;
import org.jspecify.annotations.Nullable;

/** The deleted and expired rows that a scan passes one after the other. Looks for a known gap, and makes one known if there are many. */
final class DeadRun {

    /** What {@link #pass} gives where the scan's range ends. */
    static final byte[] END = {};

    /** After so many rows, and so many more, it looks for a gap. */
    static final int LOOK_EVERY = 1 << 5;
    /** So many rows are worth to be known. */
    static final int WATCH_EVERY = 1 << 10;

    private final KnownGaps gaps;
    private final ScanContext scan;
    private long count;
    /** When the last of those expired that have merely expired. */
    private long expiredBy;
    /** Where it would begin if it were known; {@link #END} as long as it is short. */
    private byte[] start = END;

    private @Nullable GapWatch watch;

    /**
     * Creates a run without rows.
     *
     * @param gaps the tenant's known gaps
     * @param scan the scan that meets the rows
     */
    DeadRun(KnownGaps gaps, ScanContext scan) {
        this.gaps = gaps;
        this.scan = scan;
    }

    /** Records that the next row is not deleted, but has expired, and is passed next. */
    void expired(long expiryMillis) {
        expiredBy = Math.max(expiredBy, expiryMillis);
    }

    /**
     * Records that the next row is dead.
     *
     * @return where to continue, as a place to seek; null for the next row, {@link #END} if this one and all that follow are
     *     out of the scan's range
     */
    byte @Nullable [] pass(EntryRun run, int index) {
        count++;
        boolean looks = (count & LOOK_EVERY - 1) == 0;
        GapWatch open = watch;
        if (open == null && !looks) {
            return null;
        }
        // out of its range a scan does not see all tables, and must not record what is there
        if (scan.bounds().isPast(run, index, scan.direction())) {
            return END;
        }
        if (open != null) {
            open.passed(run, index);
        }
        return looks ? look(run, index) : null;
    }

    /** Ends the run: the next row lives, or there is none. */
    void end() {
        if (count > 0) {
            count = 0;
            start = END;
            GapWatch open = watch;
            if (open != null) {
                watch = null;
                gaps.close(open, expiredBy, scan.nowMillis());
            }
            expiredBy = 0;
        }
    }

    /** Abandons the run: the scan was ended, maybe by another thread, and what it watched becomes no gap. */
    void abandon() {
        GapWatch open = watch;
        if (open != null) {
            gaps.drop(open);
        }
    }

    private byte @Nullable [] look(EntryRun run, int index) {
        if (start == END) {
            start = run.key(index);
        }
        if (watch == null && (count & WATCH_EVERY - 1) == 0) {
            GapWatch opened = gaps.watch(start, scan.direction(), scan.sequence());
            if (opened != null) {
                opened.passed(run, index);
                watch = opened;
            }
        }
        Gap gap = gaps.around(run, index, scan.sequence(), scan.nowMillis());
        if (gap == null) {
            return null;
        }
        return scan.direction() == ScanDirection.FORWARD ? gap.to() : gap.from();
    }
}
