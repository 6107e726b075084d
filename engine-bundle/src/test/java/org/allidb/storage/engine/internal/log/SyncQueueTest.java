package org.allidb.storage.engine.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Writes that hold no thread end with the sync that covers them, whatever becomes of it. */
class SyncQueueTest {

    private static final long WATCHDOG_SECONDS = 60;

    private final FakeLog log = new FakeLog();

    /** A log whose syncs do what the test says. */
    private static final class FakeLog implements SyncQueue.Log {

        private final List<String> syncs = new ArrayList<>();
        private final Deque<Runnable> during = new ArrayDeque<>();
        private volatile long synced;
        private @Nullable IOException fails;

        @Override
        public void sync(long position, int writes) throws IOException {
            syncs.add(position + " for " + writes);
            Runnable meanwhile = during.poll();
            if (meanwhile != null) {
                meanwhile.run();
            }
            if (fails != null) {
                throw fails;
            }
            synced = Math.max(synced, position);
        }

        @Override
        public long syncedPosition() {
            return synced;
        }
    }

    private final class Write extends PendingSync {

        private volatile String end = "";

        Write(long position) {
            awaits(position);
        }

        @Override
        public void synced() {
            assertTrue(log.synced >= position(), "position " + position() + " is told as durable, and is not");
            end += "synced";
        }

        @Override
        public void failed(IOException failure) {
            end += failure.getMessage();
        }
    }

    private SyncQueue onCaller() {
        return new SyncQueue(log, new CallersThread());
    }

    @Test
    void oneSyncServesAllThatWereAddedDuringTheOneBefore() {
        SyncQueue queue = onCaller();
        Write first = new Write(10);
        List<Write> later = List.of(new Write(30), new Write(20), new Write(40));
        log.during.add(() -> later.forEach(queue::add));
        queue.add(first);
        assertEquals(List.of("10 for 1", "40 for 3"), log.syncs);
        assertEquals("synced", first.end);
        later.forEach(write -> assertEquals("synced", write.end));
    }

    @Test
    void syncWithoutMemoryForItsErrorForgetsNoWrite() {
        SyncQueue queue = onCaller();
        log.during.add(() -> {
            throw new NoMemoryToSayWhy();
        });
        Write refused = new Write(10);
        try {
            queue.add(refused);
        } catch (OutOfMemoryError e) {
            throw new AssertionError("it throws", e);
        }
        assertEquals("a sync of the log failed, and there was no memory to say why", refused.end);
        Write later = new Write(20);
        queue.add(later);
        assertEquals("synced", later.end);
    }

    /** There is no memory for the text of this error. */
    private static final class NoMemoryToSayWhy extends Error {

        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new OutOfMemoryError("for a text");
        }
    }

    @Test
    void failedSyncIsToldToAllThatItShouldHaveCoveredAndToNoOther() {
        SyncQueue queue = onCaller();
        Write covered = new Write(10);
        Write first = new Write(20);
        Write second = new Write(30);
        log.during.add(() -> {
            queue.add(covered);
            queue.add(first);
            queue.add(second);
        });
        log.during.add(() -> {
            log.synced = 15;
            log.fails = new IOException("the device");
        });
        queue.add(new Write(5));
        assertEquals("synced", covered.end, "a sync of another thread covered it before");
        assertEquals("the device", first.end);
        assertEquals("the device", second.end);
        log.fails = null;
        Write after = new Write(40);
        queue.add(after);
        assertEquals("synced", after.end);
    }

    @Test
    void logThatThrowsWhatItMustNotIsAFailedSync() {
        SyncQueue queue = onCaller();
        log.during.add(() -> {
            throw new IllegalStateException("a plug-in's");
        });
        Write write = new Write(10);
        queue.add(write);
        assertTrue(write.end.contains("a plug-in's"), write.end);
    }

    @Test
    void threadComesWhenThereIsWorkAndLeavesWhenThereIsNone() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch syncing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService one = Executors.newSingleThreadExecutor()) {
            SyncQueue queue = new SyncQueue(log, new CallersThread() {
                @Override
                public void execute(Runnable task) {
                    asked.incrementAndGet();
                    one.execute(task);
                }
            });
            log.during.add(() -> {
                syncing.countDown();
                await(go);
            });
            queue.add(new Write(10));
            await(syncing);
            List<Write> later = List.of(new Write(20), new Write(30));
            later.forEach(queue::add);
            assertEquals(1, asked.get(), "the thread that is there takes what comes");
            assertEquals("", later.getFirst().end, "the caller does not wait");
            go.countDown();
            one.submit(() -> {}).get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
            later.forEach(write -> assertEquals("synced", write.end));
            queue.add(new Write(40));
            assertEquals(2, asked.get());
        }
    }

    @Test
    void whatComesAfterTheCloseIsServedByItsCaller() {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        SyncQueue queue = new SyncQueue(log, pool);
        queue.close();
        assertTrue(pool.isTerminated());
        log.fails = new IOException("the log is closed");
        Write write = new Write(10);
        queue.add(write);
        assertEquals("the log is closed", write.end);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(WATCHDOG_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** An executor that runs tasks where they are handed in. */
    private static class CallersThread extends java.util.concurrent.AbstractExecutorService {

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {
            // has no thread
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
