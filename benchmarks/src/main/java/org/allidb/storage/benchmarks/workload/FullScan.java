package org.allidb.storage.benchmarks.workload;

import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.data.Check;
import org.allidb.storage.benchmarks.data.Copies;
import org.allidb.storage.benchmarks.data.EntrySink;
import org.allidb.storage.benchmarks.engine.Engine;
import org.allidb.storage.benchmarks.engine.EntryReader;

/**
 * Walks over everything again and again; a rate of entries.
 *
 * @param id its name
 * @param reverse whether downwards
 * @param copied whether each key and value goes into a new array, as in a program that keeps them
 */
record FullScan(String id, boolean reverse, boolean copied) implements Workload {

    /** Scans without copies, where the engine can. */
    FullScan(String id, boolean reverse) {
        this(id, reverse, false);
    }

    @Override
    public void run(Run run) {
        Engine engine = run.loaded();
        Timing timing = Workers.warmedUp(1, run.scale().seconds(), thread -> new Scanning(run, engine));
        run.record(id, Metric.RATE, timing.rate());
        run.record(id, Metric.ALLOCATION, (double) timing.allocatedBytes() / timing.operations());
    }

    private final class Scanning implements Workers.Operation {

        private final int entries;
        private final EntryReader reader;
        private final Check check;
        private final EntrySink sink;

        Scanning(Run run, Engine engine) {
            this.entries = run.scale().entries();
            this.reader = engine.reader(false);
            this.check = run.check();
            this.sink = copied ? new Copies(check) : check;
        }

        @Override
        public long run() {
            check.reset();
            long count = reader.scan(null, reverse, Long.MAX_VALUE, sink);
            if (count != entries || check.last() != (reverse ? 0 : entries - 1)) {
                throw new IllegalStateException("a scan gave " + count + " entries and ended at " + check.last());
            }
            return count;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
