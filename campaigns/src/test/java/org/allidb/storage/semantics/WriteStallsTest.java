package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.allidb.storage.api.StalledException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.testkit.Await;
import org.allidb.storage.testkit.FaultPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writers wait for what merges are going to do, and for nothing else. */
@Timeout(120)
class WriteStallsTest {

    private static final int FLUSHES = 20;
    private static final long DAY_MICROS = 24L * 3600 * 1_000_000;
    private static final Map<String, Object> STRICT = Map.of(
            "compaction.enabled", true,
            "compaction.max_iops", 0,
            "compaction.max_bandwidth_mbps", 0,
            "compaction.slowdown_tables", 3,
            "compaction.stop_tables", 6,
            "compaction.many_tables", 5,
            "engine.stall_timeout_ms", 1_000);

    private final BlockingQueue<StorageEvent> events = new LinkedBlockingQueue<>();
    private final Random random = new Random(7);

    /** A strategy of a third party. */
    private record Foreign(
            String name,
            Function<CompactionView, Optional<CompactionTask>> proposals,
            Function<CompactionView, CompactionDebt> debts)
            implements CompactionStrategy {

        @Override
        public Optional<CompactionTask> propose(CompactionView view) {
            return proposals.apply(view);
        }

        @Override
        public CompactionDebt debt(CompactionView view) {
            return debts.apply(view);
        }
    }

    /** One that was written before there was a debt. */
    private record Older(String name, Function<CompactionView, Optional<CompactionTask>> proposals)
            implements CompactionStrategy {

        @Override
        public Optional<CompactionTask> propose(CompactionView view) {
            return proposals.apply(view);
        }
    }

    @Test
    void finishedWindowsHoldNobodyUp() {
        try (House house = house(Map.of("compaction.strategy", "time-window"))) {
            for (int day = 0; day < FLUSHES; day++) {
                WriteBatch batch = house.store().newBatch();
                batch.put(House.bytes("series/" + day), new byte[100]);
                house.store()
                        .write(batch, WriteOptions.BUFFERED.withTimestamp(1_700_000_000_000_000L + day * DAY_MICROS));
                house.store().flush();
                house.store().awaitQuiet();
            }
            assertNobodyWaits(house, FLUSHES);
        }
    }

    @Test
    void tablesThatAreTooLargeForMergesHoldNobodyUp() {
        try (House house = house(Map.of("compaction.max_size_mb", 0.01))) {
            for (int i = 0; i < FLUSHES; i++) {
                flush(house, 20_000);
            }
            assertNobodyWaits(house, FLUSHES);
        }
    }

    @Test
    void whereNothingIsMergedByItselfNobodyWaitsForIt() {
        try (House house = house(Map.of("compaction.enabled", false))) {
            for (int i = 0; i < FLUSHES; i++) {
                flush(house, 10);
            }
            assertNobodyWaits(house, FLUSHES);
            assertEquals(FLUSHES, house.store().statistics().tablesPerRead());
            Await.until(
                    "the events",
                    () -> messages(StorageEvent.Type.READ_AMPLIFICATION).size() == 3);
            List<String> told = messages(StorageEvent.Type.READ_AMPLIFICATION);
            assertTrue(told.getFirst().startsWith("a read may have to visit 5 tables, because"), told.getFirst());
            house.store().compact();
            Await.until(
                    "the events",
                    () -> messages(StorageEvent.Type.READ_AMPLIFICATION).size() == 4);
            assertEquals(
                    "a read may have to visit 1 table at most, which is fewer than compaction.many_tables again",
                    messages(StorageEvent.Type.READ_AMPLIFICATION).getLast());
        }
    }

    /** Merges leave them out one after the other. */
    @Test
    void tablesThatCannotBeReadHoldNobodyUp() {
        AtomicBoolean broken = new AtomicBoolean();
        FaultPlan plan = failing(broken, FaultPlan.Operation.OPEN, FaultPlan.Operation.MAP, FaultPlan.Operation.READ);
        try (House house = house(plan, Map.of("compaction.enabled", false))) {
            for (int i = 0; i < 10; i++) {
                flush(house, 10);
            }
            house.reopen();
            house.platform().subscribe(events::add);
            broken.set(true);
            configure(house, "compaction.enabled", "true");
            Await.until("the state that follows", () -> {
                house.store().awaitQuiet();
                return messages(StorageEvent.Type.FAILURE).size() >= 7
                        && house.store().statistics().dueTables() == 0;
            });
            house.store().put("after", new byte[1]);
        }
    }

    @Test
    void strategyThatWantsNothingMergedHoldsNobodyUp() {
        try (House house = house(new Older("collector", view -> Optional.empty()))) {
            for (int i = 0; i < FLUSHES; i++) {
                flush(house, 10);
            }
            assertNobodyWaits(house, FLUSHES);
        }
    }

