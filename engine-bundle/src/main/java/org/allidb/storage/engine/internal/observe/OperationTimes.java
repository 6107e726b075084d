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
    private final LatencyHistogram flushes = new LatencyHistogram();

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

    /** Records a flush. */
    public void flushedSince(long start) {
        flushes.record(now() - start);
    }

    /** Returns what measures reads of one row and writes from now on. */
    public RecentLatency foreground() {
        return new RecentLatency(gets, puts);
    }

    /** Returns what measures syncs of files from now on. */
    public RecentLatency syncing() {
        return new RecentLatency(syncs);
    }

    /** Returns what was measured. */
    public Latencies statistics() {
        return new LatenciesValue(gets.statistics(), puts.statistics(), syncs.statistics(), flushes.statistics());
    }
}
