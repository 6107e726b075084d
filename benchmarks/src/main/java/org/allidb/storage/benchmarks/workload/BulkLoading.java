package org.allidb.storage.benchmarks.workload;

import java.nio.file.Path;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.Values;
import org.allidb.storage.benchmarks.engine.Engine;
import org.allidb.storage.benchmarks.engine.EntrySource;

/**
 * Loads all entries in order in the engine's own way for that, until they are on stable storage and can be read; then waits
 * until the engine is quiet. For engines that have such a way. A part of the same is done in a store of its own before, so that
 * the JVM is warm.
 *
 * @param id its name
 */
record BulkLoading(String id) implements Workload {

    private static final int MOST_WARM_UP = 500_000;
    private static final int WARM_UP_SHARE = 4;
    private static final double MEGA = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    @Override
    public void run(Run run) {
        Engine engine = run.engine(false);
        if (!engine.loadsInBulk()) {
            return;
        }
        warmUp(run);
        int entries = run.scale().entries();
        long writtenBefore = OwnProcess.writtenBytes();
        long start = System.nanoTime();
        engine.bulkLoad(new InOrder(entries, run.scale().valueLength()));
        run.record(id, Metric.RATE, entries * NANOS_PER_SECOND / (System.nanoTime() - start));
        long settling = System.nanoTime();
        engine.settle();
        run.record(id, Metric.SETTLE_MILLIS, (System.nanoTime() - settling) / MEGA);
        run.setLoaded();
        run.record(id, Metric.WRITE_RATIO, (double) (OwnProcess.writtenBytes() - writtenBefore) / run.userBytes());
        run.record(id, Metric.DISK_RATIO, (double) Directories.bytesOnDisk(run.directory()) / run.userBytes());
    }

    private static void warmUp(Run run) {
        int entries = Math.min(MOST_WARM_UP, Math.max(1, run.scale().entries() / WARM_UP_SHARE));
        Path scratch = run.directory().resolveSibling(run.directory().getFileName() + "-warm-up");
        try (Engine engine = run.kind().open(scratch, false)) {
            engine.bulkLoad(new InOrder(entries, run.scale().valueLength()));
            engine.settle();
        }
        Directories.delete(scratch);
    }

    /** Entries in the order of their keys. */
    private static final class InOrder implements EntrySource {

        private final int entries;
        private final byte[] key = new byte[Keys.LENGTH];
        private final byte[] value;
        private int position;

        InOrder(int entries, int valueLength) {
            this.entries = entries;
            this.value = new byte[valueLength];
        }

        @Override
        public boolean next() {
            if (position == entries) {
                return false;
            }
            Keys.present(position, key);
            Values.write(position, 0, value);
            position++;
            return true;
        }

        @Override
        public byte[] key() {
            return key;
        }

        @Override
        public byte[] value() {
            return value;
        }
    }
}
