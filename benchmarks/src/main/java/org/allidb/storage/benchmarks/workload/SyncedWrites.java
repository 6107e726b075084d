package org.allidb.storage.benchmarks.workload;

import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.Values;
import org.allidb.storage.benchmarks.engine.Engine;

/**
 * Single puts, each on stable storage before the next of its thread; random keys. One thread's rate is recorded by the
 * device's own as well, if that was measured before.
 *
 * @param id its name
 * @param threads how many write
 * @param virtual whether they are virtual threads, for engines that can do with them; what these allocate is not known
 */
record SyncedWrites(String id, int threads, boolean virtual) implements Workload {

    SyncedWrites(String id, int threads) {
        this(id, threads, false);
    }

    @Override
    public void run(Run run) {
        Engine engine = run.engine(true);
        if (virtual) {
            if (!engine.holdsNoThread()) {
                return;
            }
            timed(run, engine, run.scale().seconds() / 2);
            Timing timing = timed(run, engine, run.scale().seconds());
            run.record(id, Metric.RATE, timing.rate());
            timing.recordLatency(run, id);
            return;
        }
        Timing timing = Workers.warmedUp(threads, run.scale().seconds(), thread -> writing(run, engine, thread));
        timing.record(run, id);
        if (threads == 1) {
            run.recorded(DeviceSyncedAppends.ID, Metric.RATE)
                    .ifPresent(device -> run.record(id, Metric.OF_DEVICE, timing.rate() / device));
        }
    }

    private Timing timed(Run run, Engine engine, double seconds) {
        return Workers.timed(Thread.ofVirtual(), threads, seconds, thread -> writing(run, engine, thread));
    }

    private static Workers.Operation writing(Run run, Engine engine, int thread) {
        var random = run.random(thread);
        byte[] key = new byte[Keys.LENGTH];
        byte[] value = new byte[run.scale().valueLength()];
        return () -> {
            int index = random.nextInt(run.scale().entries());
            Keys.present(index, key);
            Values.write(index, 0, value);
            engine.putSync(key, value);
            return 1;
        };
    }
}
