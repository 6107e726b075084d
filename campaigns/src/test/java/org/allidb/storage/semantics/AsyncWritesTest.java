package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.StalledException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.spi.wal.WriteAheadLogProvider;
import org.allidb.storage.testkit.Await;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes that hold no thread: when they complete, in what order, and what becomes of them when something ends or fails. */
class AsyncWritesTest {

    private static final long WATCHDOG_SECONDS = 60;
    private static final TenantId OTHER = TenantId.of("other");

    private final Disk disk = new Disk();
    private final StrictMemVfs files = new StrictMemVfs();
    private StoragePlatform platform;
    private TenantStore store;

    /** A disk whose syncs of the log wait for the test. */
    private static final class Disk implements FaultPlan {

        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile CountDownLatch arrived = new CountDownLatch(0);
        private volatile boolean fails;

        @Override
        public void before(Operation operation, String name) throws IOException {
            if (operation == Operation.SYNC && name.endsWith(".wal")) {
                arrived.countDown();
                try {
                    assertTrue(gate.await(WATCHDOG_SECONDS, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                if (fails) {
                    throw new IOException("the device");
                }
            }
        }

        /** Has the next sync wait until {@link #go}. */
        void stop() {
            gate = new CountDownLatch(1);
            arrived = new CountDownLatch(1);
        }

        void awaitSync() throws InterruptedException {
            assertTrue(arrived.await(WATCHDOG_SECONDS, TimeUnit.SECONDS));
        }

        void go() {
            gate.countDown();
        }
    }

    @BeforeEach
    void open() {
        platform = StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(new FaultyVfs(files, disk)))
                .set("engine.vfs", VfsProviders.NAME)
                .set("wal.max_file_mb", 1)
                // no sync but those that a write asks for
                .set("wal.sync_interval_ms", 60_000)
                .set("sstable.cache_mb", 1)
                // a swap that waits for ever is to fail soon
                .set("engine.drain_timeout_ms", 10_000)
                .open();
        store = platform.openOrCreate(House.TENANT);
    }

    @AfterEach
    void close() {
        disk.go();
        platform.close();
    }

    private CompletableFuture<?> write(String key, String value) {
        return write(store, key, value);
    }

    private static CompletableFuture<?> write(TenantStore to, String key, String value) {
        return to.writeAsync(to.newBatch().put(House.bytes(key), House.bytes(value)))
                .toCompletableFuture();
    }

    @Test
    void stageCompletesWhenTheWriteIsDurableAndVisibleAndNotBefore() throws Exception {
        disk.stop();
        CompletableFuture<?> written = write("a", "1");
        disk.awaitSync();
        assertFalse(written.isDone());
        assertTrue(store.get("a").isEmpty(), "no reader sees what a power cut could take");
        CompletableFuture<Boolean> seen =
                written.thenApply(_ -> store.get("a").isPresent()).toCompletableFuture();
        disk.go();
        assertTrue(seen.get(WATCHDOG_SECONDS, TimeUnit.SECONDS));
        try (StoragePlatform left = reopened(files.afterPowerCut(new java.util.Random(1)))) {
            assertTrue(left.open(House.TENANT).get("a").isPresent());
        }
    }

    @Test
    void writesOfOneThreadBecomeVisibleInTheirOrderWithOthersBetweenThem() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            if (i % 100 == 50) {
                store.put("a", House.bytes("sync " + i));
                assertEquals("sync " + i, House.text(store.get("a").orElseThrow()), "the later write wins");
            } else {
                String value = "async " + i;
                CompletableFuture<?> written = write("a", value);
                if (i % 100 == 99) {
                    Await.end(written);
                    assertEquals(value, House.text(store.get("a").orElseThrow()));
                }
                all.add(written);
            }
        }
        all.forEach(Await::end);
        assertEquals("async 1999", House.text(store.get("a").orElseThrow()));
        store.close();
        platform.close();
        platform = reopened(files);
        assertEquals(
                "async 1999", House.text(platform.open(House.TENANT).get("a").orElseThrow()), "after a replay");
    }

    @Test
    void oneSyncServesManyWritesOfManyTenantsAndNoThreadWaits() throws Exception {
        try (TenantStore other = platform.openOrCreate(OTHER)) {
            disk.stop();
            CompletableFuture<?> first = write("first", "");
            disk.awaitSync();
            List<CompletableFuture<?>> all = new ArrayList<>(List.of(first));
            for (int i = 0; i < 500; i++) {
                all.add(write(i % 2 == 0 ? store : other, "row-" + i, "value"));
            }
            long before = platform.statistics().log().syncs();
            disk.go();
            all.forEach(Await::end);
            long syncs = platform.statistics().log().syncs() - before;
            assertTrue(syncs <= 3, syncs + " syncs");
        }
    }

