package org.allidb.storage.benchmarks.workload;

import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.data.Check;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.Values;
import org.allidb.storage.benchmarks.engine.Engine;
import org.allidb.storage.benchmarks.engine.EntryReader;

/**
 * One thread reads random entries while another overwrites them as fast as it can, without sync. Each read sees what
 * was written before it.
 */
record ReadBesideWriter() implements Workload {

    @Override
    public String id() {
        return "read-beside-writer";
    }

    @Override
    public void run(Run run) {
        Engine engine = run.loaded();
        AtomicBoolean stopped = new AtomicBoolean();
        FutureTask<Timing> writer = Workers.start(() -> Workers.loop(writing(run, engine), stopped::get));
        Timing reads = Workers.warmedUp(1, run.scale().seconds(), thread -> new Reading(run, engine));
        stopped.set(true);
        Timing writes = Workers.join(writer);
        reads.record(run, id());
        run.record(id(), Metric.WRITE_RATE, writes.rate());
        engine.settle();
    }

    private static Workers.Operation writing(Run run, Engine engine) {
        var random = run.random(1);
        byte[] key = new byte[Keys.LENGTH];
        byte[] value = new byte[run.scale().valueLength()];
        return () -> {
            int index = random.nextInt(run.scale().entries());
            Keys.present(index, key);
            Values.write(index, 2, value);
            engine.put(key, value);
            return 1;
        };
    }

    private static final class Reading implements Workers.Operation {

        private final int entries;
        private final EntryReader reader;
        private final java.util.SplittableRandom random;
        private final Check check;

        Reading(Run run, Engine engine) {
            this.entries = run.scale().entries();
            this.reader = engine.reader(true);
            this.random = run.random(0);
            this.check = run.check();
        }

        @Override
        public long run() {
            Keys.present(random.nextInt(entries), check.key());
            if (!reader.get(check.key(), check)) {
                throw new IllegalStateException("an entry is missing");
            }
            return 1;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
