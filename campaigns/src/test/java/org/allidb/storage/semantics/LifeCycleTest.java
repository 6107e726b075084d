package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.Await;
import org.allidb.storage.testkit.FaultPlan.Operation;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.TestRuntime;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tenants are opened, closed, dropped and restored beside each other: what is done to one keeps no other waiting, whatever
 * it waits for itself. The disk stops at a call, so that every order is one that the test has chosen.
 */
class LifeCycleTest {

    private static final TenantId A = TenantId.of("a");
    private static final TenantId B = TenantId.of("b");
    private static final TenantId C = TenantId.of("c");

    private final StrictMemVfs files = new StrictMemVfs();
    private final ManualClock clock = new ManualClock();
    private final Barrier disk = new Barrier();
    private final ExecutorService threads =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    private final CountDownLatch strategyAsked = new CountDownLatch(1);
    private final CountDownLatch strategyAnswers = new CountDownLatch(1);

    /** A plug-in that does not answer, and does not heed interrupts. */
    private final CompactionStrategy silent = new CompactionStrategy() {
        @Override
        public String name() {
            return "silent";
        }

        @Override
        public Optional<CompactionTask> propose(CompactionView view) {
            strategyAsked.countDown();
            while (strategyAnswers.getCount() > 0) {
                try {
                    strategyAnswers.await();
                } catch (InterruptedException e) {
                    Thread.interrupted();
                }
            }
            return Optional.empty();
        }
    };

    private StoragePlatform platform = open(Map.of());

    @AfterEach
    void close() throws Exception {
        disk.letGo();
        strategyAnswers.countDown();
        join(later(() -> {
            platform.close();
            return null;
        }));
        threads.shutdownNow();
    }

    @Test
    void openingOneTenantKeepsNoOtherWaiting() throws Exception {
        create(A, B, C);
        reopen(Map.of());
        disk.stopAt((operation, name) -> name.contains("tenants/a."));
        Future<TenantStore> slow = later(() -> platform.open(A));
        disk.awaitReached();
        everythingElseWorks();
        assertFalse(slow.isDone());
        disk.letGo();
        assertTrue(join(slow).get("row").isPresent());
    }

    @Test
    void creatingOneTenantKeepsNoOtherWaiting() throws Exception {
        create(B, C);
        reopen(Map.of());
        disk.stopAt((operation, name) -> operation == Operation.CREATE && name.contains("tenants/a."));
        Future<TenantStore> slow = later(() -> platform.openOrCreate(A));
        disk.awaitReached();
        everythingElseWorks();
        disk.letGo();
        join(slow).put("row", new byte[1]);
    }

    /** A new directory waits for the sync of the directory that it is in; nothing else does. */
    @Test
    void syncOfANewDirectoryKeepsNoTenantWaitingThatIsThere() throws Exception {
        create(B, C);
        reopen(Map.of());
        disk.stopAt((operation, name) -> operation == Operation.SYNC && name.endsWith("tenants"));
        Future<TenantStore> slow = later(() -> platform.openOrCreate(A));
        disk.awaitReached();
        tenantsThatAreThereWork();
        join(later(() -> {
            try (TenantStore store = platform.open(C)) {
                // more than a segment of the log, so that its register changes
                for (int i = 0; i < 10; i++) {
                    store.put("large" + i, new byte[30_000]);
                }
            }
            return null;
        }));
        disk.letGo();
        join(slow).put("row", new byte[1]);
    }

    @Test
    void droppingOneTenantKeepsNoOtherWaiting() throws Exception {
        create(A, B, C);
        TenantStore dropped = platform.open(A);
        disk.stopAt((operation, name) -> operation == Operation.DELETE && name.contains("tenants/a."));
        Future<Void> slow = later(() -> drop(A));
        disk.awaitReached();
        everythingElseWorks();
        assertThrows(TenantUnknownException.class, () -> dropped.get("row"));
        disk.letGo();
        join(slow);
    }

