package org.allidb.storage.engine.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.spi.wal.WriteAheadLog;
import org.junit.jupiter.api.Test;

/** The exchange of a log for another one: one is open at a time, and none that was opened stays open for ever. */
class CurrentLogTest {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final AtomicInteger openings = new AtomicInteger();
    private final CurrentLog current = new CurrentLog(newLog(null));

    @Test
    void aLogThatIsBeingOpenedIsNotOpenedASecondTimeByTheNextLook() throws Exception {
        current.exchange(
                () -> {
                    // as the background does while an exchange is under way
                    current.openMissing();
                    return openLog();
                },
                PATIENCE);
        assertEquals(1, openings.get());
        assertEquals(1, mostOpen.get());
    }

    @Test
    void anExchangeWaitsForTheLookThatOpensAnotherLog() throws Exception {
        AtomicBoolean failing = new AtomicBoolean(true);
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch mayOpen = new CountDownLatch(1);
        assertThrows(
                IOException.class,
                () -> current.exchange(
                        () -> {
                            if (failing.get()) {
                                throw new IOException("not yet");
                            }
                            opening.countDown();
                            await(mayOpen);
                            return openLog();
                        },
                        PATIENCE));
        failing.set(false);
        CompletableFuture<Void> look = CompletableFuture.runAsync(this::openMissing);
        await(opening);
        IOException refused = assertThrows(
                IOException.class, () -> current.exchange(this::openLog, TimeUnit.MILLISECONDS.toNanos(20)));
        assertEquals(
                "the log that is to take over is still being opened after 20 ms: a plug-in or the disk does not return."
                        + " Install its provider once more when it has",
                refused.getMessage());
        mayOpen.countDown();
        look.get(30, TimeUnit.SECONDS);
        current.exchange(this::openLog, PATIENCE);
        assertEquals(2, openings.get());
        assertEquals(1, mostOpen.get());
        assertEquals(1, open.get());
    }

    @Test
    void aLogThatFailsToCloseIsReplaced() throws Exception {
        CurrentLog failing = new CurrentLog(newLog(new IOException("no space")));
        WriteAheadLog next = newLog(null);
        failing.exchange(() -> next, PATIENCE);
        assertSame(next, failing.get());
    }

    @Test
    void aLogThatIsOpenedDuringTheCloseIsClosed() throws Exception {
        current.exchange(
                () -> {
                    close();
                    return openLog();
                },
                PATIENCE);
        assertEquals(0, open.get());
        assertTrue(current.isClosed());
        current.openMissing();
        assertEquals(1, openings.get());
    }

    @Test
    void aLogThatIsMissingIsOpenedOnce() throws Exception {
        AtomicBoolean failing = new AtomicBoolean(true);
        assertThrows(
                IOException.class,
                () -> current.exchange(
                        () -> {
                            if (failing.get()) {
                                throw new IOException("not yet");
                            }
                            return openLog();
                        },
                        PATIENCE));
        assertThrows(IOException.class, current::openMissing);
        failing.set(false);
        current.openMissing();
        current.openMissing();
        assertEquals(1, openings.get());
        assertFalse(current.isClosed());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void openMissing() {
        try {
            current.openMissing();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void close() throws IOException {
        current.close();
    }

    private WriteAheadLog openLog() {
        openings.incrementAndGet();
        return newLog(null);
    }

    private WriteAheadLog newLog(IOException atClose) {
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        AtomicBoolean closed = new AtomicBoolean();
        return (WriteAheadLog) Proxy.newProxyInstance(
                WriteAheadLog.class.getClassLoader(),
                new Class<?>[] {WriteAheadLog.class},
                (proxy, method, arguments) -> {
                    assertEquals("close", method.getName());
                    if (!closed.getAndSet(true)) {
                        open.decrementAndGet();
                    }
                    if (atClose != null) {
                        throw atClose;
                    }
                    return null;
                });
    }
}
