package org.allidb.storage.engine.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.allidb.storage.api.config.EngineOptions;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.engine.internal.observe.RefusedWriteCounter;
import org.allidb.storage.engine.internal.tenant.WritePath.WriteMeters;
import org.allidb.storage.testkit.ManualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stages complete on threads of their own, and what callers have follow delays no other stage. */
class CompletionsTest {

    private static final long WATCHDOG_SECONDS = 20;

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger started = new AtomicInteger();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(task -> {
        started.incrementAndGet();
        return Thread.ofVirtual().unstarted(task);
    });
    private final Completions completions = new Completions(threads);
    private final WriteMeters meters =
            new WriteMeters(new RefusedWriteCounter(clock), new RefusedWriteCounter(clock), new OperationTimes(clock));
    private final AsyncWrites tenant = writes();
    private final Thread adder = Thread.currentThread();
    private final CountDownLatch never = new CountDownLatch(1);

    private AsyncWrites writes() {
        return new AsyncWrites(
                () -> new BytesInFlight("a tenant", () -> false, () -> {}, () -> EngineOptions.DEFAULTS, clock),
                completions,
                meters);
    }

    @AfterEach
    void release() throws InterruptedException {
        never.countDown();
        completions.close();
        assertTrue(threads.awaitTermination(WATCHDOG_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void stageCompletesOnAnotherThreadThanTheOneThatAddsIt() throws Exception {
        AtomicReference<Thread> ran = new AtomicReference<>();
        AsyncWrite write = tenant.begin(1, null);
        var done = write.stage().thenRun(() -> ran.set(Thread.currentThread())).toCompletableFuture();
        write.committed();
        get(done);
        assertNotSame(Thread.currentThread(), ran.get());
    }

    @Test
    void codeThatBlocksDelaysNoOtherStageOfThisTenantOrAnother() throws Exception {
        AsyncWrites other = writes();
        List<AsyncWrite> writes = new ArrayList<>();
        List<CompletableFuture<?>> blocked = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            AsyncWrite write = (i % 2 == 0 ? tenant : other).begin(1, null);
            writes.add(write);
            if (i % 3 == 0) {
                blocked.add(write.stage().thenRun(this::blocks).toCompletableFuture());
            }
        }
        // all at once, as after a sync, while the only threads that there could be are blocked
        writes.forEach(AsyncWrite::committed);
        for (int i = 0; i < writes.size(); i++) {
            if (i % 3 != 0) {
                get(writes.get(i).stage().toCompletableFuture());
            }
        }
        AsyncWrite later = tenant.begin(1, null);
        later.committed();
        get(later.stage().toCompletableFuture());
        never.countDown();
        for (CompletableFuture<?> each : blocked) {
            get(each);
        }
    }

    @Test
    void codeThatDoesNotBlockCostsFewThreads() throws Exception {
        int writes = 20_000;
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < writes; i++) {
            AsyncWrite write = tenant.begin(1, null);
            last = CompletableFuture.allOf(last, write.stage().toCompletableFuture());
            write.committed();
        }
        get(last);
        assertTrue(started.get() < writes, started + " threads");
    }

    @Test
    void refusedWriteCompletesWithItsErrorAndIsCounted() throws Exception {
        AsyncWrite write = tenant.begin(1, null);
        Throwable error = new OutOfMemoryError("a test's");
        AtomicReference<Throwable> told = new AtomicReference<>();
        var done = write.stage().handle((nothing, failure) -> {
            told.set(failure);
            return true;
        });
        write.refused(error);
        get(done.toCompletableFuture());
        assertSame(error, told.get());
        assertEquals(1, meters.refused().figures().count());
    }

    @Test
    void tenantsTakeTurns() throws Exception {
        List<String> order = new ArrayList<>();
        List<Runnable> tasks = new ArrayList<>();
        AtomicInteger rejected = new AtomicInteger();
        Completions stepped = new Completions(new Collecting(tasks, rejected));
        AsyncWrites busy = on(stepped);
        AsyncWrites quiet = on(stepped);
        for (int i = 0; i < 5; i++) {
            add(busy, "busy", order);
        }
        add(quiet, "quiet", order);
        add(quiet, "quiet", order);
        assertEquals(List.of(), order);
        assertEquals(1, tasks.size(), "one thread is on its way");
        tasks.removeFirst().run();
        assertEquals(List.of("busy", "quiet", "busy", "quiet", "busy", "busy", "busy"), order);
        assertEquals(1, tasks.size(), "another one would have taken the rest if one had blocked");
    }

    @Test
    void withoutAnyThreadTheAddingThreadCompletesWhatItAdds() {
        List<String> order = new ArrayList<>();
        AtomicInteger rejected = new AtomicInteger(Integer.MAX_VALUE);
        AsyncWrites tenantOfAClosedPlatform = on(new Completions(new Collecting(new ArrayList<>(), rejected)));
        add(tenantOfAClosedPlatform, "a", order);
        add(tenantOfAClosedPlatform, "b", order);
        assertEquals(List.of("a", "b"), order);
    }

    private AsyncWrites on(Completions where) {
        return new AsyncWrites(
                () -> new BytesInFlight("a tenant", () -> false, () -> {}, () -> EngineOptions.DEFAULTS, clock),
                where,
                meters);
    }

    private static void add(AsyncWrites tenant, String name, List<String> order) {
        AsyncWrite write = tenant.begin(1, null);
        var _ = write.stage().thenRun(() -> order.add(name));
        write.committed();
    }

    private void blocks() {
        assertNotSame(adder, Thread.currentThread(), "the thread that adds a write must not run a caller's code");
        try {
            assertTrue(never.await(WATCHDOG_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void get(CompletableFuture<?> future) throws Exception {
        future.get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
    }

    /** Keeps tasks for the test, or rejects as many as it says. */
    private static final class Collecting extends java.util.concurrent.AbstractExecutorService {

        private final List<Runnable> tasks;
        private final AtomicInteger rejected;

        Collecting(List<Runnable> tasks, AtomicInteger rejected) {
            this.tasks = tasks;
            this.rejected = rejected;
        }

        @Override
        public void execute(Runnable task) {
            if (rejected.getAndDecrement() > 0) {
                throw new java.util.concurrent.RejectedExecutionException();
            }
            tasks.add(task);
        }

        @Override
        public void shutdown() {
            // has no threads
        }

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return true;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
