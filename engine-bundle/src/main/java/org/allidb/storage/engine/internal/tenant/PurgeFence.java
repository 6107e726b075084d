package org.allidb.storage.engine.internal.tenant;

import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.TenantId;

/**
 * Keeps writes with callers' timestamps from slipping under tombstones that are being dropped: a merge opens a watch,
 * and before its result is installed it asks whether such a write came meanwhile; if not, the fence is raised and later
 * ones are refused. Timestamps that the engine gives are always above the fence. Thread-safe.
 */
final class PurgeFence {

    private final List<Watch> watches = new ArrayList<>();
    private long horizon;
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
        watches.forEach(watch -> watch.lowest = Math.min(watch.lowest, timestamp));
    }

    /** The tenant has writes with callers' timestamps. */
    synchronized void sawCallersTimestamp() {
        callersTimestamps = true;
    }

    synchronized boolean callersTimestamps() {
        return callersTimestamps;
    }

    synchronized Watch watch() {
        Watch watch = new Watch();
        watches.add(watch);
        return watch;
    }

    /** A merge between the first look at what is outside it and the installation of its result. */
    final class Watch implements AutoCloseable {

        private long lowest = Long.MAX_VALUE;

        private Watch() {}

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
            }
        }
    }
}
