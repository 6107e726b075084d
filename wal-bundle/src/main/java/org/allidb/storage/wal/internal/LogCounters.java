package org.allidb.storage.wal.internal;

import java.util.concurrent.atomic.LongAdder;

/** The counters of a log. Thread-safe. */
final class LogCounters {

    final LongAdder records = new LongAdder();
    final LongAdder recordBytes = new LongAdder();
    final LongAdder writtenBytes = new LongAdder();
    final LongAdder syncs = new LongAdder();
    final LongAdder syncNanos = new LongAdder();

    /** Returns the figures of what was appended. */
    SegmentedLogStatistics.Appended appended() {
        return new SegmentedLogStatistics.Appended(records.sum(), recordBytes.sum(), writtenBytes.sum());
    }

    /** Returns the figures of syncs. */
    SegmentedLogStatistics.Syncs synced() {
        return new SegmentedLogStatistics.Syncs(syncs.sum(), syncNanos.sum());
    }
}
