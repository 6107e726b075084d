package org.allidb.storage.tenant.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageClock;

/**
 * The soft limit of a quota of things that come and go, cursors for example. An event says that the quota is nearly used up, and
 * another one that it is not any more; both at most once a minute. Thread-safe.
 */
final class SoftLimit {

    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final TenantId tenant;
    private final EventSink events;
    private final StorageClock clock;
    private final String what;

    /** Written under the monitor. */
    private volatile boolean passed;

    @GuardedBy("this")
    private long quietUntil;

    /**
     * Creates a limit that was not passed.
     *
     * @param what what is counted, in the plural
     */
    SoftLimit(TenantId tenant, EventSink events, StorageClock clock, String what) {
        this.tenant = tenant;
        this.events = events;
        this.clock = clock;
        this.what = what;
        this.quietUntil = clock.nanoTime();
    }

    /**
     * Follows the usage.
     *
     * @param used how many there are
     * @param limit how many there may be, 0 for any number
     */
    void update(long used, long limit, TenantOptions options) {
        boolean before = passed;
        if (isPassed(before, used, limit, options) != before) {
            change(used, limit, options);
        }
    }

    private synchronized void change(long used, long limit, TenantOptions options) {
        boolean now = isPassed(passed, used, limit, options);
        long nanos = clock.nanoTime();
        if (now == passed || now && nanos - quietUntil < 0) {
            return;
        }
        passed = now;
        if (now) {
            quietUntil = nanos + INTERVAL_NANOS;
        }
        String state = limit == 0
                ? used + " " + what + ", and has no quota of them any more"
                : used + " of " + limit + " " + what
                        + (now ? ": the quota is nearly used up" : ": well within the quota again");
        events.report(
                StorageEvent.Type.QUOTA,
                Optional.of(tenant),
                "tenant '" + tenant + "' has " + state,
                Map.of("used", used, "limit", limit));
    }

    private static boolean isPassed(boolean before, long used, long limit, TenantOptions options) {
        int percent = options.softLimitPercent() - (before ? options.hysteresisPercent() : 0);
        return limit > 0 && used > 0 && 100.0 * used / limit >= percent;
    }
}
