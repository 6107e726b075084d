package org.allidb.storage.engine.internal.read;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryBatchReader;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.ScanDirection;
import org.jspecify.annotations.Nullable;

/**
 * Where in a tenant scans have found nothing but deleted and expired rows, so that the next one need not walk there. In
 * memory only. Thread-safe.
 *
 * <p>Why no row is overlooked: a scan at sequence S finds every row of a stretch deleted or expired. Before the stretch
 * becomes a gap, the scan opens a watch under the tenant's write lock. There it learns what was put after S so far, or
 * gives up. What is put from then on takes its key out of watches and gaps, under the same lock. So a gap of sequence S
 * never contains the key of a put later than S. Deletes, flushes and merges bring no row back. A wall clock that is set
 * back may. So a gap knows when the last of its rows expired, and is none to a reader whose clock shows less.
 *
 * <p>A reader takes its sources, then its sequence R, then it looks for a gap. R is at most what its sources hold, because
 * {@link SequenceLimit} ends where a memtable was sealed; so a scan takes no later row for missing. A writer takes its keys out of the gaps
 * before its sequence becomes visible. So no gap that a reader finds contains a put up to R that is later than the
 * gap's S. If S is at most R, the reader would find nothing there. A gap whose S is greater is none to it.
 */
public final class KnownGaps {

    /** The most gaps, and the most scans that watch. */
    static final int MOST = 8;

    private static final Gap[] NONE = {};

    private final ReentrantLock writers;

    @GuardedBy("this")
    private final List<GapWatch> watches = new ArrayList<>();
    /** Disjoint, the newest first; replaced, never changed. */
    private volatile Gap[] gaps = NONE;
    /** Whether there are gaps or watches. Begins under the write lock, so that no put misses it. */
    private volatile boolean inUse;

    @GuardedBy("writers")
    private final RecentPuts recentPuts = new RecentPuts();

    /**
     * Creates an empty set of gaps.
     *
     * @param writers the tenant's write lock
     */
    public KnownGaps(ReentrantLock writers) {
        this.writers = writers;
    }

    /**
     * Takes the rows that a batch puts out of all gaps. Under the write lock, before the batch becomes visible; whether it
     * succeeds does not matter.
     *
     * @param batch sealed
     */
    @SuppressWarnings("GuardedBy") // the caller holds the write lock, which is asserted
    public void put(EntryBatch batch) {
        assert writers.isHeldByCurrentThread();
        recentPuts.add(batch);
        if (inUse) {
            takeOut(batch);
        }
    }

    /**
     * Forgets all gaps: tables have put rows, and where is not known. Under the write lock, before their sequence is visible.
     *
     * @param sequence the last sequence of the rows
     */
    @SuppressWarnings("GuardedBy") // the caller holds the write lock, which is asserted
    public void forget(long sequence) {
        assert writers.isHeldByCurrentThread();
        recentPuts.forget(sequence);
        synchronized (this) {
            watches.clear();
            install(NONE);
        }
    }

    /**
     * Returns the gap around an entry's key that a read at a sequence and a wall time may use. After that sequence was
     * taken.
     */
    @Nullable
    Gap around(EntryRun run, int index, long sequence, long nowMillis) {
        for (Gap gap : gaps) {
            if (gap.sequence() <= sequence
                    && gap.expiredBy() <= nowMillis
                    && gap.contains(run.keys(), run.keyOffset(index), run.keyLength(index))) {
                return gap;
            }
        }
        return null;
    }

    /**
     * Begins to watch over a stretch that a scan has found empty so far.
     *
     * @param start its first key, that of a dead row
     * @param sequence what the scan reads at
     * @return to be closed; null if it is not known what was put since, a writer is busy, or too many watch
     */
    @Nullable
    GapWatch watch(byte[] start, ScanDirection direction, long sequence) {
        // a writer may hold the lock for as long as a disk takes, which is nothing that a reader waits for
        if (!writers.tryLock()) {
            return null;
        }
        try {
            GapWatch watch = new GapWatch(start, direction, sequence);
            return recentPuts.tell(watch) ? add(watch) : null;
        } finally {
            writers.unlock();
        }
    }

    /** Ends a watch; what it has seen becomes no gap. */
    synchronized void drop(GapWatch watch) {
        watches.remove(watch);
        install(gaps);
    }

    /**
     * Makes what was watched a gap, unless the watch was dropped, and so saw no put since.
     *
     * @param expiredBy by when the last of its rows had expired that are not deleted, 0 if there was none
     * @param nowMillis wall time; gaps that no reader can use yet give way
     */
    synchronized void close(GapWatch watch, long expiredBy, long nowMillis) {
        if (!watches.remove(watch)) {
            return;
        }
        Gap gap = watch.gap(expiredBy);
        install(gap.isEmpty() ? gaps : with(gap, nowMillis));
    }

    private synchronized @Nullable GapWatch add(GapWatch watch) {
        if (watches.size() == MOST) {
            return null;
        }
        watches.add(watch);
        inUse = true;
        return watch;
    }

    private synchronized void takeOut(EntryBatch batch) {
        byte[] bytes = batch.bytes();
        EntryBatchReader entry = batch.reader();
        Gap[] left = gaps;
        while (entry.next()) {
            if (entry.type() == EntryType.PUT) {
                for (GapWatch watch : watches) {
                    watch.put(bytes, entry.keyOffset(), entry.keyLength());
                }
                left = without(left, bytes, entry.keyOffset(), entry.keyLength());
            }
        }
        install(left);
    }

    /** Returns the gaps without a key: one that contains it is parted there. */
    private static Gap[] without(Gap[] gaps, byte[] bytes, int offset, int length) {
        for (int i = 0; i < gaps.length; i++) {
            Gap gap = gaps[i];
            if (gap.contains(bytes, offset, length)) {
                byte[] key = Arrays.copyOfRange(bytes, offset, offset + length);
                List<Gap> left = new ArrayList<>(List.of(gaps));
                left.set(i, gap.before(key));
                left.add(i, gap.behindOnly(key));
                left.removeIf(Gap::isEmpty);
                return most(left);
            }
        }
        return gaps;
    }

    /**
     * Returns the gaps with another one, which absorbs those that it touches and replaces those that the clock was set back
     * from.
     */
    private Gap[] with(Gap found, long nowMillis) {
        Gap gap = found;
        List<Gap> others = new ArrayList<>();
        for (Gap other : gaps) {
            boolean isUsable = other.expiredBy() <= nowMillis;
            if (isUsable && other.contains(gap)) {
                return gaps;
            }
            if (!other.touches(gap)) {
                others.add(other);
            } else if (isUsable) {
                gap = gap.with(other);
            }
        }
        others.addFirst(gap);
        return most(others);
    }

    private static Gap[] most(List<Gap> gaps) {
        return gaps.subList(0, Math.min(MOST, gaps.size())).toArray(Gap[]::new);
    }

    @GuardedBy("this")
    private void install(Gap[] changed) {
        gaps = changed;
        inUse = changed.length > 0 || !watches.isEmpty();
    }
}
