package org.allidb.storage.wal.internal;

import java.util.concurrent.atomic.LongAdder;

/** The counters of a log. Thread-safe. */
final class LogCounters {

    final LongAdder records = new LongAdder();
    final LongAdder recordBytes = new LongAdder();
    final LongAdder writtenBytes = new LongAdder();
    final LongAdder syncs = new LongAdder();
    final LongAdder syncNanos = new LongAdder();
}
