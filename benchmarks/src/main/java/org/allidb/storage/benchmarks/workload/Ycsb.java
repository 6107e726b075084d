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
 * The core workloads of the Yahoo! Cloud Serving Benchmark after their published definitions (Cooper and others,
 * SoCC 2010, and the files workloada to workloadf), without its client: two threads, records of 1,000 bytes in one
 * value, zipfian choice with constant 0.99, an update writes the whole record, writes are not synced. D and E insert
 * behind the last key.
 *
 * @param id its name
 * @param mix what is done how often
 * @param latest whether recent entries are read most, as in D
 */
record Ycsb(String id, Mix mix, boolean latest) implements Workload {

    private static final int THREADS = 2;
    private static final int LONGEST_SCAN = 100;

    /**
     * Shares in percent; reads are the rest.
     *
     * @param update overwrites
     * @param insert new entries
     * @param scan scans of 1 to 100 entries
     * @param readModifyWrite reads that are followed by an overwrite of the same entry
     */
    record Mix(int update, int insert, int scan, int readModifyWrite) {}

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
            int dice = random.nextInt(100);
            if (dice < mix.update) {
                write(choose());
            } else if (dice < mix.update + mix.insert) {
                insert();
            } else if (dice < mix.update + mix.insert + mix.scan) {
                Keys.present(choose(), key);
                if (reader.scan(key, false, 1 + random.nextInt(LONGEST_SCAN), check) == 0) {
                    throw new IllegalStateException("a scan found nothing");
                }
            } else {
                long index = choose();
                read(index);
                if (dice < mix.update + mix.insert + mix.scan + mix.readModifyWrite) {
                    write(index);
                }
            }
            return 1;
        }

        private long choose() {
            return latest ? Math.max(0, entries.get() - 1 - zipfian.rank(random)) : zipfian.next(random);
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

        /** The next index; counted when it is written, so that nobody looks for what is not there yet. */
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
