package org.allidb.storage.vfs.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.Test;

/** Threads and time. */
class LocalRuntimeTest {

    private final LocalRuntime runtime = new LocalRuntime();

    @Test
    void taskThatThrowsDoesNotTakeItsThreadWithIt() throws Exception {
        try (ExecutorService pool = runtime.pool("work", 1)) {
            Thread first = pool.submit(Thread::currentThread).get();
            pool.execute(() -> {
                throw new AssertionError("on purpose");
            });
            assertEquals(first, pool.submit(Thread::currentThread).get());
        }
    }

    @Test
    void periodicTaskGoesOnBesideOneThatThrows() throws Exception {
        ScheduledExecutorService scheduler = runtime.scheduler("clock");
        scheduler.schedule(
                () -> {
                    throw new IllegalStateException("on purpose");
                },
                0,
                TimeUnit.MILLISECONDS);
        assertEquals(
                "done",
                scheduler.schedule(() -> "done", 1, TimeUnit.MILLISECONDS).get());
        scheduler.shutdown();
        assertTrue(scheduler.awaitTermination(60, TimeUnit.SECONDS));
    }

    @Test
    void threadsAreDaemonsWithNames() throws Exception {
        try (ExecutorService pool = runtime.pool("flush", 2)) {
            Thread thread = pool.submit(Thread::currentThread).get();
            assertTrue(thread.isDaemon());
            assertEquals("allidb-flush-1", thread.getName());
        }
    }

    @Test
    void threadThatHasEndedHoldsNothing() throws Exception {
        ExecutorService pool = runtime.pool("work", 1);
        Thread ended = pool.submit(Thread::currentThread).get();
        pool.close();
        ended.join();
        WeakReference<ExecutorService> weak = new WeakReference<>(pool);
        pool = null;
        Await.until("the pool is forgotten", () -> {
            System.gc();
            return weak.refersTo(null);
        });
        assertFalse(ended.isAlive());
    }

    @Test
    void bothClocksAgreeOnWhatTheyMeasure() {
        long millis = runtime.wallMillis();
        long micros = runtime.wallMicros();
        assertTrue(Math.abs(micros / 1_000 - millis) < 60_000, micros + " µs, " + millis + " ms");
        assertTrue(runtime.nanoTime() <= runtime.nanoTime());
    }
}
