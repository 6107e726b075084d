package org.allidb.storage.tenant.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    private static final long FOR_EVER = Long.MAX_VALUE;

    private final ManualClock clock = new ManualClock();
    private final RateLimiter limiter = new RateLimiter(clock);

    @Test
    void aSecondsWorthMayBeTakenAtOnce() {
        for (int i = 0; i < 100; i++) {
            assertEquals(0, limiter.take(1, 100, 0));
        }
        assertEquals(millis(10), limiter.take(1, 100, FOR_EVER));
    }

    @Test
    void whatIsRefusedTakesNothing() {
        assertEquals(0, limiter.take(100, 100, 0));
        assertEquals(-millis(500), limiter.take(50, 100, millis(499)));
        assertEquals(-millis(500), limiter.take(50, 100, millis(499)));
        assertEquals(millis(500), limiter.take(50, 100, millis(500)));
    }

    @Test
    void waitsAddUp() {
        assertEquals(0, limiter.take(100, 100, 0));
        assertEquals(millis(10), limiter.take(1, 100, FOR_EVER));
        assertEquals(millis(20), limiter.take(1, 100, FOR_EVER));
        assertEquals(millis(30), limiter.take(1, 100, FOR_EVER));
    }

    @Test
    void whatIsChargedIsWaitedForByTheNextOneForADayAtMost() {
        limiter.charge(150, 100);
        assertEquals(150, limiter.owed(100));
        assertEquals(-millis(500), limiter.take(0, 100, millis(499)));
        clock.advanceMillis(500);
        assertEquals(0, limiter.take(0, 100, 0));
        for (int i = 0; i < 3; i++) {
            limiter.charge(Long.MAX_VALUE, 1);
        }
        assertEquals(86_400, limiter.owed(1));
        clock.advanceMillis(86_400_000);
        assertEquals(0, limiter.take(0, 1, 0));
        assertEquals(0, limiter.owed(1));
    }

    @Test
    void timeGivesUnitsBack() {
        assertEquals(0, limiter.take(100, 100, 0));
        clock.advanceMillis(250);
        assertEquals(0, limiter.take(25, 100, 0));
        assertEquals(-millis(10), limiter.take(1, 100, 0));
    }

    @Test
    void idleTimeIsNotSavedUpBeyondASecond() {
        clock.advanceMillis(3_600_000);
        assertEquals(0, limiter.take(100, 100, 0));
        assertEquals(-millis(10), limiter.take(1, 100, 0));
    }

    @Test
    void aRequestLargerThanTheBurstPassesOnceNothingIsOwed() {
        assertEquals(0, limiter.take(1_000, 100, 0));
        assertEquals(-millis(10_000), limiter.take(1_000, 100, 0));
        clock.advanceMillis(9_999);
        assertEquals(-millis(1), limiter.take(1_000, 100, 0));
        clock.advanceMillis(1);
        assertEquals(0, limiter.take(1_000, 100, 0));
    }

    @Test
    void theWallClockDoesNotMatter() {
        assertEquals(0, limiter.take(100, 100, 0));
        clock.jumpMillis(-3_600_000);
        assertEquals(-millis(10), limiter.take(1, 100, 0));
        clock.jumpMillis(7_200_000);
        assertEquals(-millis(10), limiter.take(1, 100, 0));
    }

    @Test
    void aNewRateHoldsForWhatIsTakenFromThenOn() {
        assertEquals(0, limiter.take(100, 100, 0));
        assertEquals(millis(1), limiter.take(1, 1_000, FOR_EVER));
    }

    /** In any window the rate admits at most the window's worth and one burst. */
    @Test
    void noWindowAdmitsMoreThanItsRateAndABurst() {
        Random random = new Random(Seed.get());
        long perSecond = 1_000;
        long admitted = 0;
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(4) == 0) {
                clock.advanceMillis(random.nextInt(20));
            }
            long units = 1 + random.nextInt(20);
            if (limiter.take(units, perSecond, 0) == 0) {
                admitted += units;
            }
            long worth = perSecond + clock.nanoTime() / (TimeUnit.SECONDS.toNanos(1) / perSecond);
            assertTrue(admitted <= worth, admitted + " of " + worth);
        }
        assertTrue(admitted > perSecond * TimeUnit.NANOSECONDS.toSeconds(clock.nanoTime()) / 2, "starved: " + admitted);
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
