package org.allidb.storage.engine.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.testkit.ManualClock;
import org.junit.jupiter.api.Test;

class WriteIdlenessTest {

    private final ManualClock clock = new ManualClock();
    private final VisibleSequence visible = new VisibleSequence(7);

    @Test
    void tenantIsIdleAfterItsTime() {
        assertIdleAfter30Seconds(idleness(30));
    }

    @Test
    void writeMakesItBusyAgain() {
        WriteIdleness idleness = idleness(30);
        idleness.isIdle(false);
        clock.advanceMillis(29_000);
        visible.publish(8);
        assertIdleAfter30Seconds(idleness);
    }

    @Test
    void tenantThatIsAwaitedIsIdleAtOnce() {
        assertTrue(idleness(30).isIdle(true));
    }

    @Test
    void neverMeansNever() {
        WriteIdleness idleness = idleness(0);
        idleness.isIdle(false);
        clock.advanceMillis(400L * 24 * 3600 * 1_000);
        assertFalse(idleness.isIdle(false));
        assertFalse(idleness.isIdle(true));
    }

    private void assertIdleAfter30Seconds(WriteIdleness idleness) {
        assertFalse(idleness.isIdle(false));
        clock.advanceMillis(29_000);
        assertFalse(idleness.isIdle(false));
        clock.advanceMillis(1_000);
        assertTrue(idleness.isIdle(false));
    }

    private WriteIdleness idleness(int seconds) {
        StorageConfiguration configuration =
                StorageConfiguration.of(Map.of("compaction", Map.of("idle_after_seconds", String.valueOf(seconds))));
        return new WriteIdleness(visible, () -> configuration, clock);
    }
}