    @Test
    void restoringOneTenantKeepsNoOtherWaitingAndItIsThereWhenItIsWhole() throws Exception {
        create(A, B, C);
        try (BackupDirectory backups = platform.backups(Path.of("backups"))) {
            backups.create(List.of(A));
            platform.drop(A);
            disk.stopAt((operation, name) -> operation == Operation.CREATE && name.contains("tenants/a."));
            Future<Void> slow = later(() -> {
                backups.restore(1, A, A);
                return null;
            });
            disk.awaitReached();
            everythingElseWorks();
            assertEquals(
                    List.of(),
                    platform.tenants().stream()
                            .map(TenantInfo::id)
                            .filter(A::equals)
                            .toList());
            assertThrows(TenantSuspendedException.class, () -> platform.open(A));
            assertThrows(TenantSuspendedException.class, () -> platform.openOrCreate(A));
            assertThrows(TenantSuspendedException.class, () -> platform.create(A, TenantSettings.DEFAULTS));
            assertThrows(TenantSuspendedException.class, () -> platform.drop(A));
            disk.letGo();
            join(slow);
            assertTrue(platform.open(A).get("row").isPresent());
        }
    }

    @Test
    void closeEndsARestoreAndLeavesNothingOfIt() throws Exception {
        create(A);
        BackupDirectory backups = platform.backups(Path.of("backups"));
        backups.create(List.of(A));
        disk.stopAt((operation, name) -> operation == Operation.CREATE && name.contains("tenants/c."));
        Future<Void> restore = later(() -> {
            backups.restore(1, A, C);
            return null;
        });
        disk.awaitReached();
        Future<Void> close = later(() -> {
            platform.close();
            return null;
        });
        Await.until("calls are refused", this::isClosed);
        assertThrows(
                TimeoutException.class, () -> close.get(500, TimeUnit.MILLISECONDS), "it waits for the call inside");
        disk.letGo();
        join(close);
        try {
            join(restore);
        } catch (ExecutionException e) {
            assertTrue(e.getCause() instanceof StorageException, e.getCause().toString());
        }
        platform = open(Map.of());
        for (TenantInfo tenant : platform.tenants()) {
            try (TenantStore store = platform.open(tenant.id())) {
                assertTrue(store.get("row").isPresent(), "an empty tenant: " + tenant);
            }
        }
    }

