package org.allidb.storage.benchmarks.workload;

import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.Values;
import org.allidb.storage.benchmarks.engine.Engine;

/**
 * Single puts, each on stable storage before the next of its thread; random keys.
 *
 * @param id its name
 * @param threads how many write
 */
record SyncedWrites(String id, int threads) implements Workload {

    @Override
    public void run(Run run) {
        Engine engine = run.engine(true);
        Workers.warmedUp(threads, run.scale().seconds(), thread -> writing(run, engine, thread)).record(run, id);
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
