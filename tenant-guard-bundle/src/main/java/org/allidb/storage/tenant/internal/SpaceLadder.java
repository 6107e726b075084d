package org.allidb.storage.tenant.internal;

import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.spi.event.EventSink;

/** The steps of a disk quota that is filling up, with hysteresis on the way down. A change of the step is an event. Thread-safe. */
final class SpaceLadder {

    /** What a tenant is still allowed to do. */
    enum Step {
        /** Everything. */
        FREE,
        /** Everything, but the soft limit was passed. */
        SOFT,
        /** Reads and deletes. */
        DELETE_ONLY,
        /** Reads. */
        NO_WRITES
    }

    private final TenantId tenant;
    private final EventSink events;
    private volatile Step step = Step.FREE;

    SpaceLadder(TenantId tenant, EventSink events) {
        this.tenant = tenant;
        this.events = events;
    }

    Step step() {
        return step;
    }

    /** Moves to the step of a usage; reports an event if it is another one. */
    void update(long used, long limit, TenantOptions options) {
        Step before = step;
        Step now = step(before, used, limit, options);
        if (now != before) {
            change(used, limit, options);
        }
    }

    private synchronized void change(long used, long limit, TenantOptions options) {
        Step before = step;
        Step now = step(before, used, limit, options);
        if (now != before) {
            step = now;
            String message = "tenant '" + tenant + "' uses " + Human.bytes(used)
                    + (limit == 0 ? ": " : " of " + Human.bytes(limit) + ": ")
                    + switch (now) {
                        case FREE -> limit == 0 ? "it has no disk quota any more" : "well within its disk quota again";
                        case SOFT -> "its disk quota is nearly used up";
                        case DELETE_ONLY -> "only deletes are accepted";
                        case NO_WRITES -> "writes are refused, deletes too";
                    };
            events.report(
                    StorageEvent.Type.QUOTA,
                    Optional.of(tenant),
                    message,
                    Map.of("used_bytes", used, "limit_bytes", limit));
        }
    }

    private static Step step(Step before, long used, long limit, TenantOptions options) {
        if (limit == 0) {
            return Step.FREE;
        }
        double percent = 100.0 * used / limit;
        Step up = at(percent, options);
        Step down = at(percent + options.hysteresisPercent(), options);
        // going up at the limit itself, going down only when well below it
        return up.compareTo(before) > 0 ? up : down.compareTo(before) < 0 ? down : before;
    }

    private static Step at(double percent, TenantOptions options) {
        // A delete takes space before it frees any: it may use half of the headroom, merges have the other half.
        if (percent >= 100 + options.headroomPercent() / 2.0) {
            return Step.NO_WRITES;
        }
        if (percent >= options.deleteOnlyPercent()) {
            return Step.DELETE_ONLY;
        }
        return percent >= options.softLimitPercent() ? Step.SOFT : Step.FREE;
    }
}
