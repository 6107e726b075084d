package org.allidb.storage.compaction.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.throttle.PlatformLoad;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/** The share of its limits that an adaptive throttler gives. */
class AdaptiveThrottlerTest {

    private static final long MOST = 100_000_000;
    private static final long LEAST = (long) (MOST * AdaptiveThrottler.FLOOR);
    private static final ThrottleLimits LIMITS = new ThrottleLimits(MOST, 1_000);
    private static final long QUIET = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(20);
    private static final double BEHIND = 0.7;

    private final ManualClock clock = new ManualClock();
    private final AdaptiveThrottler throttler = new AdaptiveThrottler(LIMITS, clock);

    @Test
    void beginsWithItsLimitsAndKeepsThemWhereNothingIsTold() throws InterruptedException {
        assertEquals(LIMITS, throttler.inForce());
        work();
        clock.advanceMillis(3_600_000);
        work();
        assertEquals(LIMITS, throttler.inForce());
    }

    @Test
    void slowOperationsBringItDownToItsFloorAndFastOnesBack() throws InterruptedException {
        observe(QUIET, 0);
        long before = MOST;
        for (int i = 0; i < 20; i++) {
            observe(SLOW, 0);
            long now = throttler.inForce().bytesPerSecond();
            assertTrue(now < before || now == LEAST, now + " after " + before);
            before = now;
        }
        assertEquals(new ThrottleLimits(LEAST, 50), throttler.inForce());
        assertEquals(LIMITS, throttler.limits(), "the limits are those that were set");
        for (int i = 0; i < 20; i++) {
            observe(QUIET, 0);
            long now = throttler.inForce().bytesPerSecond();
            assertTrue(now > before || now == MOST, now + " after " + before);
            before = now;
        }
        assertEquals(LIMITS, throttler.inForce());
    }

    @Test
    void debtHasItAllHoweverSlowOperationsAre() throws InterruptedException {
        observe(QUIET, 0);
        for (int i = 0; i < 20; i++) {
            observe(SLOW, 0);
        }
        for (int i = 0; i < 5; i++) {
            observe(SLOW, BEHIND);
        }
        assertEquals(LIMITS, throttler.inForce());
    }

    @Test
    void whatIsSlowWithoutBackgroundWorkIsNotItsFault() throws InterruptedException {
        observe(QUIET, 0);
        for (int i = 0; i < 20; i++) {
            throttler.observe(PlatformLoad.of(1_000, SLOW, 0));
        }
        assertEquals(LIMITS, throttler.inForce());
    }

    @Test
    void fewOperationsSayNothing() throws InterruptedException {
        observe(QUIET, 0);
        work();
        throttler.observe(PlatformLoad.of(2, SLOW, 0));
        assertEquals(LIMITS, throttler.inForce());
    }

    /** An hour of slower operations, as of a larger tenant, must not have merges crawl for the hour. */
    @Test
    void workloadThatIsSlowByItselfIsKnownAfterAWhile() throws InterruptedException {
        observe(0, 0);
        int loads = 0;
        do {
            observe(SLOW / 2, 0);
            loads++;
        } while (throttler.inForce().bytesPerSecond() < MOST);
        assertTrue(loads < 240, loads + " seconds");
    }

    @Test
    void newLimitsAreSharedAsThoseBefore() throws InterruptedException {
        observe(QUIET, 0);
        observe(SLOW, 0);
        assertEquals(new ThrottleLimits(75_000_000, 750), throttler.inForce());
        throttler.setLimits(new ThrottleLimits(1_000, 0));
        assertEquals(new ThrottleLimits(750, 0), throttler.inForce());
        throttler.setLimits(ThrottleLimits.UNLIMITED);
        assertEquals(ThrottleLimits.UNLIMITED, throttler.inForce());
    }

    @Test
    void whateverItIsToldItGrantsSomethingAndNoMoreThanItsLimits() throws InterruptedException {
        Random random = new Random(Seed.get());
        double[] debts = {0, BEHIND, 1e9, -1, Double.NaN, Double.POSITIVE_INFINITY};
        long[] times = {0, 1, QUIET, SLOW, -1, Long.MAX_VALUE, Long.MIN_VALUE};
        for (long most : new long[] {1, 10, MOST, Long.MAX_VALUE}) {
            AdaptiveThrottler any = new AdaptiveThrottler(new ThrottleLimits(most, 3), clock);
            for (int i = 0; i < 2_000; i++) {
                any.acquire(0, 0);
                any.observe(PlatformLoad.of(
                        random.nextInt(100),
                        times[random.nextInt(times.length)],
                        random.nextBoolean() ? 0 : debts[random.nextInt(debts.length)]));
                long bytes = any.inForce().bytesPerSecond();
                assertTrue(bytes >= Math.max(1, (long) (most * 0.049)) && bytes <= most, bytes + " of " + most);
                long operations = any.inForce().operationsPerSecond();
                assertTrue(operations >= 1 && operations <= 3, operations + " operations");
            }
        }
    }

    private void observe(long p99Nanos, double debt) throws InterruptedException {
        work();
        throttler.observe(PlatformLoad.of(1_000, p99Nanos, debt));
    }

    private void work() throws InterruptedException {
        throttler.acquire(0, 0);
    }
}
