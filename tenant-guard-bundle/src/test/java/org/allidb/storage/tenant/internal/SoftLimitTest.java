package org.allidb.storage.tenant.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.testkit.ManualClock;
import org.junit.jupiter.api.Test;

/** Soft limit 80 %, hysteresis 5 %. */
class SoftLimitTest {

    private final ManualClock clock = new ManualClock();
    private final List<String> events = new ArrayList<>();
    private final SoftLimit limit = new SoftLimit(
            TenantId.of("acme"),
            new GuardServices(
                    clock,
                    (type, tenant, message, figures) -> events.add(type + " " + message + " " + figures.get("used")),
                    LadderPolicy::new),
            "max_cursors",
            "has",
            "open cursors");

    private void use(long... counts) {
        for (long count : counts) {
            limit.update(count, 100, TenantOptions.DEFAULTS);
        }
    }

    @Test
    void eventsSayThatTheLimitIsNearAndThatItIsNotAnyMore() {
        use(79);
        assertEquals(List.of(), events);
        use(80, 90, 100, 76, 75);
        assertEquals(List.of("QUOTA tenant 'acme' has 80 of 100 open cursors: the quota is nearly used up 80"), events);
        use(74, 10);
        assertEquals("QUOTA tenant 'acme' has 74 of 100 open cursors: well within the quota again 74", events.get(1));
        assertEquals(2, events.size());
    }

    @Test
    void usageThatComesAndGoesIsToldOnceAMinute() {
        use(80, 0, 80, 0, 80, 0);
        assertEquals(2, events.size());
        clock.advanceMillis(59_000);
        use(80, 0);
        assertEquals(2, events.size());
        clock.advanceMillis(1_000);
        use(80, 0);
        assertEquals(4, events.size());
    }

    @Test
    void quotaThatIsTakenAwayIsNearNoMore() {
        use(90);
        limit.update(90, 0, TenantOptions.DEFAULTS);
        assertEquals("QUOTA tenant 'acme' has 90 open cursors, and has no quota of them any more 90", events.get(1));
        limit.update(1_000, 0, TenantOptions.DEFAULTS);
        assertEquals(2, events.size());
    }
}
