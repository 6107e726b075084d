package org.allidb.storage.demo.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.jspecify.annotations.Nullable;

/** A load on one tenant: threads that write rows and read them back until they are stopped. */
final class Traffic {

    private final TenantStore store;
    private final int threads;
    private final List<Future<?>> running = new ArrayList<>();
    private final AtomicLong operations = new AtomicLong();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicReference<@Nullable String> firstFailure = new AtomicReference<>();
    private final long[] written;
    private volatile boolean stopped;

    private Traffic(TenantStore store, int threads) {
        this.store = store;
        this.threads = threads;
        this.written = new long[threads];
    }

    /** Starts threads that put rows and read them again. */
    static Traffic start(TenantStore store, ExecutorService executor, int threads) {
        Traffic traffic = new Traffic(store, threads);
        for (int thread = 0; thread < threads; thread++) {
            int lane = thread;
            traffic.running.add(executor.submit(() -> traffic.drive(lane)));
        }
        return traffic;
    }

    long operations() {
        return operations.get();
    }

    int failures() {
        return failures.get();
    }

    String firstFailure() {
        String first = firstFailure.get();
        return first == null ? "none" : first;
    }

    /** Waits until {@code more} operations are done, or a thread has died. */
    void awaitMore(long more) throws InterruptedException {
        long until = operations() + more;
        while (operations() < until && running.stream().noneMatch(Future::isDone)) {
            Thread.sleep(1);
        }
    }

    void stop() throws InterruptedException, ExecutionException {
        stopped = true;
        for (Future<?> thread : running) {
            thread.get();
        }
    }

    /** Returns how many acknowledged rows cannot be read; called after the stop. */
    long missing() {
        long missing = 0;
        for (int lane = 0; lane < threads; lane++) {
            for (long i = 0; i < written[lane]; i++) {
                missing += NumberedRows.isThere(store, number(lane, i)) ? 0 : 1;
            }
        }
        return missing;
    }

    private void drive(int lane) {
        while (!stopped) {
            try {
                NumberedRows.put(store, number(lane, written[lane]), WriteOptions.BUFFERED);
                written[lane]++;
                long earlier = ThreadLocalRandom.current().nextLong(written[lane]);
                if (!NumberedRows.isThere(store, number(lane, earlier))) {
                    fail("an acknowledged row was not found");
                }
                operations.addAndGet(2);
            } catch (StorageException e) {
                fail(String.valueOf(e.getMessage()));
            }
        }
    }

    private void fail(String message) {
        failures.incrementAndGet();
        firstFailure.compareAndSet(null, message);
    }

    private long number(int lane, long index) {
        return index * threads + lane;
    }
}
