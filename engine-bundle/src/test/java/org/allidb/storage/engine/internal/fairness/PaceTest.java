package org.allidb.storage.engine.internal.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.allidb.storage.testkit.ManualClock;
import org.junit.jupiter.api.Test;

/** How long calls wait. The clock stands still, so that waits are only counted up. */
class PaceTest {

    private final ManualClock clock = new ManualClock();
    private final Pace pace = new Pace(clock);

    private long waitedFor(long workMicros) {
        long before = pace.waitedNanos();
        pace.admit(TimeUnit.MICROSECONDS.toNanos(workMicros));
        return TimeUnit.NANOSECONDS.toMicros(pace.waitedNanos() - before);
    }

    @Test
    void withoutALimitNothingWaits() {
        assertEquals(0, waitedFor(1_000_000));
    }

    @Test
    void withALimitCallsWaitUntilWhatWasAdmittedIsDone() {
        pace.limit(0.5);
        clock.advanceMillis(10);
        assertEquals(0, waitedFor(400), "one that rested is a millisecond ahead");
        assertEquals(800, waitedFor(500));
        assertEquals(1_800, waitedFor(500));
        clock.advanceMillis(2);
        assertEquals(800, waitedFor(500));
    }

    @Test
    void aWaitTooShortForAParkIsLeftToTheNextCall() {
        pace.limit(1);
        clock.advanceMillis(10);
        assertEquals(0, waitedFor(1_100), "100 µs are owed");
        assertEquals(0, waitedFor(50));
        assertEquals(250, waitedFor(100));
    }

    @Test
    void noCallWaitsLongerThanATenthOfASecond() {
        pace.limit(0.01);
        long start = System.nanoTime();
        assertEquals(100_000, waitedFor(4_000));
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(90));
        assertEquals(100_000, waitedFor(4_000), "nor is more owed");
    }

    @Test
    void aLargeCallWaitsForTwentyTimesItsWork() {
        pace.limit(0.01);
        Thread.currentThread().interrupt();
        try {
            assertEquals(2_000_000, waitedFor(100_000));
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() {
        pace.limit(0.01);
        Thread.currentThread().interrupt();
        try {
            pace.admit(TimeUnit.SECONDS.toNanos(1));
            assertTrue(Thread.currentThread().isInterrupted());
        } finally {
            Thread.interrupted();
        }
    }
}
