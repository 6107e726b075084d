package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.BackupInfo;
import org.allidb.storage.api.DirectoryInUseException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.testkit.FaultPlan.Operation;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The disk stops in the middle of a backup, a check or a restore: all other work on the backups continues, also their close.
 */
class BackupsTogetherTest {

    private static final TenantId A = TenantId.of("a");
    private static final TenantId B = TenantId.of("b");
    private static final Path BACKUPS = Path.of("backups");

    private final StrictMemVfs files = new StrictMemVfs();
    private final Barrier disk = new Barrier();
    private final ExecutorService threads =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    private final StoragePlatform platform = StoragePlatform.builder(Path.of("memory"))
            .use(VfsProviders.ofDirectoriesIn(new FaultyVfs(files, disk)))
            .set("engine.vfs", VfsProviders.NAME)
            .set("engine.drain_timeout_ms", 2_000)
            .set("wal.max_file_mb", 0.125)
            .set("sstable.cache_mb", 0)
            .set("sstable.mmap", false)
            .set("compaction.enabled", false)
            .open();
    private final TenantStore store = platform.openOrCreate(A);
    private BackupDirectory backups = platform.backups(BACKUPS);

    @BeforeEach
    void backUp() {
        fill("first");
        backups.create();
        fill("second");
    }

    @AfterEach
    void close() {
        disk.letGo();
        backups.close();
        platform.close();
        threads.shutdownNow();
    }

    @Test
    void everythingElseGoesOnBesideABackup() throws Exception {
        Future<BackupInfo> slow = stoppedBackup();
        assertEquals(List.of(1L), numbers());
        join(later(() -> {
            backups.verify(1);
            backups.restore(1, A, B);
            return null;
        }));
        try (TenantStore restored = platform.open(B)) {
            assertTrue(restored.get("first").isPresent());
            assertFalse(restored.get("second").isPresent());
        }
        assertFalse(slow.isDone());
        disk.letGo();
        assertEquals(2, join(slow).number());
        assertEquals(List.of(1L, 2L), numbers());
    }

    @Test
    void backupIsNotDeletedWhileItIsRead() throws Exception {
        disk.stopAt((operation, name) -> operation == Operation.READ && name.startsWith("tables/"));
        Future<Void> check = later(() -> {
            backups.verify(1);
            return null;
        });
        disk.awaitReached();
        Future<Void> deletion = later(() -> {
            backups.delete(1);
            return null;
        });
        BackupInfo second = join(later(() -> backups.create(List.of())));
        assertEquals(List.of(1L, second.number()), numbers());
        assertFalse(deletion.isDone());
        disk.letGo();
        join(check);
        join(deletion);
        assertEquals(List.of(second.number()), numbers());
    }

    @Test
    void closeEndsABackupAndLeavesNothingOfIt() throws Exception {
        Future<BackupInfo> slow = stoppedBackup();
        Future<Void> close = closeLater();
        assertFalse(close.isDone(), "it waits for the backup");
        disk.letGo();
        join(close);
        assertEndedByTheClose(slow);
        backups = platform.backups(BACKUPS);
        assertEquals(List.of(1L), numbers());
        backups.verify(1);
        assertEquals(
                1,
                files.list("backups/tables/" + files.list("backups/tables").getFirst())
                        .size());
    }

    @Test
    void closeEndsARestoreAndLeavesNoTenant() throws Exception {
        disk.stopAt((operation, name) -> operation == Operation.CREATE && name.contains("tenants/b."));
        Future<Void> slow = later(() -> {
            backups.restore(1, A, B);
            return null;
        });
        disk.awaitReached();
        Future<Void> close = closeLater();
        disk.letGo();
        join(close);
        assertEndedByTheClose(slow);
        assertEquals(
                List.of(A),
                platform.tenants().stream().map(tenant -> tenant.id()).toList());
    }

    @Test
    void closeDoesNotWaitForADiskThatHangsAndNothingIsChangedAfterIt() throws Exception {
        Future<BackupInfo> slow = stoppedBackup();
        join(closeLater());
        assertFalse(slow.isDone());
        assertThrows(
                DirectoryInUseException.class, () -> platform.backups(BACKUPS), "the call of the disk is under way");
        disk.letGo();
        assertEndedByTheClose(slow);
        backups = platform.backups(BACKUPS);
        assertEquals(List.of(1L), numbers());
        backups.verify(1);
    }

    private Future<BackupInfo> stoppedBackup() throws InterruptedException {
        disk.stopAt((operation, name) -> operation == Operation.SYNC && name.startsWith("tables/"));
        Future<BackupInfo> slow = later(() -> backups.create());
        disk.awaitReached();
        return slow;
    }

    /** Closes the backups on another thread, and returns when they are closed for new calls. */
    private Future<Void> closeLater() {
        BackupDirectory closed = backups;
        Future<Void> close = later(() -> {
            closed.close();
            return null;
        });
        while (!isClosed(closed)) {
            Thread.onSpinWait();
        }
        return close;
    }

    private static boolean isClosed(BackupDirectory backups) {
        try {
            backups.list();
            return false;
        } catch (StoreClosedException e) {
            return true;
        }
    }

    private static void assertEndedByTheClose(Future<?> call) {
        Throwable told =
                assertThrows(ExecutionException.class, () -> join(call)).getCause();
        assertInstanceOf(StoreClosedException.class, told);
        assertTrue(told.getMessage().contains("the backup directory backups"), told.getMessage());
        assertTrue(told.getMessage().contains("closed; open it again from the platform"), told.getMessage());
    }

    private void fill(String row) {
        store.put(row, new byte[10]);
        store.flush();
    }

    private List<Long> numbers() {
        return backups.list().stream().map(BackupInfo::number).toList();
    }

    private <T> Future<T> later(Callable<T> call) {
        return threads.submit(call);
    }

    private static <T> T join(Future<T> call) throws Exception {
        return call.get(Barrier.WATCHDOG_SECONDS, TimeUnit.SECONDS);
    }
}
