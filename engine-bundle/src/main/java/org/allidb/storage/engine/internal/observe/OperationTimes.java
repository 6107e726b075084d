package org.allidb.storage.engine.internal.observe;

import org.allidb.storage.api.statistics.Latencies;
import org.allidb.storage.engine.internal.value.LatenciesValue;
import org.allidb.storage.spi.runtime.StorageClock;

/** How long operations of all tenants take. Thread-safe. */
public final class OperationTimes {

    private final StorageClock clock;
    private final LatencyHistogram gets = new LatencyHistogram();
    private final LatencyHistogram puts = new LatencyHistogram();
    private final LatencyHistogram syncs = new LatencyHistogram();
    private final LatencyHistogram logSyncs = new LatencyHistogram();
    private final LatencyHistogram flushes = new LatencyHistogram();
    /** When the sync of a log that runs began; 0 if none does. Of several logs, one counts. */
    private volatile long logSyncStart;

    /** Creates empty times. */
    public OperationTimes(StorageClock clock) {
        this.clock = clock;
    }

    /** Returns the time at which something begins, in nanoseconds. */
    public long now() {
        return clock.nanoTime();
    }

    /** Records a read of one row. */
    public void gotSince(long start) {
        gets.record(now() - start);
    }

    /** Records a write. */
    public void putSince(long start) {
        puts.record(now() - start);
    }

    /** Records a sync of a file. */
    public void syncedSince(long start) {
        syncs.record(now() - start);
    }

    /** Notes that a sync of a log begins. */
    public void logSyncBegins(long start) {
        logSyncStart = start;
    }

    /** Records a sync of a log, besides {@link #syncedSince}. */
    public void logSyncedSince(long start) {
        logSyncStart = 0;
        logSyncs.record(now() - start);
    }

    /** Returns for how many nanoseconds a sync of a log has been under way; 0 if none is. */
    public long logSyncUnderWay() {
        long start = logSyncStart;
        return start == 0 ? 0 : now() - start;
    }

    /** Records a flush. */
    public void flushedSince(long start) {
        flushes.record(now() - start);
    }

    /** Returns what measures reads of one row and writes from now on. */
    public RecentLatency foreground() {
        return new RecentLatency(gets, puts);
    }

    /** Returns what measures syncs of logs from now on. */
    public RecentLatency logSyncing() {
        return new RecentLatency(logSyncs);
    }

    /** Returns what was measured. */
    public Latencies statistics() {
        return new LatenciesValue(gets.statistics(), puts.statistics(), syncs.statistics(), flushes.statistics());
    }
}
