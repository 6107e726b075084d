package org.allidb.storage.engine.internal.fairness;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.testkit.ManualClock;
import org.junit.jupiter.api.Test;

/** What counts as callers that wait. */
class PressureTest {

    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ManualClock clock = new ManualClock();
    private final OperationTimes times = new OperationTimes(clock);
    private final Pressure pressure = new Pressure(times, 5);

    private boolean lateness(long... lateMicros) {
        for (long micros : lateMicros) {
            pressure.wokeUpLate(TimeUnit.MICROSECONDS.toNanos(micros));
        }
        return pressure.next(WINDOW_NANOS);
    }

    private void syncs(int count, long micros) {
        for (int i = 0; i < count; i++) {
            times.logSyncedSince(clock.nanoTime() - TimeUnit.MICROSECONDS.toNanos(micros));
        }
    }

    /** A window with so many syncs of one length. */
    private boolean window(int count, long micros) {
        syncs(count, micros);
        return pressure.next(WINDOW_NANOS);
    }

    @Test
    void threadsThatWakeUpLateAreAndOneLatenessIsNot() {
        assertFalse(lateness(100, 120, 90, 110, 100));
        assertFalse(lateness(100, 60_000, 90, 110, 40_000), "two pauses of a collection");
        assertTrue(lateness(700, 900, 90, 800, 100));
        assertFalse(lateness(100, 120, 90, 110, 100));
    }

    @Test
    void aWindowThatWasNotWatchedToItsEndSaysNothingOfLateness() {
        assertFalse(lateness(900, 900, 900, 900));
    }

    @Test
    void syncsOfTwiceTheFastestAreAndFewSyncsSayNothing() {
        assertFalse(window(50, 250), "the first window has the fast ones");
        assertFalse(window(50, 500));
        assertTrue(window(50, 900));
        assertFalse(window(4, 900));
        assertFalse(window(50, 250));
    }

    @Test
    void aLogThatIsSlowFromTheBeginningHasFastSyncs() {
        syncs(6, 400);
        assertTrue(window(44, 3_000));
        syncs(6, 400);
        assertFalse(window(44, 900), "quick enough");
    }

    @Test
    void whatStaysSlowBecomesTheFastest() {
        window(50, 250);
        int windows = 0;
        while (window(50, 2_000)) {
            windows++;
        }
        // 2 % and ten microseconds a window
        assertTrue(windows > 20 && windows < 60, windows + " windows");
    }

    @Test
    void fewLongSyncsThatTakeATenthOfTheWindowAre() {
        syncs(90, 250);
        assertFalse(window(1, 9_000));
        syncs(90, 250);
        assertTrue(window(1, 12_000));
        syncs(90, 250);
        assertFalse(pressure.next(WINDOW_NANOS));
        assertTrue(window(1, 60_000), "also where there are no others");
    }

    @Test
    void oneThatDoesNotEndIs() {
        clock.advanceMillis(1);
        times.logSyncBegins(clock.nanoTime());
        clock.advanceMillis(50);
        assertFalse(pressure.next(WINDOW_NANOS));
        clock.advanceMillis(1);
        assertTrue(pressure.next(WINDOW_NANOS));
        times.logSyncedSince(clock.nanoTime());
        assertFalse(pressure.next(WINDOW_NANOS));
    }

    @Test
    void aWindowIsOverAfterItsTicks() {
        for (int i = 0; i < 5; i++) {
            assertFalse(pressure.isComplete());
            pressure.wokeUpLate(0);
        }
        assertTrue(pressure.isComplete());
        pressure.next(WINDOW_NANOS);
        assertFalse(pressure.isComplete());
        assertFalse(pressure.next(WINDOW_NANOS), "a window without a tick");
    }
}
