package org.allidb.storage.benchmarks.workload;

import java.util.SplittableRandom;
import org.allidb.storage.benchmarks.data.Check;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.Zipfian;
import org.allidb.storage.benchmarks.engine.Engine;
import org.allidb.storage.benchmarks.engine.EntryReader;

/**
 * Reads single entries.
 *
 * @param id its name
 * @param choice which
 * @param threads on how many threads
 * @param copied whether each value comes as a new array, as from the call that most programs make
 */
record ReadPoints(String id, Choice choice, int threads, boolean copied) implements Workload {

    /** Reads without a copy, where the engine can. */
    ReadPoints(String id, Choice choice, int threads) {
        this(id, choice, threads, false);
    }

    /** Which entries are read. */
    enum Choice {
        UNIFORM,
        SKEWED,
        MISSING
    }

    @Override
    public void run(Run run) {
        Engine engine = run.loaded();
        Workers.warmedUp(threads, run.scale().seconds(), thread -> on(engine, run, thread))
                .record(run, id);
    }

    /** Returns the operation of a thread. */
    Workers.Operation on(Engine engine, Run run, int thread) {
        return new Reading(run, engine, thread);
    }

    private final class Reading implements Workers.Operation {

        private final int entries;
        private final EntryReader reader;
        private final Zipfian zipfian;
        private final SplittableRandom random;
        private final Check check;
        private final byte[] key;

        Reading(Run run, Engine engine, int thread) {
            this.entries = run.scale().entries();
            this.reader = engine.reader(false);
            this.zipfian = new Zipfian(choice == Choice.SKEWED ? entries : 1);
            this.random = run.random(thread);
            this.check = run.check();
            this.key = check.key();
        }

        @Override
        public long run() {
            switch (choice) {
                case UNIFORM -> Keys.present(random.nextInt(entries), key);
                case SKEWED -> Keys.present(zipfian.next(random), key);
                case MISSING -> Keys.missing(random.nextInt(entries), key);
            }
            if (read() == (choice == Choice.MISSING)) {
                throw new IllegalStateException(
                        choice == Choice.MISSING ? "an entry was found that was never written" : "an entry is missing");
            }
            return 1;
        }

        private boolean read() {
            if (!copied) {
                return reader.get(key, check);
            }
            byte[] value = reader.get(key);
            if (value == null) {
                return false;
            }
            check.value(value, value.length);
            return true;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
