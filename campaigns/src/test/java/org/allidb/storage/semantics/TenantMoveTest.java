package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.allidb.storage.api.DirectoryInUseException;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.TenantDeclaration;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant that is moved to another data directory has there what it had here, and takes writes in one of them at any time. */
class TenantMoveTest {

    private static final String MOVED =
            "tenant 'tenant' was moved to another data directory; open it there, this handle is of no use any more";

    @Test
    void acknowledgedWritesAreThereAndRefusedOnesAreNot() throws Exception {
        try (House source = new House();
                House target = new House()) {
            target.platform().drop(House.TENANT);
            CountDownLatch written = new CountDownLatch(300);
            List<CompletableFuture<Integer>> writers = new ArrayList<>();
            for (int writer = 0; writer < 3; writer++) {
                String name = "writer " + writer + " row ";
                writers.add(CompletableFuture.supplyAsync(() -> write(source.store(), name, written)));
            }
            assertTrue(written.await(10, TimeUnit.SECONDS));
            source.platform().move(House.TENANT, target.platform());
            int acknowledged = 0;
            for (CompletableFuture<Integer> writer : writers) {
                acknowledged += writer.get(10, TimeUnit.SECONDS);
            }
            try (TenantStore moved = target.platform().open(House.TENANT)) {
                assertEquals(
                        acknowledged, House.entities(moved, ScanRequest.all()).size());
                moved.put("later", House.bytes("there"));
            }
            assertEquals(List.of(), source.platform().tenants());
            target.reopen();
            assertEquals(
                    acknowledged + 1,
                    House.entities(target.store(), ScanRequest.all()).size());
        }
    }

    /** Writes rows until that is refused; returns how many were not. */
    private static int write(TenantStore store, String name, CountDownLatch written) {
        for (int row = 0; true; row++) {
            try {
                store.put(name + row, House.bytes("value"), row % 2 == 0 ? WriteOptions.SYNC : WriteOptions.BUFFERED);
                written.countDown();
            } catch (TenantSuspendedException | TenantUnknownException _) {
                return row;
            }
        }
    }

    @Test
    void rowsDeletesSettingsAndSuspensionGoAlong() {
        try (House source = new House();
                House target = new House()) {
            target.platform().drop(House.TENANT);
            TenantSettings settings = TenantSettings.DEFAULTS
                    .withQuota(Quota.ofDisk(1L << 30).withMaxBatchRows(7))
                    .withVectorDimensions(Map.of("title", 3));
            source.platform().update(House.TENANT, settings);
            TenantStore store = source.store();
            store.put(House.bytes("old"), House.bytes("1"), WriteOptions.BUFFERED.withTimestamp(77));
            store.put("deleted", House.bytes("1"));
            store.put("range 1", House.bytes("1"));
            store.put(
                    House.bytes("expires"),
                    House.bytes("1"),
                    WriteOptions.SYNC.withTimeToLive(Duration.ofSeconds(100)));
            store.flush();
            store.compact();
            store.delete("deleted");
            store.deleteRange(EntityId.of("range"), EntityId.of("rangf"));
            store.flush();
            store.put("in the log", House.bytes("2"), WriteOptions.BUFFERED);
            long newest = store.getEntity(EntityId.of("in the log")).getFirst().timestamp();
            source.platform().suspend(House.TENANT, Suspension.Mode.READ_ONLY, "a person");

            source.platform().move(House.TENANT, target.platform());

            TenantInfo info = target.platform().tenants().getFirst();
            assertEquals(settings, info.settings());
            assertEquals("a person", info.suspension().orElseThrow().by());
            target.platform().resume(House.TENANT);
            try (TenantStore moved = target.platform().open(House.TENANT)) {
                assertEquals(List.of("expires", "in the log", "old"), House.entities(moved, ScanRequest.all()));
                assertEquals(77, moved.getEntity(EntityId.of("old")).getFirst().timestamp());
                moved.put("next", House.bytes("3"));
                assertTrue(moved.getEntity(EntityId.of("next")).getFirst().timestamp() > newest);
                assertThrows(
                        StorageException.class,
                        () -> moved.put(House.bytes("x"), House.bytes("1"), WriteOptions.SYNC.withTimestamp(-5)));
                target.clock().advanceMillis(101_000);
                assertFalse(moved.get("expires").isPresent());
                assertFalse(target.platform()
                        .scrub(House.TENANT)
                        .findings()
                        .iterator()
                        .hasNext());
            }
        }
    }

    @Test
    void encryptedTenantIsEncryptedThereWithAKeyOfItsOwn(@TempDir Path temp) {
        MasterKeyFile masters = new MasterKeyFile(temp.resolve("masters"), "master", "next");
        Path there = temp.resolve("there");
        try (StoragePlatform here = StoragePlatform.builder(temp.resolve("here"))
                        .set("encryption.key_path", masters.path().toString())
                        .open();
                TenantStore store = here.create(House.TENANT, TenantSettings.DEFAULTS.withEncrypted(true));
                StoragePlatform target = here.openBeside(there)) {
            store.put("row", House.bytes("1"));
            store.flush();
            store.put("in the log", House.bytes("2"));
            here.move(House.TENANT, target);
            assertTrue(target.encryption(House.TENANT).encrypted());
        }
        try (StoragePlatform again = StoragePlatform.builder(there)
                        .set("encryption.key_path", masters.path().toString())
                        .open();
                TenantStore moved = again.open(House.TENANT)) {
            assertEquals(List.of("in the log", "row"), House.entities(moved, ScanRequest.all()));
        }
    }

