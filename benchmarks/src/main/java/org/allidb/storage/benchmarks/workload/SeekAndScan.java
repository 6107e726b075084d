package org.allidb.storage.benchmarks.workload;

import java.util.SplittableRandom;
import org.allidb.storage.benchmarks.data.Check;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.engine.Engine;
import org.allidb.storage.benchmarks.engine.EntryReader;

/**
 * Goes to a random entry and reads on from there; a rate of such scans, not of entries.
 *
 * @param id its name
 * @param length entries a scan
 * @param open whether the engine is not told how many are wanted
 */
record SeekAndScan(String id, int length, boolean open) implements Workload {

    /** Tells the engine how many are wanted. */
    SeekAndScan(String id, int length) {
        this(id, length, false);
    }

    @Override
    public void run(Run run) {
        Engine engine = run.loaded();
        Workers.warmedUp(1, run.scale().seconds(), thread -> new Seeking(run, engine, thread))
                .record(run, id);
    }

    private final class Seeking implements Workers.Operation {

        private final int starts;
        private final int expected;
        private final EntryReader reader;
        private final SplittableRandom random;
        private final Check check;
        private final byte[] from = new byte[Keys.LENGTH];

        Seeking(Run run, Engine engine, int thread) {
            this.expected = Math.min(length, run.scale().entries());
            this.starts = run.scale().entries() - expected + 1;
            this.reader = engine.reader(false);
            this.random = run.random(thread);
            this.check = run.check();
        }

        @Override
        public long run() {
            int start = random.nextInt(starts);
            Keys.present(start, from);
            long count = open ? reader.first(from, expected, check) : reader.scan(from, false, expected, check);
            if (count != expected || check.last() != start + expected - 1) {
                throw new IllegalStateException("a scan gave " + count + " entries and ended at " + check.last());
            }
            return 1;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
