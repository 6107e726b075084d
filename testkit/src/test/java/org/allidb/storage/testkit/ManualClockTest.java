package org.allidb.storage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ManualClockTest {

    private final ManualClock clock = new ManualClock();

    @Test
    void timeStandsStillUntilItIsTold() {
        long wall = clock.wallMicros();
        long nanos = clock.nanoTime();
        assertEquals(wall, clock.wallMicros());
        clock.advanceMillis(5);
        assertEquals(wall + 5_000, clock.wallMicros());
        assertEquals(nanos + 5_000_000, clock.nanoTime());
        assertEquals(clock.wallMicros() / 1_000, clock.wallMillis());
    }

    @Test
    void wallTimeJumpsAlone() {
        long wall = clock.wallMillis();
        long nanos = clock.nanoTime();
        clock.jumpMillis(-3_600_000);
        assertEquals(wall - 3_600_000, clock.wallMillis());
        assertEquals(nanos, clock.nanoTime());
        assertThrows(IllegalArgumentException.class, () -> clock.advanceMillis(-1));
    }
}
