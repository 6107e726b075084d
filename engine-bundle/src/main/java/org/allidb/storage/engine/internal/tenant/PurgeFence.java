package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.version.Counters;
import org.allidb.storage.spi.entry.EntryBatch;

/**
 * The timestamps of a tenant's writes, and a fence that keeps writes from slipping under tombstones which are being dropped.
 *
 * <ul>
 *   <li>A merge opens a watch. Before its result is installed it asks whether a write came meanwhile at or below what it
 *       dropped. If not, the fence is raised: later writes with callers' timestamps at or below it are refused, and the
 *       engine gives timestamps above it.
 *   <li>A tombstone whose timestamp is ahead of the engine's stays, because it still hides what is written next.
 *   <li>Thread-safe. What a write needs costs two volatile reads, under the tenant's write lock.
 * </ul>
 */
final class PurgeFence {

    private final ReentrantLock writeLock;

    /** The last timestamp that the engine gave. */
    @GuardedBy("writeLock")
    private long lastGiven;

    /** The merges that watch. */
    @GuardedBy("this")
    private final List<Watch> watches = new ArrayList<>(0);

    /** The timestamps of rows that are being written into tables and are in none yet. */
    @GuardedBy("this")
    private final List<Hold> held = new ArrayList<>(0);

    @GuardedBy("this")
    private boolean callersTimestamps;

    /** The greatest timestamp of a tombstone that was dropped. Written under the monitor. */
    private volatile long horizon;
    /** Up to where tombstones may be dropped by the merges that run, -1 if none does. Written under the monitor. */
    private volatile long ceiling = -1;

    /**
     * Continues from what is in tables.
     *
     * @param writeLock the tenant's
     * @param persisted the counters of the tables
     */
    PurgeFence(ReentrantLock writeLock, Counters persisted) {
        this.writeLock = writeLock;
        this.lastGiven = persisted.lastTimestamp();
        this.horizon = persisted.purgeHorizon();
        this.callersTimestamps = persisted.callersTimestamps();
    }

    /**
     * Admits a write with a caller's timestamp.
     *
     * @throws InvalidArgumentException if it is at or below the fence
     */
    synchronized void admit(long timestamp, TenantId tenant) {
        if (timestamp <= horizon) {
            throw new InvalidArgumentException("the timestamp " + timestamp + " is not after " + horizon
                    + ", up to which tenant '" + tenant + "' has dropped tombstones, so the write could bring a deleted"
                    + " row back; write with a later timestamp, or raise compaction.tombstone_retention_minutes");
        }
        noteWrite(timestamp);
    }

    /**
     * Returns a timestamp for a write that brings none, greater than all that were given before. It counts as given when
     * the log has the write. Called under the write lock.
     *
     * @param wallMicros wall time
     */
    @SuppressWarnings("GuardedBy") // the caller holds the lock, which is asserted
    long next(long wallMicros) {
        assert writeLock.isHeldByCurrentThread();
        long raised;
        long timestamp;
        do {
            raised = horizon;
            timestamp = Math.max(Math.max(lastGiven, raised) + 1, wallMicros);
            if (timestamp <= ceiling) {
                // the wall clock was set back while a merge runs
                noteWrite(timestamp);
            }
            // a merge that was installed meanwhile did not know of the write
        } while (horizon != raised);
        return timestamp;
    }

    /** Records the timestamp of a batch that the log has. Called under the write lock. */
    @SuppressWarnings("GuardedBy") // the caller holds the lock, which is asserted
    void logged(EntryBatch batch) {
        assert writeLock.isHeldByCurrentThread();
        if (batch.hasCallersTimestamp()) {
            sawCallersTimestamp();
        } else {
            lastGiven = Math.max(lastGiven, batch.timestamp());
        }
    }

    /** Records the timestamp of a batch that is replayed. */
    void replayed(EntryBatch batch) {
        writeLock.lock();
        try {
            logged(batch);
        } finally {
            writeLock.unlock();
        }
    }

    /** Returns whether a write ever had a caller's timestamp. */
    synchronized boolean callersTimestamps() {
        return callersTimestamps;
    }

    /**
     * Opens a watch for a merge. It takes the write lock, so that every write which came before is in memory.
     *
     * @param wallMicros wall time; tombstones that are not older than it, and not than a timestamp that was given, stay
     */
    Watch watch(long wallMicros) {
        writeLock.lock();
        try {
            return watchUpTo(Math.max(lastGiven, wallMicros - 1));
        } finally {
            writeLock.unlock();
        }
    }

    /**
     * Gives rows a timestamp that will be in tables later: until the hold is closed, no merge drops a tombstone that is not
     * older.
     *
     * @param wallMicros wall time
     */
    Hold hold(long wallMicros) {
        writeLock.lock();
        try {
            long timestamp = next(wallMicros);
            lastGiven = timestamp;
            return add(new Hold(timestamp));
        } finally {
            writeLock.unlock();
        }
    }

    /**
     * Admits the caller's timestamp for rows that will be in tables later, as {@link #hold} gives one.
     *
     * @throws InvalidArgumentException if it is at or below the fence
     */
    synchronized Hold holdAt(long timestamp, TenantId tenant) {
        admit(timestamp, tenant);
        sawCallersTimestamp();
        return add(new Hold(timestamp));
    }

    private synchronized Hold add(Hold hold) {
        held.add(hold);
        return hold;
    }

    private synchronized Watch watchUpTo(long newest) {
        long most = held.stream().mapToLong(hold -> hold.timestamp() - 1).reduce(newest, Math::min);
        Watch watch = new Watch(most);
        watches.add(watch);
        ceiling = Math.max(ceiling, most);
        return watch;
    }

    private synchronized void sawCallersTimestamp() {
        callersTimestamps = true;
    }

    private synchronized void noteWrite(long timestamp) {
        watches.forEach(watch -> watch.wrote(timestamp));
    }

    /** Rows that will be in tables, from the gift of their timestamp to the installation of the tables. */
    final class Hold implements AutoCloseable {

        private final long timestamp;

        private Hold(long timestamp) {
            this.timestamp = timestamp;
        }

        long timestamp() {
            return timestamp;
        }

        @Override
        public void close() {
            synchronized (PurgeFence.this) {
                held.remove(this);
            }
        }
    }

    /** A merge, from its first look at what is outside it to the installation of its result. */
    final class Watch implements AutoCloseable {

        private final long most;
        /** The least timestamp of a write that came since. */
        @GuardedBy("PurgeFence.this")
        private long lowest = Long.MAX_VALUE;

        private Watch(long most) {
            this.most = most;
        }

        @SuppressWarnings("GuardedBy") // the caller holds the monitor, which is asserted
        private void wrote(long timestamp) {
            assert Thread.holdsLock(PurgeFence.this);
            lowest = Math.min(lowest, timestamp);
        }

        /** Returns the greatest timestamp of a tombstone that may be dropped. */
        long most() {
            return most;
        }

        /**
         * Raises the fence to the greatest timestamp of what the merge dropped.
         *
         * @return false if a write at or below it came while the merge ran, so that its result must not be installed
         */
        boolean raise(long purgedTimestamp) {
            synchronized (PurgeFence.this) {
                if (lowest <= purgedTimestamp) {
                    return false;
                }
                horizon = Math.max(horizon, purgedTimestamp);
                return true;
            }
        }

        @Override
        public void close() {
            synchronized (PurgeFence.this) {
                watches.remove(this);
                ceiling = watches.stream().mapToLong(Watch::most).max().orElse(-1);
            }
        }
    }
}
