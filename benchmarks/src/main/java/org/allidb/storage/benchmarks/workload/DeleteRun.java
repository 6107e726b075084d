package org.allidb.storage.benchmarks.workload;

import java.util.concurrent.TimeUnit;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.data.Check;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.engine.Engine;
import org.allidb.storage.benchmarks.engine.EntryReader;

/**
 * Deletes the first half of all entries, key by key in batches of 100, then asks for the first ten that are left:
 * once, again and again, and after the engine has settled. Then deletes half of the rest as one range.
 */
record DeleteRun() implements Workload {

    private static final int BATCH = 100;
    private static final int FIRST = 10;
    private static final double NANOS_PER_MICRO = 1e3;

    @Override
    public String id() {
        return "delete-run";
    }

    @Override
    public void run(Run run) {
        Engine engine = run.loaded();
        int half = run.scale().entries() / 2;
        deleteKeys(run, engine, half);
        try (EntryReader reader = engine.reader(true)) {
            long start = System.nanoTime();
            firstTen(run, reader, half);
            run.record("first-ten-after-delete", Metric.FIRST, (System.nanoTime() - start) / NANOS_PER_MICRO);
            repeat(run, reader, half, "first-ten-after-delete");
            engine.settle();
            repeat(run, reader, half, "first-ten-after-settling");
            int from = half + (run.scale().entries() - half) / 2;
            start = System.nanoTime();
            engine.deleteRange(Keys.of(half), Keys.of(from));
            run.record(
                    "delete-range",
                    Metric.MILLIS,
                    (double) (System.nanoTime() - start) / TimeUnit.MILLISECONDS.toNanos(1));
            repeat(run, reader, from, "first-ten-after-range");
        }
    }

    private void deleteKeys(Run run, Engine engine, int count) {
        byte[][] keys = new byte[BATCH][Keys.LENGTH];
        int[] next = {0};
        Timing timing = Workers.loop(
                () -> {
                    int size = Math.min(BATCH, count - next[0]);
                    for (int i = 0; i < size; i++) {
                        Keys.present(next[0]++, keys[i]);
                    }
                    engine.deleteBatch(keys, size);
                    return size;
                },
                () -> next[0] == count);
        run.record(id(), Metric.RATE, timing.rate());
    }

    private static void repeat(Run run, EntryReader reader, int first, String id) {
        Timing timing = Workers.loop(
                () -> {
                    firstTen(run, reader, first);
                    return 1;
                },
                Workers.after(run.scale().seconds()));
        run.record(id, Metric.P50, timing.latency().getValueAtPercentile(50) / NANOS_PER_MICRO);
    }

    private static void firstTen(Run run, EntryReader reader, int first) {
        Check check = run.check();
        long count = reader.scan(null, false, FIRST, check);
        if (check.last() != first + count - 1
                || count != Math.min(FIRST, run.scale().entries() - first)) {
            throw new IllegalStateException("a deleted entry came back, or one too many is gone: " + check.last());
        }
    }
}