    @Test
    void bufferedAndEmptyWritesAreCompleteWhenTheCallReturns() {
        disk.stop();
        CompletableFuture<?> buffered = store.writeAsync(
                        store.newBatch().put(House.bytes("a"), House.bytes("1")), WriteOptions.BUFFERED)
                .toCompletableFuture();
        assertTrue(buffered.isDone());
        assertArrayEquals(House.bytes("1"), store.get("a").orElseThrow());
        assertTrue(store.writeAsync(store.newBatch()).toCompletableFuture().isDone());
    }

    @Test
    void badArgumentsAndClosedHandlesThrowAndAllOtherErrorsComeByTheStage() {
        try (TenantStore other = platform.openOrCreate(OTHER)) {
            assertThrows(InvalidArgumentException.class, () -> store.writeAsync(other.newBatch()));
        }
        platform.suspend(House.TENANT);
        assertInstanceOf(TenantSuspendedException.class, failure(write("a", "1")));
        platform.resume(House.TENANT);
        store.put("full", new byte[10_000]);
        store.flush();
        platform.update(House.TENANT, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(1)));
        assertInstanceOf(QuotaExceededException.class, failure(write("a", "1")));
        platform.update(House.TENANT, TenantSettings.DEFAULTS);
        assertTrue(store.get("a").isEmpty());
        assertEquals(2, store.statistics().refusedWrites().count());
        var batch = store.newBatch().put(House.bytes("a"), House.bytes("1"));
        TenantStore second = platform.open(House.TENANT);
        store.close();
        assertThrows(StoreClosedException.class, () -> store.writeAsync(batch));
        platform.close();
        assertInstanceOf(StoreClosedException.class, failure(write(second, "a", "1")));
    }

    @Test
    void failedSyncIsToldToAllThatWaitedForItAndNothingOfThemIsAcknowledged() throws Exception {
        Await.end(write("before", "1"));
        disk.stop();
        disk.fails = true;
        List<CompletableFuture<?>> waiting = new ArrayList<>(List.of(write("in doubt", "1")));
        disk.awaitSync();
        for (int i = 0; i < 20; i++) {
            waiting.add(write("in doubt " + i, "1"));
        }
        disk.go();
        Throwable told = failure(waiting.getFirst());
        assertInstanceOf(StorageException.class, told);
        assertTrue(told.getMessage().contains("nothing is acknowledged"), told.getMessage());
        int refused = 0;
        for (CompletableFuture<?> each : waiting) {
            // those that were behind may have been made durable by the rescue, and are acknowledged then
            refused += end(each) ? 0 : 1;
        }
        assertTrue(refused >= 1);
        disk.fails = false;
        Await.until("the log takes writes again", () -> end(write("after", "1")));
        assertTrue(store.get("before").isPresent());
        try (StoragePlatform left = reopened(files.afterPowerCut(new java.util.Random(2)))) {
            assertTrue(left.open(House.TENANT).get("after").isPresent());
            assertTrue(left.open(House.TENANT).get("before").isPresent());
        }
    }

    @Test
    void codeOfCallersThatBlocksOrThrowsHurtsNoOtherWrite() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        List<CompletionStage<?>> blocked = new ArrayList<>();
        try (TenantStore other = platform.openOrCreate(OTHER)) {
            // what follows a stage that is complete runs on the thread that says so: here that would be this one
            disk.stop();
            for (int i = 0; i < 40; i++) {
                blocked.add(store.writeAsync(store.newBatch().put(House.bytes("blocks " + i), new byte[1]))
                        .thenRun(() -> await(never)));
                var _ = store.writeAsync(store.newBatch().put(House.bytes("throws " + i), new byte[1]))
                        .thenRun(() -> {
                            throw new AssertionError("a caller's");
                        });
            }
            disk.go();
            for (int i = 0; i < 100; i++) {
                Await.end(write("row " + i, "1"));
                Await.end(write(other, "row " + i, "1"));
                store.put("put " + i, new byte[1]);
            }
        } finally {
            never.countDown();
        }
        blocked.forEach(Await::end);
    }

    @Test
    void codeThatFollowsAWriteMayWriteToo() {
        CompletionStage<?> chain = CompletableFuture.completedFuture(null);
        for (int i = 0; i < 50; i++) {
            String key = "link " + i;
            chain = chain.thenCompose(_ -> store.writeAsync(store.newBatch().put(House.bytes(key), new byte[1])))
                    .thenRun(() -> store.put(key + " after", new byte[1]));
        }
        Await.end(chain);
        assertTrue(store.get("link 49 after").isPresent());
    }

    @Test
    void callerWaitsForRoomAsLongAsAWriterWaits() throws Exception {
        platform.configure(platform.configuration()
                .with("engine.max_in_flight_mb", "0.0625")
                .with("engine.stall_timeout_ms", "300"));
        try (TenantStore other = platform.openOrCreate(OTHER)) {
            disk.stop();
            CompletableFuture<?> large = store.writeAsync(store.newBatch().put(House.bytes("large"), new byte[60_000]))
                    .toCompletableFuture();
            CompletableFuture<?> refused = store.writeAsync(
                            store.newBatch().put(House.bytes("no room"), new byte[6_000]))
                    .toCompletableFuture();
            assertTrue(refused.isDone(), "the call waited");
            assertInstanceOf(StalledException.class, failure(refused));
            assertTrue(store.statistics().stallNanos() >= 300_000_000L, "the wait is counted");
            CompletableFuture<?> others = write(other, "a", "1");
            assertFalse(others.isDone(), "another tenant has room of its own");
            disk.go();
            Await.end(large);
            Await.end(others);
            Await.end(write("room again", "1"));
            assertTrue(store.get("no room").isEmpty());
        }
    }

    @Test
    void writesUnderWayEndWithTheCloseOfTheirPlatform() throws Exception {
        disk.stop();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(write("row " + i, "1"));
        }
        disk.awaitSync();
        store.close();
        try (ExecutorService closing = Executors.newSingleThreadExecutor()) {
            Future<?> closed = closing.submit(platform::close);
            disk.go();
            closed.get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
        }
        List<String> acknowledged = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            if (end(all.get(i))) {
                acknowledged.add("row " + i);
            }
        }
        platform = reopened(files);
        try (TenantStore again = platform.open(House.TENANT)) {
            acknowledged.forEach(key -> assertTrue(again.get(key).isPresent(), key));
        }
    }

    @Test
    void writesUnderWayEndWithTheDropOfTheirTenant() throws Exception {
        for (boolean dedicatedLog : new boolean[] {false, true}) {
            TenantId id = TenantId.of("dropped-" + dedicatedLog);
            TenantStore dropped = platform.create(id, TenantSettings.DEFAULTS.withDedicatedLog(dedicatedLog));
            disk.stop();
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(write(dropped, "row " + i, "1"));
            }
            disk.awaitSync();
            try (ExecutorService dropping = Executors.newSingleThreadExecutor()) {
                Future<?> done = dropping.submit(() -> platform.drop(id));
                disk.go();
                done.get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
            }
            for (CompletableFuture<?> each : all) {
                Await.until("the end of a stage", each::isDone);
                if (each.isCompletedExceptionally()) {
                    assertInstanceOf(TenantUnknownException.class, each.exceptionNow());
                }
            }
            assertInstanceOf(TenantUnknownException.class, failure(write(dropped, "late", "1")));
            dropped.close();
        }
    }

    @Test
    void anotherLogTakesOverWhileWritesAreUnderWayAndNoneFails() throws Exception {
        try (ExecutorService writers = Executors.newFixedThreadPool(2)) {
            for (int swap = 0; swap < 4; swap++) {
                CountDownLatch begun = new CountDownLatch(20);
                Future<List<CompletableFuture<?>>> writing = writers.submit(() -> {
                    List<CompletableFuture<?>> all = new ArrayList<>();
                    for (int i = 0; i < 300; i++) {
                        all.add(write("row " + i, "1"));
                        begun.countDown();
                    }
                    return all;
                });
                assertTrue(begun.await(WATCHDOG_SECONDS, TimeUnit.SECONDS));
                platform.components()
                        .install(ServiceLoader.load(WriteAheadLogProvider.class)
                                .findFirst()
                                .orElseThrow());
                writing.get(WATCHDOG_SECONDS, TimeUnit.SECONDS).forEach(Await::end);
            }
        }
    }

    private static StoragePlatform reopened(StrictMemVfs left) {
        return StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(left))
                .set("engine.vfs", VfsProviders.NAME)
                .set("wal.max_file_mb", 1)
                .set("sstable.cache_mb", 1)
                .open();
    }

    /** Waits for the end; returns whether it was acknowledged. */
    private static boolean end(CompletableFuture<?> stage) {
        Await.until("the end of a stage", stage::isDone);
        return !stage.isCompletedExceptionally();
    }

    private static Throwable failure(CompletableFuture<?> stage) {
        assertFalse(end(stage), "it was acknowledged");
        return stage.exceptionNow();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(WATCHDOG_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
