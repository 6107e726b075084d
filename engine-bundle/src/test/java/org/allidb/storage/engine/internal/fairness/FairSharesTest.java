package org.allidb.storage.engine.internal.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.observe.Observation;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.engine.internal.observe.RefusedAccess;
import org.allidb.storage.engine.internal.observe.RefusedWriteCounter;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.SerialRuntime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When it is looked who takes what, and what is said of it. */
class FairSharesTest {

    private final ManualClock clock = new ManualClock();
    private final SerialRuntime runtime = new SerialRuntime(clock);
    private final OperationTimes times = new OperationTimes(clock);
    private final List<String> told = new ArrayList<>();
    private final Tenant abuser = new Tenant("abuser");
    private final Tenant quiet = new Tenant("quiet");
    private List<Tenant> tenants = List.of(abuser, quiet);
    private boolean enabled = true;
    private int asked;
    /** What the abuser takes in ten milliseconds. */
    private long abuserNanos = 10_000_000;

    private final ScheduledExecutorService timer = runtime.scheduler("fair-shares");
    private final FairShares shares = new FairShares(
            () -> enabled,
            () -> {
                asked++;
                return tenants;
            },
            observation(),
            clock,
            timer,
            2);

    private Observation observation() {
        EventSink events = (type, tenant, text, figures) -> told.add(type + " " + tenant.orElseThrow() + ": " + text);
        return new Observation(
                events,
                times,
                new RefusedWriteCounter(clock),
                new LeakWatch(() -> false, timer, events),
                new RefusedAccess(events, clock));
    }

    private class Tenant implements FairTenant {

        private final TenantId id;
        private final Pace pace = new Pace(clock);
        private long work;
        private @Nullable CallTimes watched;

        Tenant(String id) {
            this.id = TenantId.stored(id);
        }

        @Override
        public TenantId id() {
            return id;
        }

        @Override
        public int weight() {
            return 1;
        }

        @Override
        public Pace pace() {
            return pace;
        }

        @Override
        public long workNanos() {
            return work;
        }

        @Override
        public void watch(@Nullable CallTimes times) {
            watched = times;
        }
    }

    /** A tenth of a second, in which threads wake up so late, the abuser takes a core, and the other next to nothing. */
    private void window(int lateMillis) {
        for (int tick = 0; tick < 10; tick++) {
            times.putSince(clock.nanoTime());
            abuser.work += abuserNanos;
            quiet.work += 10_000;
            tenants.stream()
                    .flatMap(tenant -> Stream.ofNullable(tenant.watched))
                    .forEach(CallTimes::reads);
            clock.advanceMillis(10 + lateMillis);
            runtime.runDue();
        }
    }

    private void start() {
        shares.start();
        times.putSince(clock.nanoTime());
        clock.advanceMillis(500);
        runtime.runDue();
    }

    @Test
    void whoTakesMostIsNamedAndSlowedWhileOthersWait() {
        start();
        window(0);
        assertEquals(0, asked, "nobody waits, and nobody is asked");
        window(5);
        window(5);
        window(5);
        assertEquals(
                List.of("STALL abuser: tenant 'abuser' is slowed because it takes more than its share while others"
                        + " wait"),
                told);
        assertTrue(abuser.pace.limit() > 0);
        assertEquals(0, quiet.pace.limit());
    }

    @Test
    void thePlatformsOwnTenantHasNoShare() {
        tenants = List.of(abuser, new Tenant(TenantId.SYSTEM.value()) {
            @Override
            public long workNanos() {
                return quiet.work;
            }
        });
        start();
        for (int i = 0; i < 20; i++) {
            window(5);
        }
        assertEquals(List.of(), told);
        assertEquals(0, abuser.pace.limit());
    }

    @Test
    void nobodyIsSlowedForAnotherProcessThatHasTheCores() {
        abuserNanos = 7_000_000;
        start();
        for (int i = 0; i < 20; i++) {
            window(5);
        }
        assertEquals(List.of(), told, "less than half a core of two");
        abuserNanos = 10_000_000;
        window(5);
        assertEquals(1, told.size());
    }

    @Test
    void switchedOffNobodyIsSlowed() {
        start();
        window(5);
        window(5);
        window(5);
        assertTrue(abuser.pace.limit() > 0);
        enabled = false;
        window(5);
        assertEquals(0, abuser.pace.limit());
    }

    @Test
    void anUnusedPlatformIsLeftAlone() {
        start();
        for (int tick = 0; tick < 10; tick++) {
            clock.advanceMillis(10);
            runtime.runDue();
        }
        for (int i = 0; i < 100; i++) {
            clock.advanceMillis(600);
            runtime.runDue();
        }
        assertEquals(0, asked);
        assertEquals(List.of(), told);
    }

    @Test
    void aClosedOneWakesUpNoMore() {
        start();
        timer.shutdownNow();
        window(5);
        window(5);
        assertEquals(0, asked);
        assertEquals(List.of(), runtime.failures());
    }
}
