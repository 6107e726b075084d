package org.allidb.storage.benchmarks.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.data.Check;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.Values;
import org.allidb.storage.benchmarks.engine.Engine;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.engine.EntryReader;
import org.allidb.storage.benchmarks.jvm.Jvm;

/**
 * Another process writes a quarter of the entries without sync and ends in the middle, like one that is killed. How long
 * does it take to open what it left, how much is missing, and how long to open the store after a clean close?
 */
record Recovery() implements Workload {

    private static final int SHARE = 4;
    private static final int OTHER = 1000;
    private static final long LONGEST_MINUTES = 10;

    @Override
    public String id() {
        return "recovery";
    }

    @Override
    public void run(Run run) {
        int count = Math.max(1, run.scale().entries() / SHARE);
        Path store = run.directory().resolve("killed");
        write(run, store, count);
        warmUp(run);
        long start = System.nanoTime();
        Engine engine = run.kind().open(store, false);
        run.record(id(), Metric.MILLIS, millisSince(start));
        run.record(id(), Metric.LOST, (double) (count - present(run, engine, count)));
        engine.settle();
        engine.close();
        start = System.nanoTime();
        engine = run.kind().open(store, false);
        run.record("reopen", Metric.MILLIS, millisSince(start));
        engine.close();
    }

    private static void write(Run run, Path store, int count) {
        try {
            Jvm.run(
                    List.of("-Xmx" + (Runtime.getRuntime().maxMemory() >> 20) + "m"),
                    Writer.class,
                    List.of(
                            run.kind().id(),
                            store.toString(),
                            String.valueOf(count),
                            String.valueOf(run.scale().valueLength())),
                    LONGEST_MINUTES);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Loads the classes, with another store. */
    private static void warmUp(Run run) {
        Path other = run.directory().resolve("warm-up");
        for (int i = 0; i < 2; i++) {
            try (Engine engine = run.kind().open(other, false)) {
                write(engine, OTHER, run.scale().valueLength());
            }
        }
    }

    private static long present(Run run, Engine engine, int count) {
        Check check = run.check();
        long present = 0;
        try (EntryReader reader = engine.reader(false)) {
            for (int i = 0; i < count; i++) {
                Keys.present(i, check.key());
                present += reader.get(check.key(), check) ? 1 : 0;
            }
        }
        return present;
    }

    private static void write(Engine engine, int count, int valueLength) {
        byte[] key = new byte[Keys.LENGTH];
        byte[] value = new byte[valueLength];
        for (int i = 0; i < count; i++) {
            Keys.present(i, key);
            Values.write(i, 0, value);
            engine.put(key, value);
        }
    }

    private static double millisSince(long nanos) {
        return (double) (System.nanoTime() - nanos) / TimeUnit.MILLISECONDS.toNanos(1);
    }

    /** The main class of the process that ends in the middle. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) {
            // Not closed: that is the point.
            Engine engine = EngineKind.of(arguments[0]).orElseThrow().open(Path.of(arguments[1]), false);
            write(engine, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
            Runtime.getRuntime().halt(1);
        }
    }
}
