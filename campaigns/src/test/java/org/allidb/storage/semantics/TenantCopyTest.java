package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.CheckReport;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.testkit.FaultAt;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A copy of a tenant has what the tenant had, is there as a whole or not at all, and lives alone from then on. */
class TenantCopyTest {

    private static final TenantId COPY = TenantId.of("copy");

    @TempDir
    Path directory;

    @Test
    void copyLivesOnWithoutItsSource() {
        try (House house = new House()) {
            TenantSettings settings = TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(1L << 30));
            house.platform().update(House.TENANT, settings);
            house.store().put(House.bytes("row"), House.bytes("1"), WriteOptions.BUFFERED.withTimestamp(77));
            house.store().flush();
            house.store().put(House.bytes("in the log"), House.bytes("2"), WriteOptions.BUFFERED);
            house.platform().copy(House.TENANT, COPY);
            house.store().put("later", House.bytes("3"));
            house.platform().drop(House.TENANT);
            try (TenantStore copy = house.platform().open(COPY)) {
                assertEquals(List.of("in the log", "row"), House.entities(copy, ScanRequest.all()));
                assertEquals(77, copy.getEntity(EntityId.of("row")).getFirst().timestamp());
                copy.put("own", House.bytes("4"));
            }
            TenantInfo info = house.platform().tenants().getFirst();
            assertEquals(settings, info.settings());
            assertEquals(2, info.generation());
        }
    }

    @Test
    void suspendedTenantIsCopiedAndItsCopyIsNotSuspended() {
        try (House house = new House()) {
            house.store().put("row", House.bytes("1"));
            house.platform().suspend(House.TENANT);
            house.platform().copy(House.TENANT, COPY);
            try (TenantStore copy = house.platform().open(COPY)) {
                assertTrue(copy.get("row").isPresent());
            }
        }
    }

    @Test
    void copyOfNobodyAndOntoSomebodyAreRefused() {
        try (House house = new House()) {
            TenantUnknownException unknown = assertThrows(
                    TenantUnknownException.class, () -> house.platform().copy(COPY, TenantId.of("third")));
            assertEquals(COPY, unknown.tenant());
            assertThrows(TenantExistsException.class, () -> house.platform().copy(House.TENANT, House.TENANT));
            assertEquals(1, house.platform().tenants().size());
        }
    }

    @Test
    void copyOfATenantThatIsDroppedMeanwhileSaysSo() {
        AtomicReference<Runnable> drop = new AtomicReference<>(() -> {});
        FaultPlan plan = (operation, name) -> {
            if (operation == FaultPlan.Operation.CREATE && name.contains("/copy.")) {
                drop.getAndSet(() -> {}).run();
            }
        };
        try (House house = new House(plan, Map.of())) {
            house.store().put("row", House.bytes("1"));
            house.store().flush();
            house.reopen();
            drop.set(() -> CompletableFuture.runAsync(() -> house.platform().drop(House.TENANT))
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join());
            TenantUnknownException told = assertThrows(
                    TenantUnknownException.class, () -> house.platform().copy(House.TENANT, COPY));
            assertEquals(
                    "tenant 'tenant' was dropped while it was copied; there is no tenant 'copy'", told.getMessage());
            assertEquals(House.TENANT, told.tenant());
            assertEquals(List.of(), house.platform().tenants());
        }
    }

    @Test
    void copySharesItsFilesAndCountsThemForItself() throws IOException {
        try (StoragePlatform platform = StoragePlatform.builder(directory.resolve("data"))
                        .set("compaction.enabled", false)
                        .open();
                TenantStore store = platform.openOrCreate(House.TENANT)) {
            for (int table = 0; table < 3; table++) {
                store.put("row " + table, new byte[100_000]);
                store.flush();
            }
            long before = platform.usage(House.TENANT).diskBytes();
            platform.copy(House.TENANT, COPY);
            assertEquals(before, platform.usage(House.TENANT).diskBytes());
            assertTrue(platform.usage(COPY).diskBytes() > 300_000);
            for (Path table : tables()) {
                assertEquals(2, Files.getAttribute(table, "unix:nlink"), table::toString);
            }
            try (TenantStore copy = platform.open(COPY)) {
                assertEquals(House.entities(store, ScanRequest.all()), House.entities(copy, ScanRequest.all()));
                copy.compact();
                assertEquals(1, copy.tables().size());
                assertEquals(3, store.tables().size());
                assertEquals(House.entities(store, ScanRequest.all()), House.entities(copy, ScanRequest.all()));
            }
            platform.copy(COPY, TenantId.of("third"));
            platform.update(COPY, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(100_000)));
            assertThrows(StorageException.class, () -> platform.copy(COPY, TenantId.of("fourth")));
            assertEquals(3, platform.tenants().size());
        }
    }

    @Test
    void copyIsCheckedRepairedAndBackedUpAsAnyTenant() throws IOException {
        Path data = directory.resolve("data");
        try (StoragePlatform platform = StoragePlatform.open(data);
                TenantStore store = platform.openOrCreate(House.TENANT)) {
            store.put("row", House.bytes("1"));
            platform.copy(House.TENANT, COPY);
            store.put("later", House.bytes("2"));
            store.flush();
            platform.drop(House.TENANT);
            assertFalse(platform.scrub(COPY).findings().iterator().hasNext());
            try (BackupDirectory backups = platform.backups(directory.resolve("backups"))) {
                backups.create();
                backups.verify(1);
                backups.restore(1, COPY, House.TENANT);
            }
        }
        StorageTools tools = StorageTools.load();
        CheckReport report = tools.check(data, (file, done, total) -> {});
        assertTrue(report.isClean(), report::toString);
        Path repaired = directory.resolve("repaired");
        tools.repair(data, repaired, (file, done, total) -> {});
        try (StoragePlatform platform = StoragePlatform.open(repaired)) {
            for (TenantId tenant : List.of(COPY, House.TENANT)) {
                try (TenantStore store = platform.open(tenant)) {
                    assertEquals(List.of("row"), House.entities(store, ScanRequest.all()));
                }
            }
        }
    }

    @Test
    void withoutHardLinksFilesAreCopied() {
        FaultPlan noLinks = new FaultPlan() {
            @Override
            public void before(Operation operation, String name) {}

            @Override
            public boolean hasLinks() {
                return false;
            }
        };
        try (House house = new House(noLinks, Map.of())) {
            house.store().put("row", new byte[1_000]);
            house.store().flush();
            house.platform().copy(House.TENANT, COPY);
            house.platform().drop(House.TENANT);
            try (TenantStore copy = house.platform().open(COPY)) {
                assertEquals(1_000, copy.get("row").orElseThrow().length);
            }
        }
    }

    private List<Path> tables() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".sst")).toList();
        }
    }

    /** A call of the disk fails, each in its turn, and the power goes then. */
    @ParameterizedTest
    @EnumSource(names = {"ERROR", "ERROR_AFTERWARDS", "NO_SPACE", "FAILED_SYNC"})
    void copyIsThereAsAWholeOrNotAtAll(FaultAt.Kind kind) {
        StrictMemVfs before = new StrictMemVfs();
        try (StoragePlatform platform = open(before, never(before));
                TenantStore store = platform.openOrCreate(House.TENANT)) {
            for (int i = 0; i < 100; i++) {
                store.put("row " + i, new byte[100]);
            }
        }
        int call = 1;
        while (!copyIsMade(kind, before.afterPowerCut(new Random(Seed.get())), call)) {
            call++;
            assertTrue(call < 200, "it never succeeds");
        }
        assertTrue(call > 5, "nothing was hit");
    }

    /** Copies while a call of the copy fails, and all later ones; returns whether none did. */
    private static boolean copyIsMade(FaultAt.Kind kind, StrictMemVfs files, int call) {
        FaultAt counter = new FaultAt(kind, files, Integer.MAX_VALUE, true);
        int callsToOpen;
        try (StoragePlatform _ = open(files.afterPowerCut(new Random(0)), counter)) {
            callsToOpen = counter.calls();
        }
        FaultAt fault = new FaultAt(kind, files, callsToOpen + call, true);
        boolean copied = false;
        try (StoragePlatform platform = open(files, fault)) {
            try {
                platform.copy(House.TENANT, COPY);
                copied = !fault.hasStruck();
            } catch (StorageException e) {
                assertTrue(fault.hasStruck(), () -> kind + ": " + e);
            }
            assertTrue(rowsOfTheCopy(files.afterPowerCut(new Random(Seed.get()))) || !copied, kind + " at " + call);
            fault.repair();
        }
        assertTrue(rowsOfTheCopy(files) || !copied, kind + " at " + call);
        return copied;
    }

    private static FaultAt never(StrictMemVfs device) {
        return new FaultAt(FaultAt.Kind.ERROR, device, Integer.MAX_VALUE, false);
    }

    /** Opens what is on a device; returns whether there is a copy, which must be complete. */
    private static boolean rowsOfTheCopy(StrictMemVfs device) {
        try (StoragePlatform again = open(device, never(device));
                TenantStore source = again.open(House.TENANT)) {
            assertEquals(100, House.entities(source, ScanRequest.all()).size());
            assertFalse(again.scrub(House.TENANT).findings().iterator().hasNext());
            if (again.tenants().size() == 1) {
                return false;
            }
            try (TenantStore copy = again.open(COPY)) {
                assertEquals(House.entities(source, ScanRequest.all()), House.entities(copy, ScanRequest.all()));
            }
            return true;
        }
    }

    private static StoragePlatform open(StrictMemVfs device, FaultAt fault) {
        return StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(new FaultyVfs(device, fault)))
                .set("engine.vfs", VfsProviders.NAME)
                .set("wal.max_file_mb", 1)
                .set("sstable.cache_mb", 1)
                .set("compaction.enabled", false)
                .open();
    }
}
