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

    /** Nothing is measured yet. */
    public OperationTimes(StorageClock clock) {
        this.clock = clock;
    }

    /** The time at which something begins, in nanoseconds. */
    public long now() {
        return clock.nanoTime();
    }

    /** A read of one row has ended. */
    public void gotSince(long start) {
        gets.record(now() - start);
    }

    /** A write has ended. */
    public void putSince(long start) {
        puts.record(now() - start);
    }

    /** A sync of a file has ended. */
    public void syncedSince(long start) {
        syncs.record(now() - start);
    }

    /** A flush has ended. */
    public void flushedSince(long start) {
        flushes.record(now() - start);
    }

    /** What was measured. */
    public Latencies statistics() {
        return new LatenciesValue(gets.statistics(), puts.statistics(), syncs.statistics(), flushes.statistics());
    }
}
