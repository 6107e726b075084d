package org.allidb.storage.benchmarks.workload;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.benchmarks.data.Check;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.Values;
import org.allidb.storage.benchmarks.data.Zipfian;
import org.allidb.storage.benchmarks.engine.Engine;
import org.allidb.storage.benchmarks.engine.EntryReader;

/**
 * The core workloads of the Yahoo! Cloud Serving Benchmark (Cooper and others, SoCC 2010), by its own definitions but
 * without its client: two threads, all fields of a record in one value, zipfian choice with constant 0.99, an update writes
 * the whole record, writes are not synced. Inserts go behind the last key.
 *
 * @param id its name
 * @param definition what is done how often
 */
record Ycsb(String id, YcsbDefinition definition) implements Workload {

    private static final int THREADS = 2;

    @Override
    public void run(Run run) {
        Engine engine = run.loaded();
        Zipfian zipfian = new Zipfian(run.scale().entries());
        Workers.warmedUp(THREADS, run.scale().seconds(), thread -> new Client(run, engine, zipfian, thread))
                .record(run, id);
    }

    private final class Client implements Workers.Operation {

        private final Engine engine;
        private final EntryReader reader;
        private final Zipfian zipfian;
        private final SplittableRandom random;
        private final Check check;
        private final AtomicLong entries;
        private final byte[] key = new byte[Keys.LENGTH];
        private final byte[] value;

        Client(Run run, Engine engine, Zipfian zipfian, int thread) {
            this.engine = engine;
            this.reader = engine.reader(true);
            this.zipfian = zipfian;
            this.random = run.random(thread);
            this.check = run.check();
            this.entries = run.entries();
            this.value = new byte[run.scale().valueLength()];
        }

        @Override
        public long run() {
            double dice = random.nextDouble();
            if ((dice -= definition.shares().update()) < 0) {
                write(choose());
            } else if ((dice -= definition.shares().insert()) < 0) {
                insert();
            } else if ((dice -= definition.shares().scan()) < 0) {
                Keys.present(choose(), key);
                if (reader.scan(key, false, 1 + random.nextInt(definition.longestScan()), check) == 0) {
                    throw new IllegalStateException("a scan found nothing");
                }
            } else {
                long index = choose();
                read(index);
                if (dice - definition.shares().readModifyWrite() < 0) {
                    write(index);
                }
            }
            return 1;
        }

        private long choose() {
            return definition.latest() ? Math.max(0, entries.get() - 1 - zipfian.rank(random)) : zipfian.next(random);
        }

        private void read(long index) {
            Keys.present(index, check.key());
            if (!reader.get(check.key(), check)) {
                throw new IllegalStateException("an entry is missing");
            }
        }

        private void write(long index) {
            Keys.present(index, key);
            Values.write(index, random.nextInt(1 << 16), value);
            engine.put(key, value);
        }

        /** Inserts the next index; counted when it is written, so that no thread looks for what is not there yet. */
        private void insert() {
            synchronized (entries) {
                write(entries.get());
                entries.incrementAndGet();
            }
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
