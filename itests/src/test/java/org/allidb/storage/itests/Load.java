package org.allidb.storage.itests;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;

/** Two threads that write numbered rows and read earlier ones back, until they are stopped or an operation fails. */
final class Load {

    private static final int THREADS = 2;
    private static final int VALUE_LONGS = 12;
    private static final long PATIENCE_MILLIS = 60_000;
    private static final long PATIENCE_NANOS = PATIENCE_MILLIS * 1_000_000;

    private final TenantStore store;
    private final WriteOptions options;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong operations = new AtomicLong();
    private final LongAccumulator pause = new LongAccumulator(Math::max, 0);
    private final long[] acknowledged = new long[THREADS];
    private volatile boolean stopped;

    Load(TenantStore store) {
        this(store, WriteOptions.BUFFERED);
    }

    Load(TenantStore store, WriteOptions options) {
        this.store = store;
        this.options = options;
        for (int thread = 0; thread < THREADS; thread++) {
            int lane = thread;
            // Felix may keep the thread; an ended task keeps no store
            threads.add(Thread.ofPlatform().name("load-" + lane).start(new FutureTask<>(() -> drive(lane), lane)));
        }
    }

    TenantStore store() {
        return store;
    }

    /** Waits until so many operations more are done; fails if one of them fails, or if they never are. */
    void awaitMore(long more) throws InterruptedException {
        long until = operations.get() + more;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (operations.get() < until) {
            if (!failures.isEmpty()) {
                throw new AssertionError("an operation failed", failures.getFirst());
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("only " + operations.get() + " of " + until + " operations");
            }
            Thread.sleep(1);
        }
    }

    /** Waits until each thread got a failure, which ends it. */
    void awaitFailures() throws InterruptedException {
        join();
    }

    void stop() throws InterruptedException {
        stopped = true;
        join();
    }

    private void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(PATIENCE_MILLIS);
            if (thread.isAlive()) {
                throw new AssertionError("an operation hangs: " + Arrays.toString(thread.getStackTrace()));
            }
        }
    }

    /** The errors of the operations that failed, or why what they found is wrong; of each thread the first. */
    List<Throwable> failures() {
        return failures;
    }

    /** The longest time between two operations of a thread since this was asked. */
    long longestPauseNanos() {
        return pause.getThenReset();
    }

    long missing() {
        return missing(store);
    }

    /** How many acknowledged rows another handle does not find. */
    long missing(TenantStore other) {
        long missing = 0;
        for (int lane = 0; lane < THREADS; lane++) {
            for (long i = 0; i < acknowledged[lane]; i++) {
                missing += isThere(other, lane, i) ? 0 : 1;
            }
        }
        return missing;
    }

    long acknowledged() {
        return Arrays.stream(acknowledged).sum();
    }

    private void drive(int lane) {
        long last = System.nanoTime();
        try {
            while (!stopped) {
                long number = acknowledged[lane];
                store.put(key(lane, number), value(lane, number), options);
                acknowledged[lane]++;
                if (!isThere(store, lane, ThreadLocalRandom.current().nextLong(acknowledged[lane]))) {
                    throw new AssertionError("an acknowledged row is not there");
                }
                operations.addAndGet(2);
                long now = System.nanoTime();
                pause.accumulate(now - last);
                last = now;
            }
        } catch (RuntimeException | Error e) {
            failures.add(e);
        }
    }

    private static boolean isThere(TenantStore store, int lane, long number) {
        return store.get(key(lane, number))
                .filter(found -> Arrays.equals(found, value(lane, number)))
                .isPresent();
    }

    private static byte[] key(int lane, long number) {
        return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(lane)
                .putLong(number)
                .array();
    }

    private static byte[] value(int lane, long number) {
        ByteBuffer value = ByteBuffer.allocate(VALUE_LONGS * Long.BYTES);
        for (int i = 0; i < VALUE_LONGS; i++) {
            value.putLong(number + lane);
        }
        return value.array();
    }
}
