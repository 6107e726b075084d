package org.allidb.storage.engine.internal.tenant;

import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.TenantId;

/**
 * Keeps writes from slipping under tombstones that are being dropped: a merge opens a watch, and before its result is
 * installed it asks whether a write came meanwhile at or below what it dropped; if not, the fence is raised, later ones
 * with callers' timestamps are refused, and the engine gives timestamps above the fence. A tombstone whose timestamp is
 * ahead of the engine's stays, because it still hides what is written next. Thread-safe.
 */
final class PurgeFence {

    private final List<Watch> watches = new ArrayList<>();
    private volatile long horizon;
    /** Up to where tombstones may be dropped by the merges that run; -1 if none does. */
    private volatile long ceiling = -1;
    private boolean callersTimestamps;

    PurgeFence(long horizon, boolean callersTimestamps) {
        this.horizon = horizon;
        this.callersTimestamps = callersTimestamps;
    }

    /** A write with a caller's timestamp comes. */
    synchronized void admit(long timestamp, TenantId tenant) {
        if (timestamp <= horizon) {
            throw new InvalidArgumentException("the timestamp " + timestamp + " is not after " + horizon
                    + ", up to which tenant '" + tenant + "' has dropped tombstones, so the write could bring a deleted"
                    + " row back; write with a later timestamp, or raise compaction.tombstone_retention_minutes");
        }
        callersTimestamps = true;
        noteWrite(timestamp);
    }

    /**
     * The timestamp of a write that brings none. Under the tenant's write lock.
     *
     * @param last the greatest one that the engine gave
     * @param wallMicros wall time
     */
    long next(long last, long wallMicros) {
        long timestamp = Math.max(Math.max(last, horizon) + 1, wallMicros);
        if (timestamp <= ceiling) {
            // the wall clock was set back while a merge runs
            noteWrite(timestamp);
        }
        return timestamp;
    }

    private synchronized void noteWrite(long timestamp) {
        watches.forEach(watch -> watch.lowest = Math.min(watch.lowest, timestamp));
    }

    /** The tenant has writes with callers' timestamps. */
    synchronized void sawCallersTimestamp() {
        callersTimestamps = true;
    }

    synchronized boolean callersTimestamps() {
        return callersTimestamps;
    }

    /**
     * Opens a watch. Under the tenant's write lock, so that every write is in memory that came before.
     *
     * @param most the greatest timestamp that the engine may have given by now; tombstones beyond it stay
     */
    synchronized Watch watch(long most) {
        Watch watch = new Watch(most);
        watches.add(watch);
        ceiling = Math.max(ceiling, most);
        return watch;
    }

    /** A merge between the first look at what is outside it and the installation of its result. */
    final class Watch implements AutoCloseable {

        private final long most;
        private long lowest = Long.MAX_VALUE;

        private Watch(long most) {
            this.most = most;
        }

        /** The greatest timestamp of a tombstone that may be dropped. */
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