    /** What it would propose is what it owes, but for the merge that is being carried out. */
    @Test
    void strategyThatOnlyProposesIsWaitedFor() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        Older pairs = new Older("pairs", view -> {
            List<Long> idle = view.tables().stream()
                    .filter(table -> !table.busy())
                    .map(table -> table.properties().tableId())
                    .limit(2)
                    .toList();
            return idle.size() < 2
                    ? Optional.empty()
                    : Optional.of(CompactionTask.Merge.of(idle, 0, false, "two are too many"));
        });
        try (House house =
                house(failing(broken, FaultPlan.Operation.CREATE), Map.of("compaction.enabled", false), pairs)) {
            for (int i = 0; i < 11; i++) {
                flush(house, 10);
            }
            broken.set(true);
            configure(house, "compaction.enabled", "true");
            Await.until("the due tables", () -> house.store().statistics().dueTables() == 8);
            assertThrows(StalledException.class, () -> putWhileTimePasses(house));
            broken.set(false);
            house.store().awaitQuiet();
            assertEquals(1, house.store().tables().size());
            putWhileTimePasses(house);
        }
    }

    @Test
    void writerThatOutrunsMergesIsSlowedThenStoppedAndToldWhy() throws Exception {
        Foreign slow = new Foreign("slow", view -> Optional.empty(), view -> CompactionDebt.of(view.tables()));
        try (House house = house(slow)) {
            for (int tables = 1; tables <= 6; tables++) {
                flush(house, 10);
                int due = tables;
                Await.until("the due tables", () -> house.store().statistics().dueTables() == due);
            }
            Await.until("the events", () -> messages(StorageEvent.Type.STALL).size() == 2);
            assertTrue(
                    messages(StorageEvent.Type.STALL)
                            .getFirst()
                            .matches("writers are slowed because 3 tables \\(.*\\) are due to be merged by the"
                                    + " compaction strategy 'slow'"),
                    messages(StorageEvent.Type.STALL).toString());
            assertTrue(
                    messages(StorageEvent.Type.STALL).getLast().startsWith("writers are stopped because 6 tables ("),
                    messages(StorageEvent.Type.STALL).toString());
            StalledException told = assertThrows(StalledException.class, () -> putWhileTimePasses(house));
            assertTrue(
                    told.getMessage()
                            .matches("tenant 'tenant': a write waited 1000 ms because 6 tables \\(.*\\) are due to be"
                                    + " merged by the compaction strategy 'slow'; nothing was written. Write more"
                                    + " slowly, .*"),
                    told.getMessage());
            configure(house, "compaction.strategy", "size-tiered");
            putWhileTimePasses(house);
        }
    }

    @Test
    void messageNamesTheFailureThatKeepsMergesFromTheirWork() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        try (House house = house(failing(broken, FaultPlan.Operation.CREATE), Map.of("compaction.enabled", false))) {
            for (int i = 0; i < 10; i++) {
                flush(house, 10);
            }
            broken.set(true);
            configure(house, "compaction.enabled", "true");
            Await.until(
                    "the events",
                    () -> messages(StorageEvent.Type.FAILURE).stream().anyMatch(text -> text.contains("on fire")));
            Await.until("the due tables", () -> house.store().statistics().dueTables() == 7);
            StalledException told = assertThrows(StalledException.class, () -> putWhileTimePasses(house));
            assertTrue(told.getMessage().contains("and the last compaction failed: "), told.getMessage());
            assertTrue(told.getMessage().contains("the controller is on fire"), told.getMessage());
            broken.set(false);
            house.store().awaitQuiet();
            putWhileTimePasses(house);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "is an error", "is negative", "is more than there is"})
    void debtThatMakesNoSenseIsContained(String how) {
        Foreign bad = new Foreign(
                "bad", view -> Optional.empty(), view -> view.tables().isEmpty() ? CompactionDebt.NONE : nonsense(how));
        try (House house = house(bad)) {
            for (int i = 1; i <= FLUSHES; i++) {
                flush(house, 10);
                int failures = Math.min(i, 3);
                Await.until(
                        "the events", () -> messages(StorageEvent.Type.FAILURE).size() >= failures);
            }
            assertNobodyWaits(house, FLUSHES);
            List<String> told = messages(StorageEvent.Type.FAILURE);
            assertEquals(3, told.size(), told.toString());
            assertTrue(
                    told.getFirst()
                            .contains("compaction strategy 'bad' (" + Foreign.class.getName()
                                    + ") failed to tell its debt: "),
                    told.getFirst());
            assertTrue(told.getFirst().endsWith("; what it proposes is counted"), told.getFirst());
            assertTrue(told.getLast().endsWith("; what it proposes is counted until it is replaced"), told.getLast());
        }
    }

    @Test
    void debtThatIsNeverToldHoldsNobodyUp() {
        CountDownLatch end = new CountDownLatch(1);
        Foreign endless = new Foreign("endless", view -> Optional.empty(), view -> {
            awaitWhateverHappens(end);
            return CompactionDebt.NONE;
        });
        try (House house = house(endless)) {
            for (int i = 0; i < FLUSHES; i++) {
                flush(house, 10);
            }
            house.clock().advanceMillis(11_000);
            flush(house, 10);
            Await.until(
                    "the events",
                    () -> messages(StorageEvent.Type.FAILURE).stream()
                            .anyMatch(text -> text.contains("failed to tell its debt: no answer within 10 s")));
            assertNobodyWaits(house, FLUSHES + 1);
        } finally {
            end.countDown();
        }
    }

    /** The lock of a tenant's compactions was held meanwhile, and with it everything that waited for it. */
    @Test
    void strategyThatThinksForLongKeepsNobodyFromGoing() {
        CountDownLatch end = new CountDownLatch(1);
        // one that asks what is due, and one that asks for a task
        CountDownLatch begun = new CountDownLatch(2);
        Older thinker = new Older("thinker", view -> {
            if (view.tables().isEmpty()) {
                return Optional.empty();
            }
            begun.countDown();
            awaitWhateverHappens(end);
            return Optional.empty();
        });
        try (House house = house(thinker)) {
            flush(house, 10);
            awaitWhateverHappens(begun);
            assertTimeoutPreemptively(Duration.ofSeconds(8), () -> {
                house.store().compact();
                house.platform().drop(House.TENANT);
                house.platform().openOrCreate(TenantId.of("another")).close();
            });
        } finally {
            end.countDown();
        }
    }

    private static CompactionDebt nonsense(String how) {
        return switch (how) {
            case "throws" -> throw new IllegalStateException("no idea");
            case "is an error" -> throw new StackOverflowError("no end");
            case "is negative" -> CompactionDebt.of(-1, 0);
            default -> CompactionDebt.of(0, Long.MAX_VALUE);
        };
    }

    /** What is done to tables fails while a test asks for it. */
    private static FaultPlan failing(AtomicBoolean broken, FaultPlan.Operation... operations) {
        Set<FaultPlan.Operation> failing = Set.of(operations);
        return (operation, name) -> {
            if (broken.get() && failing.contains(operation) && name.endsWith(".sst")) {
                throw new IOException("the controller is on fire");
            }
        };
    }

    private House house(CompactionStrategy strategy) {
        return house((operation, name) -> {}, Map.of("compaction.strategy", strategy.name()), strategy);
    }

    private House house(Map<String, Object> settings) {
        return house((operation, name) -> {}, settings);
    }

    private House house(FaultPlan plan, Map<String, Object> settings, CompactionStrategy... strategies) {
        Map<String, Object> all = new HashMap<>(STRICT);
        all.putAll(settings);
        if (strategies.length > 0) {
            all.put("compaction.strategy", strategies[0].name());
        }
        House house = new House(plan, all, strategies);
        house.platform().subscribe(events::add);
        return house;
    }

    private void flush(House house, int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        house.store().put("row", value);
        house.store().put("z", value);
        house.store().flush();
    }

    private static void configure(House house, String key, String value) {
        StoragePlatform platform = house.platform();
        platform.configure(platform.configuration().with(key, value));
    }

    private static void putWhileTimePasses(House house) throws Exception {
        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            TenantStore store = house.store();
            Future<?> put = writer.submit(() -> store.put("after", new byte[1]));
            Await.until("the put ends", () -> {
                house.clock().advanceMillis(100);
                return put.isDone();
            });
            try {
                put.get();
            } catch (java.util.concurrent.ExecutionException e) {
                if (e.getCause() instanceof StalledException stalled) {
                    throw stalled;
                }
                throw e;
            }
        }
    }

    private void assertNobodyWaits(House house, int tables) {
        house.store().put("one more", new byte[1]);
        assertEquals(tables, house.store().tables().size());
        assertEquals(0, house.store().statistics().dueTables());
        assertEquals(0, house.store().statistics().dueBytes());
        assertEquals(List.of(), messages(StorageEvent.Type.STALL));
    }

    private List<String> messages(StorageEvent.Type type) {
        return events.stream()
                .filter(event -> event.type() == type)
                .map(StorageEvent::message)
                .toList();
    }

    private static void awaitWhateverHappens(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                done = latch.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                // it does not listen
            }
        }
    }
}
