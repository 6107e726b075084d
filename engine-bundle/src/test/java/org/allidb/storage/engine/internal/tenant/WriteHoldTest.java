package org.allidb.storage.engine.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** A hold keeps writers waiting until it is closed, or until one of them has waited long enough. */
class WriteHoldTest {

    private static final long LONG = TimeUnit.MINUTES.toNanos(10);
    private static final long WATCHDOG_SECONDS = 60;

    private final ReentrantLock lock = new ReentrantLock();
    private final WriterPauses pauses = new WriterPauses(lock);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch looks = new CountDownLatch(5);

    @Test
    void writersWaitUntilTheEnd() throws Exception {
        WriteHold hold = begin(LONG);
        CompletableFuture<Void> writer = write();
        awaitWaiters();
        assertFalse(hold.isOver());
        hold.close();
        writer.get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
        assertTrue(hold.isOver());
        assertFalse(hold.keep());
        write().get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void writerThatHasWaitedLongEnoughEndsItForAll() throws Exception {
        WriteHold hold = begin(1_000_000);
        write().get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
        assertTrue(hold.isOver());
        assertFalse(hold.keep(), "there may have been writes");
    }

    @Test
    void noWriterEndsWhatIsKept() throws Exception {
        WriteHold hold = begin(1_000_000);
        assertTrue(hold.keep());
        CompletableFuture<Void> writer = write();
        assertTrue(looks.await(WATCHDOG_SECONDS, TimeUnit.SECONDS), "it waits again and again");
        assertFalse(hold.isOver());
        hold.close();
        writer.get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void interruptedWriterWaitsOnAndKeepsTheInterrupt() throws Exception {
        WriteHold hold = begin(LONG);
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            await();
            interrupted.set(Thread.interrupted());
        });
        awaitWaiters();
        writer.interrupt();
        assertTrue(writer.isAlive());
        hold.close();
        writer.join(TimeUnit.SECONDS.toMillis(WATCHDOG_SECONDS));
        assertTrue(interrupted.get());
    }

    @Test
    void closeOfTheTenantEndsTheWait() throws Exception {
        WriteHold hold = begin(LONG);
        assertTrue(hold.keep());
        CompletableFuture<Void> writer = write();
        awaitWaiters();
        closed.set(true);
        pauses.wake();
        writer.get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
        assertFalse(hold.isOver());
    }

    private WriteHold begin(long longestWaitNanos) {
        lock.lock();
        try {
            return pauses.hold(longestWaitNanos);
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Void> write() {
        return CompletableFuture.runAsync(this::await);
    }

    private void await() {
        lock.lock();
        try {
            pauses.await(() -> {
                looks.countDown();
                return closed.get();
            });
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a writer waits: it holds the lock until then. */
    private void awaitWaiters() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(WATCHDOG_SECONDS);
        int waiting = 0;
        while (waiting == 0 && System.nanoTime() - until < 0) {
            lock.lock();
            try {
                waiting = pauses.waiting();
            } finally {
                lock.unlock();
            }
        }
        assertEquals(1, waiting);
    }
}
