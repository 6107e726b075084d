package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.throttle.PlatformLoad;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.Test;

/** What a throttler is told of the platform, and what becomes of one that cannot bear it. */
class ThrottlerLoadTest {

    private final List<PlatformLoad> loads = new CopyOnWriteArrayList<>();
    private final Trap trap = new Trap();

    @Test
    void isToldHowManyOperationsThereWere() {
        try (House house = house(loads::add, Map.of())) {
            for (int i = 0; i < 100; i++) {
                house.store().put("row" + i, new byte[10]);
            }
            long measured = house.platform().statistics().latencies().put().measured();
            assertTrue(measured > 0);
            Await.until("all measured writes are told", () -> operations() == measured);
            int told = loads.size();
            Await.until("two more loads", () -> loads.size() >= told + 2);
            assertEquals(measured, operations(), "each is told once");
            assertEquals(0, loads.getLast().p99Nanos());
            assertEquals(0, loads.getLast().debt());
        }
    }

    @Test
    void isToldHowFarMergesAreBehind() {
        Map<String, Object> settings = Map.of(
                "compaction.enabled",
                true,
                "compaction.scheduler",
                "fair",
                "compaction.slowdown_tables",
                10,
                "compaction.max_concurrent",
                1);
        trap.set();
        try (House house = house(loads::add, settings)) {
            for (int i = 0; i < 8; i++) {
                house.store().put("row", new byte[300_000]);
                house.store().flush();
            }
            trap.awaitCaught();
            // eight tables of a tier that waits with three
            Await.until("the debt is told", () -> lastDebt() == 0.5);
            trap.letOut();
            house.store().awaitQuiet();
            Await.until("it is paid", () -> lastDebt() == 0);
        }
    }

    @Test
    void oneThatThrowsIsReportedOnceAndPacesOn() {
        List<String> failures = new CopyOnWriteArrayList<>();
        Consumer<PlatformLoad> throwing = load -> {
            loads.add(load);
            throw new NoClassDefFoundError("org/example/Gone");
        };
        try (House house = house(throwing, Map.of("compaction.enabled", true))) {
            var _ = house.platform().subscribe(event -> {
                if (event.type() == StorageEvent.Type.FAILURE) {
                    failures.add(event.message());
                }
            });
            Await.until("the failure is reported", () -> !failures.isEmpty());
            String message = failures.getFirst();
            assertTrue(
                    message.startsWith("the throttler 'load' (org.allidb.storage.semantics.ThrottlerLoadTest"),
                    message);
            assertTrue(
                    message.endsWith(") failed when it was told the load: java.lang.NoClassDefFoundError:"
                            + " org/example/Gone; it is told no more until it is replaced"),
                    message);
            merge(house);
            house.platform().components().install(provider(loads::add));
            loads.clear();
            Await.until("its successor is told", () -> loads.size() >= 2);
            assertEquals(1, failures.size());
        }
    }

    @Test
    void oneThatHangsHoldsUpNothing() {
        Trap told = new Trap();
        told.set();
        House house = house(load -> told.pass(), Map.of("compaction.enabled", true));
        try (house) {
            told.awaitCaught();
            merge(house);
            house.platform().components().install(provider(loads::add));
            Await.until("its successor is told", () -> !loads.isEmpty());
        }
        told.letOut();
    }

    private static void merge(House house) {
        for (int i = 0; i < 4; i++) {
            house.store().put("row", new byte[100_000]);
            house.store().flush();
        }
        house.store().awaitQuiet();
        assertEquals(1, house.store().tables().size());
    }

    private double lastDebt() {
        return loads.isEmpty() ? -1 : loads.getLast().debt();
    }

    private long operations() {
        return loads.stream().mapToLong(PlatformLoad::operations).sum();
    }

    private House house(Consumer<PlatformLoad> observed, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("compaction.throttler", "load");
        return new House((operation, name) -> {}, settings, provider(observed));
    }

    private ThrottlerProvider provider(Consumer<PlatformLoad> observed) {
        return new ThrottlerProvider() {
            @Override
            public String name() {
                return "load";
            }

            @Override
            public Throttler create(ThrottleLimits limits, StorageClock clock) {
                return new Throttler() {
                    @Override
                    public void acquire(int bytes, int operations) {
                        trap.pass();
                    }

                    @Override
                    public void setLimits(ThrottleLimits newLimits) {
                        // there are none
                    }

                    @Override
                    public ThrottleLimits limits() {
                        return limits;
                    }

                    @Override
                    public void observe(PlatformLoad load) {
                        observed.accept(load);
                    }
                };
            }
        };
    }
}
