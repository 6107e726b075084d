package org.allidb.storage.engine.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.StalledException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.config.EngineOptions;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.testkit.ManualClock;
import org.junit.jupiter.api.Test;

/** The bytes of writes that hold no thread are bounded, and a writer waits in line for room. */
class BytesInFlightTest {

    private static final long WATCHDOG_SECONDS = 60;
    private static final int LIMIT = 1 << 16;

    private final ManualClock clock = new ManualClock();
    private final StorageConfiguration configuration = StorageConfiguration.DEFAULTS
            .with("engine.max_in_flight_mb", "0.0625")
            .with("engine.stall_timeout_ms", "1000");
    private volatile EngineOptions options = configuration.engine();
    private volatile boolean closed;
    private final BytesInFlight bytes =
            new BytesInFlight("tenant 'a'", () -> closed, this::checkOpen, () -> options, clock);

    private void checkOpen() {
        if (closed) {
            throw new StoreClosedException("closed");
        }
    }

    @Test
    void writersWaitInLineForRoom() throws Exception {
        long first = bytes.acquire(LIMIT / 2);
        long second = bytes.acquire(LIMIT / 4);
        List<String> admitted = new CopyOnWriteArrayList<>();
        FutureTask<Long> large = waiting(() -> {
            long got = bytes.acquire(LIMIT - 300);
            admitted.add("large");
            return got;
        });
        FutureTask<Long> small = waiting(() -> {
            long got = bytes.acquire(10);
            admitted.add("small");
            return got;
        });
        assertFalse(small.isDone(), "there is room for it, but another one was there before");
        bytes.release(first);
        assertFalse(large.isDone());
        bytes.release(second);
        long got = large.get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
        assertFalse(small.isDone(), "there is no room for both");
        bytes.release(got);
        small.get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
        assertEquals(List.of("large", "small"), admitted);
        assertEquals(0, bytes.waitedNanos(), "by the clock, which stands still");
    }

    @Test
    void batchThatIsLargerThanTheLimitIsAdmittedAlone() throws Exception {
        long huge = bytes.acquire(10L * LIMIT);
        FutureTask<Long> next = waiting(() -> bytes.acquire(1));
        bytes.release(huge);
        assertEquals(1 + BytesInFlight.OVERHEAD, next.get(WATCHDOG_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void writerThatFindsNoRoomInTimeIsToldAndLeavesTheLine() throws Exception {
        long huge = bytes.acquire(LIMIT);
        FutureTask<Long> waiting = waiting(() -> bytes.acquire(1));
        clock.advanceMillis(1_001);
        StalledException told = assertInstanceOf(StalledException.class, failure(waiting));
        assertEquals(
                "tenant 'a': a write waited 1000 ms because the asynchronous writes before it were not durable by"
                    + " then, and engine.max_in_flight_mb allows no more; nothing was written. Write more slowly, or"
                    + " allow more",
                told.getMessage());
        assertTrue(bytes.waitedNanos() >= TimeUnit.SECONDS.toNanos(1));
        bytes.release(huge);
        bytes.release(bytes.acquire(1));
    }

    @Test
    void writersLearnOfACloseAndOfALargerLimit() throws Exception {
        long huge = bytes.acquire(LIMIT);
        FutureTask<Long> waiting = waiting(() -> bytes.acquire(1));
        options = configuration.with("engine.max_in_flight_mb", "1").engine();
        bytes.release(waiting.get(WATCHDOG_SECONDS, TimeUnit.SECONDS));
        options = configuration.engine();
        FutureTask<Long> another = waiting(() -> bytes.acquire(1));
        closed = true;
        bytes.wakeAll();
        assertInstanceOf(StoreClosedException.class, failure(another));
        bytes.release(huge);
    }

    /** Starts a thread that waits in a call when this returns. */
    private static FutureTask<Long> waiting(java.util.concurrent.Callable<Long> call) {
        FutureTask<Long> task = new FutureTask<>(call);
        Thread thread = Thread.ofPlatform().daemon().start(task);
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return task;
    }

    private static Throwable failure(FutureTask<?> task) {
        return assertThrows(ExecutionException.class, () -> task.get(WATCHDOG_SECONDS, TimeUnit.SECONDS))
                .getCause();
    }
}
