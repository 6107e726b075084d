package org.allidb.storage.engine.internal.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.statistics.Latency;
import org.allidb.storage.engine.internal.value.LatencyValue;
import org.junit.jupiter.api.Test;

/** What counts as callers that wait. */
class PressureTest {

    private final Pressure pressure = new Pressure(5);

    private boolean window(Latency syncs, long... lateMicros) {
        for (long micros : lateMicros) {
            pressure.wokeUpLate(TimeUnit.MICROSECONDS.toNanos(micros));
        }
        return pressure.next(syncs);
    }

    private static Latency syncs(int count, long medianMicros) {
        long nanos = TimeUnit.MICROSECONDS.toNanos(medianMicros);
        return new LatencyValue(count, nanos, nanos, nanos, nanos);
    }

    @Test
    void threadsThatWakeUpLateAreAndOneLatenessIsNot() {
        Latency none = syncs(0, 0);
        assertFalse(window(none, 100, 120, 90, 110, 100));
        assertFalse(window(none, 100, 60_000, 90, 110, 40_000), "two pauses of a collection");
        assertTrue(window(none, 700, 900, 90, 800, 100));
        assertFalse(window(none, 100, 120, 90, 110, 100));
    }

    @Test
    void syncsOfTwiceTheQuietTimeAreAndFewSyncsSayNothing() {
        assertFalse(window(syncs(50, 250), 100), "the first window is the quiet one");
        assertFalse(window(syncs(50, 500), 100));
        assertTrue(window(syncs(50, 900), 100));
        assertFalse(window(syncs(4, 900), 100));
        assertFalse(window(syncs(50, 250), 100));
    }

    @Test
    void whatStaysSlowBecomesQuiet() {
        window(syncs(50, 250), 100);
        int windows = 0;
        while (window(syncs(50, 2_000), 100)) {
            windows++;
        }
        // 2 % and ten microseconds a window
        assertTrue(windows > 20 && windows < 60, windows + " windows");
    }

    @Test
    void aWindowIsOverAfterItsTicks() {
        for (int i = 0; i < 5; i++) {
            assertFalse(pressure.isComplete());
            pressure.wokeUpLate(0);
        }
        assertTrue(pressure.isComplete());
        pressure.next(syncs(0, 0));
        assertFalse(pressure.isComplete());
        assertEquals(false, pressure.next(syncs(0, 0)), "a window without a tick");
    }
}
