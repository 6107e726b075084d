package org.allidb.storage.engine.internal.scrub;

import java.util.concurrent.atomic.LongAdder;
import org.allidb.storage.api.statistics.ScrubStatistics;
import org.allidb.storage.engine.internal.value.ScrubStatisticsValue;

/** What was scrubbed and found. Thread-safe. */
final class ScrubCounters {

    final LongAdder passes = new LongAdder();
    final LongAdder tables = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder damaged = new LongAdder();
    final LongAdder unreadable = new LongAdder();

    ScrubStatistics statistics(boolean running) {
        return new ScrubStatisticsValue(
                passes.sum(), running, tables.sum(), bytes.sum(), damaged.sum(), unreadable.sum());
    }
}