    @Test
    void handlesOfTheSourceSayThatItWasMoved() {
        try (House source = new House();
                House target = new House()) {
            target.platform().drop(House.TENANT);
            source.store().put("row", House.bytes("1"));
            source.platform().move(House.TENANT, target.platform());
            assertEquals(
                    MOVED,
                    assertThrows(
                                    TenantUnknownException.class,
                                    () -> source.store().put("late", House.bytes("2")))
                            .getMessage());
            assertEquals(
                    MOVED,
                    assertThrows(
                                    TenantUnknownException.class,
                                    () -> source.store().get("row"))
                            .getMessage());
            assertThrows(TenantUnknownException.class, () -> source.platform().open(House.TENANT));
            target.platform().move(House.TENANT, source.platform());
            try (TenantStore back = source.platform().open(House.TENANT)) {
                assertEquals(List.of("row"), House.entities(back, ScanRequest.all()));
            }
        }
    }

    @Test
    void whatCannotBeMovedStays() {
        try (House source = new House();
                House target = new House()) {
            StoragePlatform here = source.platform();
            StoragePlatform there = target.platform();
            source.store().put("row", House.bytes("1"));
            assertThrows(InvalidArgumentException.class, () -> here.move(House.TENANT, here));
            assertThrows(TenantExistsException.class, () -> here.move(House.TENANT, there));
            assertThrows(TenantUnknownException.class, () -> here.move(TenantId.of("nobody"), there));
            assertThrows(InvalidArgumentException.class, () -> here.abandonMove(House.TENANT, there));
            there.drop(House.TENANT);
            Thread.currentThread().interrupt();
            assertThrows(StorageIoException.class, () -> here.move(House.TENANT, there));
            assertTrue(Thread.interrupted());
            assertEquals(List.of(), there.tenants());
            source.store().put("later", House.bytes("2"));
        }
    }

    /** The copy of each table takes until a write of another thread is acknowledged, once while writers are held. */
    @Test
    void writersWaitASecondAtMostAndTheMoveTriesAgain() {
        AtomicBoolean held = new AtomicBoolean();
        AtomicInteger rows = new AtomicInteger(1);
        AtomicReference<TenantStore> written = new AtomicReference<>();
        FaultPlan slow = (operation, name) -> {
            if (operation == FaultPlan.Operation.CREATE && name.endsWith(".sst") && !held.get()) {
                held.set(waitsInAHold(() -> written.get().put("row " + rows.getAndIncrement(), new byte[1])));
            }
        };
        try (House source = new House();
                House target = new House(slow, Map.of())) {
            target.platform().drop(House.TENANT);
            written.set(source.store());
            source.store().put("row 0", House.bytes("1"));
            source.platform().move(House.TENANT, target.platform());
            assertTrue(held.get());
            try (TenantStore moved = target.platform().open(House.TENANT)) {
                assertEquals(
                        rows.get(), House.entities(moved, ScanRequest.all()).size());
            }
        }
    }

    /** Makes a write on another thread, which ends; returns whether it was held. */
    private static boolean waitsInAHold(Runnable write) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread writer = Thread.ofPlatform().start(() -> {
            write.run();
            done.complete(null);
        });
        boolean held = false;
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!done.isDone()) {
            held |= Arrays.stream(writer.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().endsWith(".WriteHold"));
            assertTrue(System.nanoTime() - until < 0, "the write hangs");
        }
        return held;
    }

    @Test
    void dropWhileItIsMovedEndsTheMove() {
        AtomicReference<Runnable> drop = new AtomicReference<>(() -> {});
        FaultPlan plan = (operation, name) -> {
            if (operation == FaultPlan.Operation.CREATE && name.endsWith(".sst")) {
                drop.getAndSet(() -> {}).run();
            }
        };
        try (House source = new House();
                House target = new House(plan, Map.of())) {
            target.platform().drop(House.TENANT);
            source.store().put("row", House.bytes("1"));
            drop.set(() -> source.platform().drop(House.TENANT));
            assertThrows(TenantUnknownException.class, () -> source.platform().move(House.TENANT, target.platform()));
            assertEquals(List.of(), source.platform().tenants());
            assertEquals(List.of(), target.platform().tenants());
        }
    }

    @Test
    void otherDirectoryIsOpenedBesideWithoutWhatIsDeclaredHere() {
        StrictMemVfs disk = new StrictMemVfs();
        TenantDeclaration declared =
                TenantDeclaration.of(House.TENANT, Map.of("max_batch_rows", "9"), Map.of(), "a test");
        try (StoragePlatform here = StoragePlatform.builder(Path.of("here"))
                .configuration(StorageConfiguration.DEFAULTS
                        .with("sstable.cache_mb", "1")
                        .with("engine.vfs", VfsProviders.NAME)
                        .withDeclaredTenants(List.of(declared)))
                .use(VfsProviders.ofDirectoriesIn(disk))
                .open()) {
            assertThrows(DirectoryInUseException.class, () -> here.openBeside(Path.of("here")));
            try (StoragePlatform there = here.openBeside(Path.of("there"))) {
                assertEquals("1", there.configuration().values().get("sstable").get("cache_mb"));
                assertEquals(List.of(), there.tenants());
                here.move(House.TENANT, there);
                assertEquals(List.of(), here.tenants());
                assertEquals(9, there.tenants().getFirst().settings().quota().maxBatchRows());
            }
        }
    }
}
