package org.allidb.storage.benchmarks.workload;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.Order;
import org.allidb.storage.benchmarks.data.Values;
import org.allidb.storage.benchmarks.engine.Engine;

/**
 * Writes every entry once, one after the other, without sync; then waits until the engine is quiet. A part of the same
 * is done in a store of its own before, so that the JVM is warm. An engine that needs more than the longest time is
 * measured until then, and gets the rest in large batches.
 *
 * @param id its name
 * @param random whether in random order
 * @param batch entries a batch; 1 for single puts
 * @param version 0 for a fill; an overwrite needs all entries to be there
 */
record Fill(String id, boolean random, int batch, int version) implements Workload {

    private static final double LONGEST_SECONDS = 30;
    private static final int MOST_WARM_UP = 300_000;
    private static final int WARM_UP_SHARE = 4;
    private static final double MEGA = 1e6;

    @Override
    public void run(Run run) {
        if (version == 0) {
            warmUp(run);
        } else {
            run.loaded();
        }
        int[] order = random
                ? Order.random(run.scale().entries())
                : Order.sequential(run.scale().entries());
        Engine engine = run.engine(false);
        long writtenBefore = OwnProcess.writtenBytes();
        Filling filling = new Filling(engine, order, run.scale().valueLength());
        BooleanSupplier late = Workers.after(LONGEST_SECONDS);
        Timing timing = Workers.loop(filling, () -> filling.done() || late.getAsBoolean());
        timing.record(run, id);
        run.load(engine, order, filling.position);
        long settling = System.nanoTime();
        engine.settle();
        run.record(id, Metric.SETTLE_MILLIS, (System.nanoTime() - settling) / MEGA);
        run.setLoaded();
        run.record(id, Metric.WRITE_RATIO, (double) (OwnProcess.writtenBytes() - writtenBefore) / run.userBytes());
        run.record(id, Metric.DISK_RATIO, (double) Directories.bytesOnDisk(run.directory()) / run.userBytes());
        run.record(id, Metric.RSS, OwnProcess.residentBytes() / MEGA);
        run.record(id, Metric.OWN_RSS, OwnProcess.ownResidentBytes() / MEGA);
    }

    private void warmUp(Run run) {
        int entries = Math.min(MOST_WARM_UP, Math.max(1, run.scale().entries() / WARM_UP_SHARE));
        Path scratch = run.directory().resolve("warm-up");
        int[] order = random ? Order.random(entries) : Order.sequential(entries);
        try (Engine engine = run.kind().open(scratch, false)) {
            Filling filling = new Filling(engine, order, run.scale().valueLength());
            BooleanSupplier late = Workers.after(2 * run.scale().seconds());
            Workers.loop(filling, () -> filling.done() || late.getAsBoolean());
            engine.settle();
        }
        Directories.delete(scratch);
    }

    private final class Filling implements Workers.Operation {

        private final Engine engine;
        private final int[] order;
        private final byte[][] keys;
        private final byte[][] values;
        private int position;

        Filling(Engine engine, int[] order, int valueLength) {
            this.engine = engine;
            this.order = order;
            this.keys = new byte[batch][Keys.LENGTH];
            this.values = new byte[batch][valueLength];
        }

        boolean done() {
            return position == order.length;
        }

        @Override
        public long run() {
            int count = Math.min(batch, order.length - position);
            for (int i = 0; i < count; i++) {
                int index = order[position++];
                Keys.present(index, keys[i]);
                Values.write(index, version, values[i]);
            }
            if (batch == 1) {
                engine.put(keys[0], values[0]);
            } else {
                engine.putBatch(keys, values, count);
            }
            return count;
        }
    }
}
