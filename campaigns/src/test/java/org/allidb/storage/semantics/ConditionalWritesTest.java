package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.allidb.storage.api.ConditionFailedException;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.testkit.FaultPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes on condition that rows are as their callers have seen them. */
class ConditionalWritesTest {

    private static final EntityId ROW = EntityId.of("row");
    private static final RowKey KEY = RowKey.value(ROW);
    private static final RowKey OTHER = RowKey.value(EntityId.of("other"));
    private static final int THREADS = 6;

    /** What was done to the row before it is looked at. */
    enum Before {
        NOTHING(false),
        PUT(true),
        OVERWRITTEN(true),
        DELETED(false),
        RANGE_DELETED(false),
        PUT_AGAIN(true),
        EXPIRED(false);

        private final boolean exists;

        Before(boolean exists) {
            this.exists = exists;
        }

        void done(House house) {
            TenantStore store = house.store();
            store.put("other", new byte[] {1});
            switch (this) {
                case NOTHING -> {}
                case PUT -> store.put("row", new byte[] {2});
                case OVERWRITTEN -> {
                    store.put("row", new byte[] {1});
                    store.flush();
                    store.put("row", new byte[] {2});
                }
                case DELETED -> {
                    store.put("row", new byte[] {1});
                    store.flush();
                    store.delete("row");
                }
                case RANGE_DELETED -> {
                    store.put("row", new byte[] {1});
                    store.deleteEntity(ROW);
                }
                case PUT_AGAIN -> {
                    store.put("row", new byte[] {1});
                    store.flush();
                    store.deleteEntity(ROW);
                    store.flush();
                    store.put("row", new byte[] {2});
                }
                case EXPIRED -> {
                    store.put("row", new byte[] {1}, WriteOptions.DEFAULTS.withTimeToLive(Duration.ofSeconds(1)));
                    house.clock().advanceMillis(1_000);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(House.Place.class)
    void conditionsSeeWhatReadersSee(House.Place place) {
        for (Before before : Before.values()) {
            try (House house = new House()) {
                before.done(house);
                house.bringTo(place);
                TenantStore store = house.store();
                Optional<StoredRow> seen = store.get(KEY);
                assertEquals(before.exists, seen.isPresent(), before.name());
                long sequence = seen.map(StoredRow::sequence).orElse(0L);
                assertHolds(before.exists, store, batch -> batch.onlyIfPresent(KEY), seen);
                assertHolds(!before.exists, store, batch -> batch.onlyIfAbsent(KEY), seen);
                assertHolds(before.exists, store, batch -> batch.onlyIfAt(KEY, sequence), seen);
                assertHolds(false, store, batch -> batch.onlyIfAt(KEY, sequence + 1), seen);
            }
        }
    }

    private static void assertHolds(
            boolean holds, TenantStore store, Consumer<WriteBatch> condition, Optional<StoredRow> seen) {
        RowKey written = RowKey.value(EntityId.of("written"));
        store.delete(written);
        WriteBatch batch = store.newBatch().put(ValueRow.of(written.entity(), new byte[0]));
        condition.accept(batch);
        if (holds) {
            store.write(batch);
        } else {
            ConditionFailedException told = assertThrows(ConditionFailedException.class, () -> store.write(batch));
            assertEquals(KEY, told.key());
            assertEquals(seen, told.current());
            assertEquals(0, told.getStackTrace().length);
        }
        assertEquals(holds, store.get(written).isPresent());
    }

    @Test
    void messagesSayWhatTheRowIs() {
        try (House house = new House()) {
            TenantStore store = house.store();
            assertEquals(
                    "tenant 'tenant' has not written this batch: the row does not exist. Nothing was changed; look at"
                            + " current(), decide again and write again",
                    refusal(store, batch -> batch.onlyIfPresent(KEY)).getMessage());
            assertEquals(
                    "tenant 'tenant' has not written this batch: the row of sequence 7 does not exist any more. Nothing"
                            + " was changed; look at current(), decide again and write again",
                    refusal(store, batch -> batch.onlyIfAt(KEY, 7)).getMessage());
            store.put("row", new byte[1]);
            assertEquals(
                    "tenant 'tenant' has not written this batch: the row exists already. Nothing was changed; look at"
                            + " current(), decide again and write again",
                    refusal(store, batch -> batch.onlyIfAbsent(KEY)).getMessage());
            assertEquals(
                    "tenant 'tenant' has not written this batch: the row is at sequence 1 and not at 7. Nothing was"
                            + " changed; look at current(), decide again and write again",
                    refusal(store, batch -> batch.onlyIfAt(KEY, 7)).getMessage());
        }
    }

    private static ConditionFailedException refusal(TenantStore store, Consumer<WriteBatch> condition) {
        WriteBatch batch = store.newBatch().delete(OTHER);
        condition.accept(batch);
        return assertThrows(ConditionFailedException.class, () -> store.write(batch));
    }

    @Test
    void allConditionsOfABatchHoldOrNothingIsWritten() {
        try (House house = new House()) {
            TenantStore store = house.store();
            store.put("row", new byte[] {1});
            WriteBatch batch = store.newBatch()
                    .put(House.bytes("other"), new byte[] {2})
                    .delete(KEY)
                    .onlyIfPresent(KEY)
                    .onlyIfPresent(OTHER);
            long last = store.statistics().lastSequence();
            ConditionFailedException told = assertThrows(ConditionFailedException.class, () -> store.write(batch));
            assertEquals(OTHER, told.key(), "a batch's own rows are not there yet");
            assertEquals(last, store.statistics().lastSequence());
            assertTrue(store.get("row").isPresent());
            assertTrue(store.get("other").isEmpty());
            batch.clear();
            store.write(batch.put(House.bytes("other"), new byte[] {3})
                    .onlyIfAbsent(OTHER)
                    .onlyIfPresent(KEY));
            assertArrayEquals(new byte[] {3}, store.get("other").orElseThrow());
        }
    }

    @Test
    void batchWithoutRowsIsACheck() {
        try (House house = new House()) {
            TenantStore store = house.store();
            store.put("row", new byte[1]);
            long last = store.statistics().lastSequence();
            store.write(store.newBatch().onlyIfAt(KEY, last));
            assertThrows(
                    ConditionFailedException.class,
                    () -> store.write(store.newBatch().onlyIfAbsent(KEY)));
            assertEquals(last, store.statistics().lastSequence());
            assertEquals(0, store.statistics().refusedWrites().count(), "an answer is no fault");
        }
    }

    @Test
    void oneCallWritesUnlessTheRowIsThereOrReturnsWhatWasBefore() {
        try (House house = new House()) {
            TenantStore store = house.store();
            byte[] row = House.bytes("row");
            assertEquals(Optional.empty(), store.putIfAbsent(row, new byte[] {1}));
            assertArrayEquals(
                    new byte[] {1}, store.putIfAbsent(row, new byte[] {2}).orElseThrow());
            WriteOptions shortLived = WriteOptions.DEFAULTS.withTimeToLive(Duration.ofSeconds(1));
            assertArrayEquals(
                    new byte[] {1},
                    store.putIfAbsent(row, new byte[] {2}, shortLived).orElseThrow());
            assertArrayEquals(
                    new byte[] {1}, store.getAndPut(row, new byte[] {3}).orElseThrow());
            store.flush();
            assertArrayEquals(new byte[] {3}, store.getAndDelete(row).orElseThrow());
            long last = store.statistics().lastSequence();
            assertEquals(Optional.empty(), store.getAndDelete(row));
            assertEquals(last, store.statistics().lastSequence(), "nothing is deleted that is not there");
            assertEquals(Optional.empty(), store.getAndPut(row, new byte[] {4}));

            MetaRow meta = MetaRow.of(ROW, "before");
            assertEquals(Optional.empty(), store.putIfAbsent(meta));
            assertEquals(meta, store.putIfAbsent(meta).orElseThrow().row());
            assertEquals(
                    meta,
                    store.getAndPut(MetaRow.of(ROW, "after")).orElseThrow().row());
            assertEquals(
                    "after",
                    ((MetaRow) store.getAndDelete(meta.key()).orElseThrow().row()).type());
            store.put(row, new byte[] {5});
            assertArrayEquals(new byte[] {5}, store.get(row).orElseThrow(), "no condition stays for the next write");
        }
    }

    @Test
    void rowIsUnchangedAsLongAsItIsThatOfTheSnapshot() {
        try (House house = new House()) {
            TenantStore store = house.store();
            store.put("row", new byte[1]);
            try (Snapshot snapshot = store.snapshot()) {
                store.write(store.newBatch()
                        .put(House.bytes("written"), new byte[1])
                        .onlyIfUnchanged(KEY, snapshot)
                        .onlyIfUnchanged(OTHER, snapshot));
                store.delete(KEY);
                // no tombstone is left to tell of the deletion
                store.compact();
                assertEquals(
                        Optional.empty(),
                        refusal(store, batch -> batch.onlyIfUnchanged(KEY, snapshot))
                                .current());
                store.put("row", new byte[1]);
                refusal(store, batch -> batch.onlyIfUnchanged(KEY, snapshot));
                store.put("other", new byte[1]);
                assertEquals(
                        OTHER,
                        refusal(store, batch -> batch.onlyIfUnchanged(OTHER, snapshot))
                                .key());
            }
        }
    }

    @Test
    void snapshotIsAskedWhenTheConditionIsAdded() {
        try (House house = new House()) {
            TenantStore store = house.store();
            store.put("row", new byte[1]);
            Snapshot snapshot = store.snapshot();
            WriteBatch batch = store.newBatch().onlyIfUnchanged(KEY, snapshot);
            snapshot.close();
            store.write(batch);
            assertThrows(StoreClosedException.class, () -> batch.onlyIfUnchanged(KEY, snapshot));
        }
    }

    @Test
    void wrongUsesAreRefusedWhenTheBatchIsFilledOrWritten() {
        try (House house = new House();
                TenantStore foreign = house.platform().create(TenantId.of("foreign"), TenantSettings.DEFAULTS);
                Snapshot snapshot = foreign.snapshot()) {
            TenantStore store = house.store();
            WriteBatch batch = store.newBatch();
            assertEquals(
                    "this snapshot was not taken from tenant 'tenant'",
                    refused(() -> batch.onlyIfUnchanged(KEY, snapshot)));
            assertEquals(
                    "no row has the sequence -1; give what StoredRow.sequence() was when it was read",
                    refused(() -> batch.onlyIfAt(KEY, -1)));
            for (int i = 0; i < WriteBatch.MAX_CONDITIONS; i++) {
                batch.onlyIfAbsent(KEY);
            }
            assertEquals(
                    "a batch may have 10000 conditions; write what belongs together in several batches",
                    refused(() -> batch.onlyIfAbsent(KEY)));
            assertEquals(
                    "a write with conditions was given a timestamp; leave it to the engine, or write without"
                            + " conditions",
                    refused(() -> store.write(batch, WriteOptions.DEFAULTS.withTimestamp(1))));
            store.write(batch, WriteOptions.DEFAULTS.withTimeToLive(Duration.ofDays(1)));
            house.platform().update(House.TENANT, TenantSettings.DEFAULTS.withQuota(Quota.NONE.withRates(100, 0)));
            store.write(batch);
            assertThrows(QuotaExceededException.class, () -> store.write(batch), "a condition is a read");
        }
    }

    private static String refused(org.junit.jupiter.api.function.Executable call) {
        return String.valueOf(assertThrows(InvalidArgumentException.class, call).getMessage());
    }

    @Test
    void rowThatIsFlushedBetweenTheTwoLooksIsSeen() {
        AtomicReference<Runnable> between = new AtomicReference<>(() -> {});
        FaultPlan plan = (operation, name) -> {
            if (operation == FaultPlan.Operation.READ && name.endsWith(".sst")) {
                between.getAndSet(() -> {}).run();
            }
        };
        try (House house = new House(plan, Map.of("sstable.mmap", false))) {
            TenantStore store = house.store();
            store.put("other", new byte[1]);
            store.flush();
            AtomicBoolean ran = new AtomicBoolean();
            between.set(() -> {
                store.put("row", new byte[1]);
                store.flush();
                ran.set(true);
            });
            // the first look finds no row, reads the other one from its table, and the row is written and flushed then
            assertEquals(
                    KEY,
                    refusal(store, batch -> batch.onlyIfAbsent(KEY).onlyIfPresent(OTHER))
                            .key());
            assertTrue(ran.get());
        }
    }

    @Test
    void countersLoseNoStepWhileTablesChange() throws Exception {
        int steps = 300;
        try (House house = new House(
                        (operation, name) -> {},
                        Map.of("memtable.max_mb", 1, "compaction.enabled", true, "engine.durability", "buffered"));
                ExecutorService threads = Executors.newCachedThreadPool()) {
            TenantStore store = house.store();
            AtomicBoolean ended = new AtomicBoolean();
            Future<?> upkeep = threads.submit(() -> {
                while (!ended.get()) {
                    store.flush();
                    store.compact();
                }
            });
            List<Future<?>> counting = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                counting.add(threads.submit(() -> {
                    for (int step = 0; step < steps; step++) {
                        countUp(store);
                    }
                }));
            }
            for (Future<?> each : counting) {
                each.get();
            }
            ended.set(true);
            upkeep.get();
            assertEquals(THREADS * steps, count(store.get(KEY).orElseThrow()));
        }
    }

    private static void countUp(TenantStore store) {
        Optional<StoredRow> seen = store.get(KEY);
        while (true) {
            WriteBatch batch = store.newBatch();
            int next = seen.map(ConditionalWritesTest::count).orElse(0) + 1;
            batch.put(ValueRow.of(ROW, House.bytes(Integer.toString(next))));
            if (seen.isPresent()) {
                batch.onlyIfAt(KEY, seen.get().sequence());
            } else {
                batch.onlyIfAbsent(KEY);
            }
            try {
                store.write(batch);
                return;
            } catch (ConditionFailedException e) {
                seen = e.current();
            }
        }
    }

    private static int count(StoredRow row) {
        return Integer.parseInt(House.text(row.row().encodedValue()));
    }

    @Test
    void refusalIsToldWhenWhatItWasDecidedOnIsOnStableStorage() throws Exception {
        Barrier disk = new Barrier();
        try (House house = new House(disk, Map.of("wal.sync_interval_ms", 60_000));
                ExecutorService callers = Executors.newCachedThreadPool();
                AutoCloseable _ = disk::letGo) {
            TenantStore store = house.store();
            disk.stopAt((operation, name) -> operation == FaultPlan.Operation.SYNC && name.endsWith(".wal"));
            Future<?> first = callers.submit(() -> store.put("row", new byte[] {1}));
            disk.awaitReached();
            byte[] row = House.bytes("row");
            CompletableFuture<?> async = store.writeAsync(
                            store.newBatch().delete(OTHER).onlyIfAbsent(KEY))
                    .toCompletableFuture();
            assertFalse(async.isDone(), "a power cut can take the row that is in the way");
            assertTrue(store.get("row").isEmpty());
            assertArrayEquals(
                    new byte[] {1},
                    store.putIfAbsent(row, new byte[] {2}, WriteOptions.BUFFERED)
                            .orElseThrow(),
                    "who writes buffered accepts that");
            disk.letGo();
            first.get();
            ExecutionException told = assertThrows(ExecutionException.class, async::get);
            ConditionFailedException refused = assertInstanceOf(ConditionFailedException.class, told.getCause());
            assertEquals(store.get(KEY), refused.current());
            assertTrue(store.writeAsync(store.newBatch().onlyIfAbsent(KEY))
                    .toCompletableFuture()
                    .isCompletedExceptionally());
        }
    }

    @Test
    void conditionsBehindTheOneThatHeldTooLateAreLookedAtInTables() {
        AtomicReference<Runnable> between = new AtomicReference<>(() -> {});
        FaultPlan plan = (operation, name) -> {
            if (operation == FaultPlan.Operation.READ && name.endsWith(".sst")) {
                between.getAndSet(() -> {}).run();
            }
        };
        try (House house = new House(plan, Map.of("sstable.mmap", false))) {
            TenantStore store = house.store();
            store.put("row", new byte[1]);
            store.put("other", new byte[1]);
            store.flush();
            between.set(() -> store.delete("row", WriteOptions.BUFFERED));
            // the first look finds the row, which is deleted then, and looks no further
            assertEquals(
                    OTHER,
                    refusal(store, batch -> batch.onlyIfAbsent(KEY).onlyIfAbsent(OTHER))
                            .key());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusalForARowThatReadersSeeWaitsForItsSync(boolean async) throws Exception {
        AtomicInteger syncs = new AtomicInteger();
        FaultPlan plan = (operation, name) -> {
            if (operation == FaultPlan.Operation.SYNC && name.endsWith(".wal")) {
                syncs.incrementAndGet();
            }
        };
        try (House house = new House(plan, Map.of("wal.sync_interval_ms", 60_000))) {
            TenantStore store = house.store();
            store.put(ROW.toByteArray(), new byte[] {1}, WriteOptions.BUFFERED);
            WriteBatch batch = store.newBatch().delete(OTHER).onlyIfAbsent(KEY);
            int before = syncs.get();
            if (async) {
                CompletableFuture<?> refused = store.writeAsync(batch).toCompletableFuture();
                ExecutionException told = assertThrows(ExecutionException.class, refused::get);
                assertInstanceOf(ConditionFailedException.class, told.getCause());
            } else {
                assertThrows(ConditionFailedException.class, () -> store.write(batch));
            }
            assertEquals(before + 1, syncs.get(), "a power cut can take the row that is in the way");
            assertThrows(ConditionFailedException.class, () -> store.write(batch));
            assertEquals(before + 1, syncs.get(), "it cannot any more");
        }
    }

    /** Who is told of a quota deletes, or asks for more; for a condition that fails that is in vain. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void conditionThatFailsIsToldBeforeAQuota(boolean async) {
        try (House house = new House((operation, name) -> {}, Map.of("wal.sync_interval_ms", 60_000))) {
            TenantStore store = house.store();
            store.put("other", new byte[] {1});
            // readers see it, and a power cut can take it: that a condition fails for it is decided in the order of the
            // writes
            store.put(ROW.toByteArray(), new byte[] {1}, WriteOptions.BUFFERED);
            house.platform().update(House.TENANT, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(1)));
            WriteBatch fails =
                    store.newBatch().put(House.bytes("other"), new byte[1]).onlyIfAbsent(KEY);
            ConditionFailedException refused =
                    assertInstanceOf(ConditionFailedException.class, failure(store, fails, async));
            assertEquals(store.get(KEY), refused.current());
            WriteBatch holds =
                    store.newBatch().put(House.bytes("other"), new byte[1]).onlyIfPresent(KEY);
            QuotaExceededException quota = assertInstanceOf(QuotaExceededException.class, failure(store, holds, async));
            assertEquals("disk_bytes", quota.quota());
            // the batch is not refused for good
            house.platform().update(House.TENANT, TenantSettings.DEFAULTS);
            store.write(holds);
        }
    }

    private static Throwable failure(TenantStore store, WriteBatch batch, boolean async) {
        if (!async) {
            return assertThrows(StorageException.class, () -> store.write(batch));
        }
        CompletableFuture<?> written = store.writeAsync(batch).toCompletableFuture();
        return assertThrows(ExecutionException.class, written::get).getCause();
    }

    @Test
    void conditionThatCannotBeReadWritesNothing() {
        AtomicBoolean fails = new AtomicBoolean();
        FaultPlan plan = (operation, name) -> {
            if (fails.get() && operation == FaultPlan.Operation.READ && name.endsWith(".sst")) {
                throw new IOException("the device");
            }
        };
        try (House house = new House(plan, Map.of("sstable.mmap", false))) {
            TenantStore store = house.store();
            store.put("row", new byte[1]);
            store.flush();
            fails.set(true);
            assertThrows(StorageIoException.class, () -> store.getAndPut(ValueRow.of(ROW, new byte[] {2})));
            assertTrue(store.writeAsync(store.newBatch().onlyIfPresent(KEY))
                    .toCompletableFuture()
                    .isCompletedExceptionally());
            fails.set(false);
            assertArrayEquals(
                    new byte[1],
                    store.getAndPut(House.bytes("row"), new byte[] {3}).orElseThrow());
        }
    }
}
