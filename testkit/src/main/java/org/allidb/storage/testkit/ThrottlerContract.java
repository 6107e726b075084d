package org.allidb.storage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.throttle.PlatformLoad;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.annotation.versioning.ConsumerType;

/** What every {@link Throttler} must do. A throttler's own test extends this. It runs on real time, but tests no times. */
@ConsumerType
@Timeout(value = Contracts.PATIENCE_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ThrottlerContract {

    private static final long PATIENCE_SECONDS = 10;
    private static final ThrottleLimits NEXT_TO_NOTHING = new ThrottleLimits(1, 0);

    /** For the tests of throttlers. */
    protected ThrottlerContract() {}

    /**
     * Makes the provider under test.
     *
     * @return a new one
     */
    protected abstract ThrottlerProvider provider();

    private Throttler throttler(ThrottleLimits limits) {
        return provider().create(limits, new StorageClock() {
            @Override
            public long wallMicros() {
                return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
            }

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }
        });
    }

    /** Checks that the name fits into configuration files. */
    @Test
    public void nameIsShortAndPlain() {
        Contracts.checkName(provider());
    }

    /** Checks that the limits are those last set. */
    @Test
    public void limitsAreThoseLastSet() {
        Throttler throttler = throttler(NEXT_TO_NOTHING);
        assertEquals(NEXT_TO_NOTHING, throttler.limits());
        ThrottleLimits more = new ThrottleLimits(1 << 30, 1_000);
        throttler.setLimits(more);
        assertEquals(more, throttler.limits());
    }

    /**
     * Checks that without limits nothing waits.
     *
     * @throws InterruptedException if the test is stopped
     */
    @Test
    public void unlimitedNeverWaits() throws InterruptedException {
        Throttler throttler = throttler(ThrottleLimits.UNLIMITED);
        for (int i = 0; i < 100_000; i++) {
            throttler.acquire(Throttler.MAX_REQUEST_BYTES, 1_000);
        }
    }

    /**
     * Checks that a request greater than a second's worth is granted: it must not wait for a bucket that can never fill.
     *
     * @throws Exception if the throttler fails
     */
    @Test
    public void requestGreaterThanASecondsWorthIsGranted() throws Exception {
        Throttler throttler = throttler(new ThrottleLimits(Throttler.MAX_REQUEST_BYTES * 3 / 4, 0));
        ExecutorService thread = Contracts.threads(1);
        try {
            Future<?> done = thread.submit(() -> {
                throttler.acquire(Throttler.MAX_REQUEST_BYTES, 1);
                throttler.acquire(Throttler.MAX_REQUEST_BYTES, 1);
                return true;
            });
            await(
                    done,
                    "acquire has not returned. A request may be greater than what the limits grant in a second: do not"
                            + " wait until a bucket holds all of it, but take on a debt, or spend it in pieces");
        } finally {
            thread.shutdownNow();
        }
    }

    /**
     * Checks that new limits free the threads that wait under the old ones.
     *
     * @throws Exception if the throttler fails
     */
    @Test
    public void newLimitsFreeWhoWaits() throws Exception {
        Throttler throttler = throttler(NEXT_TO_NOTHING);
        ExecutorService threads = Contracts.threads(2);
        try {
            Queue<Thread> waiters = new ConcurrentLinkedQueue<>();
            Future<?> first = waiter(threads, throttler, waiters);
            Future<?> second = waiter(threads, throttler, waiters);
            awaitWaiting(waiters);
            throttler.setLimits(ThrottleLimits.UNLIMITED);
            String lesson =
                    "acquire still waits, although setLimits(UNLIMITED) was called. New limits count for who waits"
                            + " already: do not sleep out a wait that the old limits gave, but wait on a condition that"
                            + " setLimits signals, and compute again";
            await(first, lesson);
            await(second, lesson);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(Future<?> done, String lesson) throws Exception {
        try {
            done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("after " + PATIENCE_SECONDS + " s " + lesson, e);
        }
    }

    /** Waits until both wait; not for ever, as a throttler may wait without the thread's doing so. */
    private static void awaitWaiting(Queue<Thread> waiters) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (System.nanoTime() < end
                && (waiters.size() < 2
                        || waiters.stream()
                                .anyMatch(thread -> thread.getState() != Thread.State.WAITING
                                        && thread.getState() != Thread.State.TIMED_WAITING))) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static Future<?> waiter(ExecutorService threads, Throttler throttler, Queue<Thread> waiters) {
        return threads.submit(() -> {
            waiters.add(Thread.currentThread());
            for (int i = 0; i < 3; i++) {
                throttler.acquire(Throttler.MAX_REQUEST_BYTES, 1);
            }
            return true;
        });
    }

    /**
     * Checks that whatever it is told of the platform, it goes on granting.
     *
     * @throws Exception if the throttler fails
     */
    @Test
    public void loadNeverStopsIt() throws Exception {
        Throttler throttler = throttler(new ThrottleLimits(100L * Throttler.MAX_REQUEST_BYTES, 0));
        ExecutorService thread = Contracts.threads(1);
        try {
            Future<?> done = thread.submit(() -> {
                for (int i = 0; i < 100; i++) {
                    throttler.acquire(Throttler.MAX_REQUEST_BYTES / 100, 1);
                    throttler.observe(PlatformLoad.of(1_000, TimeUnit.SECONDS.toNanos(i), 0));
                }
                return true;
            });
            await(done, "acquire has not returned. Whatever the load of the platform is, something must be granted");
        } finally {
            thread.shutdownNow();
        }
    }

    /** Checks that an interrupt ends the wait. */
    @Test
    public void interruptEndsTheWait() {
        Throttler throttler = throttler(NEXT_TO_NOTHING);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> {
            for (int i = 0; i < 3; i++) {
                throttler.acquire(Throttler.MAX_REQUEST_BYTES, 1);
            }
        });
        assertTrue(!Thread.currentThread().isInterrupted());
    }
}
