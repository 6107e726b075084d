package org.allidb.storage.benchmarks.workload;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.WordSum;
import org.allidb.storage.benchmarks.engine.Engine;
import org.allidb.storage.benchmarks.engine.EntryReader;

/**
 * Adds up all words of all vectors of 768 components, in place where the engine can, again and again. Beside it the same
 * sum over the same number of bytes in plain memory: what the machine gives one thread.
 */
record Vectors() implements Workload {

    private static final int DIMENSION = 768;
    private static final int BYTES = DIMENSION * Float.BYTES;
    private static final int BATCH = 100;
    private static final int SHARE = 10;
    private static final double GIGA = 1e9;

    @Override
    public String id() {
        return "scan-vectors";
    }

    @Override
    public void run(Run run) {
        int count = Math.max(1, run.scale().entries() / SHARE);
        Engine engine = run.engine(false);
        long expected = load(engine, count);
        engine.settle();
        WordSum sum = new WordSum();
        try (EntryReader reader = engine.reader(false)) {
            bandwidth(run, id(), () -> {
                sum.reset();
                if (reader.scanVectors(sum) != count || sum.sum() != expected) {
                    throw new IllegalStateException("the vectors are not those that were written");
                }
                return sum.bytes();
            });
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate((long) count * BYTES).fill((byte) 1);
            long[] sink = {0};
            bandwidth(run, "memory-bandwidth", () -> {
                for (long at = 0; at < memory.byteSize(); at += BYTES) {
                    sink[0] += WordSum.sum(memory.asSlice(at, BYTES), BYTES);
                }
                return memory.byteSize();
            });
        }
    }

    private static void bandwidth(Run run, String id, Workers.Operation operation) {
        // A confined arena: on this thread.
        Workers.loop(operation, Workers.after(run.scale().seconds() / 2));
        Timing timing = Workers.loop(operation, Workers.after(run.scale().seconds()));
        run.record(id, Metric.BANDWIDTH, timing.rate() / GIGA);
    }

    /** Writes the vectors and returns the sum of all their words. */
    private static long load(Engine engine, int count) {
        byte[][] keys = new byte[BATCH][Keys.LENGTH];
        float[][] vectors = new float[BATCH][DIMENSION];
        long sum = 0;
        for (int done = 0; done < count; ) {
            int size = Math.min(BATCH, count - done);
            for (int i = 0; i < size; i++, done++) {
                Keys.present(done, keys[i]);
                for (int component = 0; component < DIMENSION; component++) {
                    vectors[i][component] = (done + component) % 1000 / 1000f;
                }
                sum += sum(vectors[i]);
            }
            engine.putVectors(keys, vectors, size);
        }
        return sum;
    }

    private static long sum(float[] vector) {
        long sum = 0;
        for (int i = 0; i < vector.length; i += 2) {
            sum += Float.floatToRawIntBits(vector[i]) & 0xFFFF_FFFFL
                    | (long) Float.floatToRawIntBits(vector[i + 1]) << 32;
        }
        return sum;
    }
}
