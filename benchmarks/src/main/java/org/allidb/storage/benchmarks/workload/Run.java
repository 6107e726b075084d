package org.allidb.storage.benchmarks.workload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.benchmarks.Figure;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.data.Check;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.Order;
import org.allidb.storage.benchmarks.data.Values;
import org.allidb.storage.benchmarks.engine.Engine;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.jspecify.annotations.Nullable;

/** One engine in one directory, and the figures that its workloads measure. Used by one thread, but for the engine. */
public final class Run implements AutoCloseable {

    private static final int LOAD_BATCH = 1000;
    private static final int SEED = 7;

    private final EngineKind kind;
    private final Path directory;
    private final Scale scale;
    private final List<Figure> figures = new ArrayList<>();
    private @Nullable Engine engine;
    private boolean loaded;
    private final AtomicLong entries;

    /** Starts with an empty directory. */
    public Run(EngineKind kind, Path directory, Scale scale) {
        this.kind = kind;
        this.directory = directory;
        this.scale = scale;
        this.entries = new AtomicLong(scale.entries());
    }

    /** Returns what was measured until now. */
    public List<Figure> figures() {
        return List.copyOf(figures);
    }

    EngineKind kind() {
        return kind;
    }

    Scale scale() {
        return scale;
    }

    Path directory() {
        return directory;
    }

    void record(String workload, Metric metric, double value) {
        figures.add(new Figure(workload, metric, value));
    }

    /** Returns what was measured before in this JVM. */
    OptionalDouble recorded(String workload, Metric metric) {
        return figures.stream()
                .filter(figure -> figure.workload().equals(workload) && figure.metric() == metric)
                .mapToDouble(Figure::value)
                .findFirst();
    }

    /** Returns the engine, opened if it is not open; an open one keeps its mode. */
    Engine engine(boolean synced) {
        if (engine == null) {
            engine = kind.open(directory.resolve("store"), synced);
        }
        return engine;
    }

    /** Returns the engine with all entries in it, settled; those that a fill left out are put in. */
    Engine loaded() {
        Engine open = engine(false);
        if (!loaded) {
            load(open, Order.random(scale.entries()), 0);
            open.settle();
            loaded = true;
        }
        return open;
    }

    void setLoaded() {
        loaded = true;
    }

    /** Puts entries in by batches, unmeasured. */
    void load(Engine open, int[] order, int from) {
        byte[][] keys = new byte[LOAD_BATCH][Keys.LENGTH];
        byte[][] values = new byte[LOAD_BATCH][scale.valueLength()];
        for (int done = from; done < order.length; ) {
            int count = Math.min(LOAD_BATCH, order.length - done);
            for (int i = 0; i < count; i++) {
                Keys.present(order[done + i], keys[i]);
                Values.write(order[done + i], 0, values[i]);
            }
            open.putBatch(keys, values, count);
            done += count;
        }
    }

    /** Returns how many entries there are, inserted ones included. */
    AtomicLong entries() {
        return entries;
    }

    Check check() {
        return new Check(scale.valueLength());
    }

    SplittableRandom random(int thread) {
        return new SplittableRandom(SEED + thread);
    }

    /** Bytes of keys and values of all entries. */
    long userBytes() {
        return (long) scale.entries() * (Keys.LENGTH + scale.valueLength());
    }

    /** Closes the engine; the next workload opens it again. */
    void closeEngine() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    @Override
    public void close() {
        closeEngine();
    }
}