    @Test
    void closeEndsACopyAndLeavesNothingOfIt() throws Exception {
        create(A);
        disk.stopAt((operation, name) -> operation == Operation.CREATE && name.contains("tenants/c."));
        Future<Void> copy = later(() -> {
            platform.copy(A, C);
            return null;
        });
        disk.awaitReached();
        Future<Void> close = later(() -> {
            platform.close();
            return null;
        });
        Await.until("calls are refused", this::isClosed);
        disk.letGo();
        join(close);
        ExecutionException told = assertThrows(ExecutionException.class, () -> join(copy));
        StoreClosedException closed = assertInstanceOf(StoreClosedException.class, told.getCause());
        assertEquals(
                "the platform was closed while tenant '" + C + "' was being made; there is no such tenant",
                closed.getMessage());
        platform = open(Map.of());
        assertEquals(List.of(A), platform.tenants().stream().map(TenantInfo::id).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void openOrCreateOfOneTenantAtATimeGivesAllTheSame(int callers) throws Exception {
        disk.stopAt((operation, name) -> operation == Operation.CREATE && name.contains("tenants/a."));
        List<Future<TenantStore>> calls = new java.util.ArrayList<>();
        for (int i = 0; i < callers; i++) {
            calls.add(later(() -> platform.openOrCreate(A)));
        }
        disk.awaitReached();
        disk.letGo();
        for (int i = 0; i < callers; i++) {
            join(calls.get(i)).put("row" + i, new byte[1]);
        }
        try (TenantStore store = platform.open(A)) {
            for (int i = 0; i < callers; i++) {
                assertTrue(store.get("row" + i).isPresent());
            }
        }
        assertEquals(1, platform.tenants().size());
    }

    @Test
    void twoCreatesOfOneTenantAtATimeAreOneTenant() throws Exception {
        disk.stopAt((operation, name) -> operation == Operation.CREATE && name.contains("tenants/a."));
        Future<TenantStore> first = later(() -> platform.create(A, TenantSettings.DEFAULTS));
        disk.awaitReached();
        Future<TenantStore> second = later(() -> platform.create(A, TenantSettings.DEFAULTS));
        disk.letGo();
        join(first);
        assertInstanceOf(
                TenantExistsException.class,
                assertThrows(ExecutionException.class, () -> join(second)).getCause());
        assertEquals(1, platform.tenants().size());
    }

    @Test
    void openOrCreateBesideADropIsAnEmptyTenant() throws Exception {
        create(A);
        disk.stopAt((operation, name) -> operation == Operation.SYNC && name.endsWith("CATALOG"));
        Future<Void> drop = later(() -> drop(A));
        disk.awaitReached();
        Future<TenantStore> beside = later(() -> platform.openOrCreate(A));
        disk.letGo();
        join(drop);
        try (TenantStore store = join(beside)) {
            assertFalse(store.get("row").isPresent());
            store.put("new", new byte[1]);
        }
        reopen(Map.of());
        assertTrue(platform.open(A).get("new").isPresent());
    }

    @Test
    void droppedTwiceAtATimeIsDroppedOnce() throws Exception {
        create(A);
        disk.stopAt((operation, name) -> operation == Operation.SYNC && name.endsWith("CATALOG"));
        Future<Void> first = later(() -> drop(A));
        disk.awaitReached();
        Future<Void> second = later(() -> drop(A));
        disk.letGo();
        join(first);
        assertInstanceOf(
                TenantUnknownException.class,
                assertThrows(ExecutionException.class, () -> join(second)).getCause());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void plugInOfOneTenantKeepsNoOtherWaiting(boolean dropped) throws Exception {
        platform.close();
        platform = StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.ofDirectoriesIn(new FaultyVfs(files, disk)))
                .set("engine.vfs", VfsProviders.NAME)
                .use(silent)
                .set("compaction.strategy", "silent")
                .set("wal.max_file_mb", 0.125)
                .set("tenants.max_open", 1)
                .open();
        try (TenantStore store = platform.openOrCreate(A)) {
            store.put("row", new byte[1]);
            store.flush();
        }
        assertTrue(strategyAsked.await(Barrier.WATCHDOG_SECONDS, TimeUnit.SECONDS));
        Future<Void> drop = later(() -> dropped ? drop(A) : null);
        platform.openOrCreate(B).close();
        platform.openOrCreate(C).close();
        everythingElseWorks();
        strategyAnswers.countDown();
        join(drop);
    }

    @Test
    void writeOfAThreadWhoseHandleAnotherOneClosedIsNotLostWhenTheTenantIsClosed() throws Exception {
        reopen(Map.of("tenants.max_open", 1));
        TenantStore store = platform.create(A, TenantSettings.DEFAULTS.withQuota(Quota.NONE.withRates(1, 0)));
        store.put("first", new byte[1]);
        // by the clock of the test it waits for its rate until that is moved, inside of the call
        AtomicReference<Thread> writer = new AtomicReference<>();
        Future<Void> late = later(() -> {
            writer.set(Thread.currentThread());
            store.put("late", new byte[1]);
            return null;
        });
        Await.until(
                "the writer waits for its rate",
                () -> writer.get() != null && writer.get().getState() == Thread.State.TIMED_WAITING);
        disk.stopAt((operation, name) -> operation == Operation.CREATE && name.endsWith(".sst"));
        store.close();
        platform.openOrCreate(B);
        disk.awaitReached();
        clock.advanceMillis(10_000);
        // acknowledged after what is in memory was sealed for the flush, and before the close
        join(late);
        disk.letGo();
        platform.update(A, TenantSettings.DEFAULTS);
        try (TenantStore again = platform.open(A)) {
            assertTrue(again.get("first").isPresent());
            assertTrue(again.get("late").isPresent());
        }
    }

    @Test
    void tenantInUseIsNeverClosedToMakeRoom() throws Exception {
        reopen(Map.of("tenants.max_open", 1));
        TenantStore used = platform.openOrCreate(A);
        used.put("row", new byte[1]);
        platform.open(A).close();
        for (int i = 0; i < 20; i++) {
            platform.openOrCreate(TenantId.of("idle-" + i)).close();
        }
        Await.until("one tenant is open", () -> platform.statistics().openTenants() == 1);
        assertTrue(used.get("row").isPresent());
        used.close();
        used.close();
        try (TenantStore again = platform.open(A)) {
            used.close();
            platform.openOrCreate(B).close();
            assertTrue(again.get("row").isPresent(), "a handle that is closed twice is no two handles");
        }
    }

    @Test
    void tenantsThatBecomeIdleWhileOthersAreClosedAreClosedToo() throws Exception {
        reopen(Map.of("tenants.max_open", 1));
        disk.stopAt((operation, name) -> operation == Operation.CREATE && name.endsWith(".sst"));
        try (TenantStore store = platform.openOrCreate(A)) {
            store.put("row", new byte[1]);
        }
        platform.openOrCreate(B).close();
        disk.awaitReached();
        platform.openOrCreate(C).close();
        disk.letGo();
        Await.until("one tenant is open", () -> platform.statistics().openTenants() == 1);
    }

    @Test
    void tenantsAreClosedWhenFewerMayBeOpenThanBefore() {
        create(A, B, C);
        assertEquals(3, platform.statistics().openTenants());
        platform.configure(platform.configuration().with("tenants.max_open", "1"));
        Await.until("one tenant is open", () -> platform.statistics().openTenants() == 1);
    }

    @Test
    void nothingIsCreatedInADirectoryThatWasGivenBack() throws Exception {
        disk.stopAt((operation, name) -> operation == Operation.CREATE && name.contains("tenants/a."));
        Future<TenantStore> create = later(() -> platform.create(A, TenantSettings.DEFAULTS));
        disk.awaitReached();
        Future<Void> close = later(() -> {
            platform.close();
            return null;
        });
        Await.until("calls are refused", this::isClosed);
        assertThrows(
                TimeoutException.class, () -> close.get(500, TimeUnit.MILLISECONDS), "it waits for the call inside");
        disk.letGo();
        join(close);
        try {
            join(create);
        } catch (ExecutionException e) {
            assertInstanceOf(StoreClosedException.class, e.getCause());
        }
        platform = open(Map.of());
        platform.openOrCreate(A).put("row", new byte[1]);
    }

    @Test
    void damagedManifestOfOneTenantKeepsNoOtherClosedAndNothingOfItIsLost() throws Exception {
        platform.close();
        byte[] sound;
        StrictMemVfs killed;
        try (StoragePlatform first = open(Map.of())) {
            for (TenantId id : List.of(A, B)) {
                try (TenantStore store = first.openOrCreate(id)) {
                    store.put("row", new byte[1]);
                    store.flush();
                    store.put("in the log", new byte[1]);
                }
            }
            killed = files.afterPowerCut(new java.util.Random(1));
        }
        String manifest = "memory/tenants/"
                + killed.list("memory/tenants").stream()
                        .filter(name -> name.startsWith("a."))
                        .findFirst()
                        .orElseThrow() + "/MANIFEST";
        sound = read(killed, manifest);
        write(killed, manifest, new byte[] {1}, 0);
        for (int run = 0; run < 2; run++) {
            // so that the replay opens the tenants
            try (StoragePlatform second = open(killed, Map.of("engine.left_in_log_mb", 0))) {
                String told = assertThrows(CorruptionException.class, () -> second.open(A))
                        .getMessage();
                assertTrue(
                        told.startsWith("tenant 'a' could not be opened with the data directory and is refused: the"
                                + " manifest of tenant 'a' (the file MANIFEST) is damaged at byte 0"),
                        told);
                assertTrue(told.contains("the log keeps what was acknowledged"), told);
                assertThrows(CorruptionException.class, () -> second.openOrCreate(A));
                assertThrows(CorruptionException.class, () -> second.scrub(A));
                try (TenantStore store = second.open(B)) {
                    assertTrue(store.get("in the log").isPresent());
                    // more than the log may keep
                    for (int i = 0; i < 10; i++) {
                        store.put("large" + i, new byte[60_000]);
                        store.flush();
                    }
                }
            }
        }
        write(killed, manifest, sound, 0);
        try (StoragePlatform third = open(killed, Map.of());
                TenantStore store = third.open(A)) {
            assertTrue(store.get("row").isPresent());
            assertTrue(store.get("in the log").isPresent());
        }
    }

    @Test
    void refusedTenantCanBeDropped() throws Exception {
        platform.close();
        StrictMemVfs killed;
        try (StoragePlatform first = open(Map.of())) {
            TenantStore store = first.openOrCreate(A);
            store.put("row", new byte[1]);
            store.flush();
            store.put("row", new byte[1]);
            killed = files.afterPowerCut(new java.util.Random(1));
        }
        String manifest = "memory/tenants/" + killed.list("memory/tenants").getFirst() + "/MANIFEST";
        write(killed, manifest, new byte[] {1}, 0);
        try (StoragePlatform second = open(killed, Map.of())) {
            second.drop(A);
            assertFalse(second.openOrCreate(A).get("row").isPresent());
        }
    }

    @Test
    void scrubOfATenantThatIsDroppedMeanwhileSaysSo() throws Exception {
        create(A);
        disk.stopAt((operation, name) -> operation == Operation.MAP && name.endsWith(".sst"));
        Future<?> scrub = later(() -> platform.scrub(A));
        disk.awaitReached();
        drop(A);
        disk.letGo();
        Throwable told =
                assertThrows(ExecutionException.class, () -> join(scrub)).getCause();
        assertEquals("tenant 'a' was dropped by another call meanwhile", told.getMessage());
        assertEquals(0, platform.statistics().scrub().damaged());
        assertEquals(0, platform.statistics().scrub().unreadable());
    }

    /** What else there is to do on a platform with the tenants b and c, all of it. */
    private void everythingElseWorks() throws Exception {
        tenantsThatAreThereWork();
        join(later(() -> {
            platform.openOrCreate(TenantId.of("new")).close();
            platform.drop(TenantId.of("new"));
            return null;
        }));
    }

    private void tenantsThatAreThereWork() throws Exception {
        join(later(() -> {
            try (TenantStore store = platform.open(B)) {
                store.put("row", new byte[1]);
                store.flush();
            }
            platform.suspend(C);
            platform.resume(C);
            platform.update(C, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(1 << 20)));
            platform.scrub(C);
            platform.tenants();
            platform.statistics();
            platform.configure(platform.configuration().with("scrub.interval_hours", "1"));
            return null;
        }));
    }

    private void create(TenantId... tenants) {
        for (TenantId tenant : tenants) {
            try (TenantStore store = platform.openOrCreate(tenant)) {
                store.put("row", new byte[1]);
                store.flush();
            }
        }
    }

    private Void drop(TenantId tenant) {
        platform.drop(tenant);
        return null;
    }

    private boolean isClosed() {
        try {
            platform.statistics();
            return false;
        } catch (StoreClosedException e) {
            return true;
        }
    }

    private void reopen(Map<String, Object> settings) {
        platform.close();
        platform = open(settings);
    }

    private StoragePlatform open(Map<String, Object> settings) {
        return open(files, settings);
    }

    private StoragePlatform open(StrictMemVfs on, Map<String, Object> settings) {
        var builder = StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.ofDirectoriesIn(new FaultyVfs(on, disk)))
                .use(new TestRuntime(clock))
                .set("engine.vfs", VfsProviders.NAME)
                .set("engine.runtime", TestRuntime.NAME)
                .set("sstable.cache_mb", 1)
                .set("wal.max_file_mb", 0.125)
                .set("wal.max_total_mb", 0.25)
                .set("compaction.max_bandwidth_mbps", 0)
                .set("compaction.max_iops", 0)
                .set("compaction.enabled", false);
        settings.forEach(builder::set);
        return builder.open();
    }

    private <T> Future<T> later(Callable<T> call) {
        return threads.submit(call);
    }

    private static <T> T join(Future<T> call) throws Exception {
        return call.get(Barrier.WATCHDOG_SECONDS, TimeUnit.SECONDS);
    }

    private static byte[] read(StrictMemVfs files, String name) throws IOException {
        try (VfsFile file = files.open(name)) {
            byte[] bytes = new byte[Math.toIntExact(file.size())];
            file.read(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    private static void write(StrictMemVfs files, String name, byte[] bytes, long position) throws IOException {
        try (VfsFile file = files.open(name)) {
            file.write(position, bytes, 0, bytes.length);
            file.sync();
        }
    }
}
