package org.allidb.storage.benchmarks.workload;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.Values;
import org.allidb.storage.benchmarks.engine.Engine;
import org.jspecify.annotations.Nullable;

/**
 * One thread that keeps a number of single puts in flight, each of which completes when it is on stable storage; random keys.
 * The latency of a put is the time until its stage has completed. For engines that have such puts.
 *
 * @param id its name
 * @param inFlight how many puts have not completed
 */
record AsyncWrites(String id, int inFlight) implements Workload {

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int DIGITS = 3;

    @Override
    public void run(Run run) {
        Engine engine = run.engine(true);
        if (!engine.holdsNoThread()) {
            return;
        }
        write(run, engine, run.scale().seconds() / 2);
        Timing timing = write(run, engine, run.scale().seconds());
        run.record(id, Metric.RATE, timing.rate());
        timing.recordLatency(run, id);
    }

    private Timing write(Run run, Engine engine, double seconds) {
        var random = run.random(0);
        byte[] key = new byte[Keys.LENGTH];
        byte[] value = new byte[run.scale().valueLength()];
        Semaphore free = new Semaphore(inFlight);
        Histogram histogram = new ConcurrentHistogram(LONGEST_NANOS, DIGITS);
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        BooleanSupplier over = Workers.after(seconds);
        long start = System.nanoTime();
        long count = 0;
        while (!over.getAsBoolean()) {
            int index = random.nextInt(run.scale().entries());
            Keys.present(index, key);
            Values.write(index, 0, value);
            free.acquireUninterruptibly();
            long begun = System.nanoTime();
            engine.putAsync(key, value).whenComplete((_, failure) -> {
                histogram.recordValue(Math.min(System.nanoTime() - begun, LONGEST_NANOS));
                if (failure != null) {
                    failed.set(failure);
                }
                free.release();
            });
            count++;
        }
        free.acquireUninterruptibly(inFlight);
        if (failed.get() != null) {
            throw new IllegalStateException(failed.get());
        }
        return new Timing(count, System.nanoTime() - start, 0, histogram);
    }
}
