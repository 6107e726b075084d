package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.BackupInfo;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.DirectoryInUseException;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.IncompatibleFormatException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.WriteOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups hold what was acknowledged, share what they have in common, and come back under any name. */
class BackupTest {

    private static final TenantId A = TenantId.of("a");
    private static final TenantId B = TenantId.of("b");

    @TempDir
    Path directory;

    private StoragePlatform platform;
    private TenantStore store;
    private BackupDirectory backups;

    @BeforeEach
    void open() {
        platform = StoragePlatform.builder(directory.resolve("data"))
                .set("compaction.enabled", false)
                .set("sstable.cache_mb", 1)
                .open();
        store = platform.openOrCreate(A);
        backups = platform.backups(directory.resolve("backups"));
    }

    @AfterEach
    void close() {
        backups.close();
        platform.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void restoredOrCopiedTenantHasEverythingAsItWas(boolean copied) {
        EntityId entity = EntityId.of("everything");
        float[] components = new float[768];
        components[7] = 1.5f;
        store.put(VectorRow.of(entity, "title", components));
        store.put(EdgeRow.of(entity, "cites", EntityId.of("other")));
        store.flush();
        store.put(ChunkRow.of(entity, "c1", "text"));
        store.put("old", House.bytes("old"));
        store.put("old", House.bytes("new"));
        store.put("gone", House.bytes("gone"));
        store.flush();
        store.delete(House.bytes("gone"));
        store.put("r1", House.bytes("1"));
        store.put(House.bytes("brief"), House.bytes("1"), WriteOptions.SYNC.withTimeToLive(Duration.ofHours(1)));
        store.deleteRange(EntityId.of("r0"), EntityId.of("r9"));

        if (copied) {
            platform.copy(A, B);
        } else {
            BackupInfo backup = backups.create();
            assertEquals(1, backup.number());
            assertEquals(
                    List.of(A),
                    backup.tenants().stream().map(BackupInfo.Tenant::id).toList());
            backups.restore(1, A, B);
        }

        try (TenantStore restored = platform.open(B)) {
            assertEquals(House.entities(store, ScanRequest.all()), House.entities(restored, ScanRequest.all()));
            assertEquals(store.getEntity(entity), restored.getEntity(entity));
            assertArrayEquals(House.bytes("new"), restored.get("old").orElseThrow());
            assertEquals(Optional.empty(), restored.get("gone"));
            assertEquals(Optional.empty(), restored.get("r1"));
            restored.put("later", House.bytes("later"));
            assertEquals(Optional.empty(), store.get("later"));
        }
        reopen();
        try (TenantStore restored = platform.open(B)) {
            assertEquals(store.getEntity(entity), restored.getEntity(entity));
            assertArrayEquals(House.bytes("later"), restored.get("later").orElseThrow());
        }
    }

    @Test
    void backupHoldsWhatWasAcknowledgedBeforeAndNothingLater() {
        store.put(House.bytes("before"), House.bytes("x"), WriteOptions.BUFFERED);
        backups.create();
        store.put("after", House.bytes("x"));
        backups.restore(1, A, B);
        try (TenantStore restored = platform.open(B)) {
            assertEquals(List.of("before"), House.entities(restored, ScanRequest.all()));
        }
    }

    @Test
    void tablesThatOnlyOlderBackupsNameStay() {
        store.put("one", House.bytes("1"));
        backups.create();
        store.put("two", House.bytes("2"));
        store.compact();
        backups.create();
        reopen();
        backups.create();
        backups.delete(3);
        backups.verify(1);
        backups.restore(1, A, B);
        try (TenantStore restored = platform.open(B)) {
            assertEquals(List.of("one"), House.entities(restored, ScanRequest.all()));
        }
    }

    @Test
    void droppedTenantComesBackWithItsSettings() {
        TenantSettings settings =
                TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(50_000_000)).withVectorDimensions(Map.of("title", 3));
        try (TenantStore b = platform.create(B, settings)) {
            b.put("x", House.bytes("1"));
        }
        backups.create(List.of(B));
        platform.drop(B);
        backups.restore(1, B, B);
        assertEquals(
                settings,
                platform.tenants().stream()
                        .filter(tenant -> tenant.id().equals(B))
                        .findAny()
                        .orElseThrow()
                        .settings());
        try (TenantStore b = platform.open(B)) {
            assertArrayEquals(House.bytes("1"), b.get("x").orElseThrow());
        }
    }

    @Test
    void nextBackupSharesTablesWithTheOneBefore() throws IOException {
        fill(100);
        backups.create();
        assertEquals(1, tables());
        backups.create();
        assertEquals(1, tables());
        fill(100);
        backups.create();
        assertEquals(2, tables());
        store.compact();
        backups.create();
        assertEquals(3, tables());
        assertEquals(
                List.of(1L, 2L, 3L, 4L),
                backups.list().stream().map(BackupInfo::number).toList());

        backups.delete(4);
        assertEquals(2, tables());
        backups.delete(1);
        backups.delete(2);
        assertEquals(2, tables());
        backups.delete(3);
        assertEquals(0, tables());
        assertEquals(List.of(), backups.list());
    }

    @Test
    void tablesAreLinkedOnOneDevice() throws IOException {
        fill(10);
        backups.create();
        Path table = tableFiles().getFirst();
        assertEquals(2, Files.getAttribute(table, "unix:nlink"));
    }

    @Test
    void backupsSurviveAReopenAndOtherDirectoriesCanBeRestoredFromThem() {
        store.put("x", House.bytes("1"));
        backups.create();
        backups.close();
        try (StoragePlatform other = StoragePlatform.open(directory.resolve("other"));
                BackupDirectory same = other.backups(directory.resolve("backups"))) {
            assertEquals(1, same.list().size());
            same.verify(1);
            same.restore(1, A, A);
            try (TenantStore restored = other.open(A)) {
                assertArrayEquals(House.bytes("1"), restored.get("x").orElseThrow());
            }
        }
    }

    @Test
    void suspendedTenantIsBackedUpAndRestoredReadyForUse() {
        store.put("x", House.bytes("1"));
        platform.suspend(A);
        backups.create();
        backups.restore(1, A, B);
        try (TenantStore restored = platform.open(B)) {
            assertArrayEquals(House.bytes("1"), restored.get("x").orElseThrow());
        }
    }

    @Test
    void deletedRowStaysDeletedForOldTimestampsToo() {
        store.put(House.bytes("x"), House.bytes("1"), WriteOptions.SYNC.withTimestamp(100));
        store.delete(House.bytes("x"), WriteOptions.SYNC.withTimestamp(200));
        backups.create();
        backups.restore(1, A, B);
        try (TenantStore restored = platform.open(B)) {
            restored.put(House.bytes("x"), House.bytes("2"), WriteOptions.SYNC.withTimestamp(150));
            assertEquals(Optional.empty(), restored.get("x"));
        }
    }

    @Test
    void damageInABackupIsFoundAndNothingIsRestoredFromIt() throws IOException {
        fill(100);
        backups.create();
        // a copy, so that the data directory keeps its table
        Path table = tableFiles().getFirst();
        byte[] bytes = Files.readAllBytes(table);
        bytes[100] ^= 1;
        Files.delete(table);
        Files.write(table, bytes);

        CorruptionException error = assertThrows(CorruptionException.class, () -> backups.verify(1));
        assertTrue(error.getMessage().contains(".sst"), error.getMessage());
        assertThrows(CorruptionException.class, () -> backups.restore(1, A, B));
        assertFalse(platform.tenants().stream().anyMatch(tenant -> tenant.id().equals(B)));
        assertArrayEquals(House.bytes("v"), store.get("key0").orElseThrow());
    }

    @Test
    void damagedTableIsNotBackedUpAsIfItWereSound() throws IOException {
        fill(100);
        backups.create();
        fill(100);
        store.flush();
        Path table = newestTable(directory.resolve("data"));
        try (RandomAccessFile file = new RandomAccessFile(table.toFile(), "rw")) {
            file.seek(100);
            int before = file.read();
            file.seek(100);
            file.write(before ^ 1);
        }
        assertThrows(CorruptionException.class, () -> backups.create());
        assertEquals(1, backups.list().size());
        assertEquals(1, tables());
        backups.verify(1);
    }

    @Test
    void restoreThatExceedsTheQuotaLeavesNoTenant() {
        for (int i = 0; i < 2_000; i++) {
            store.put(House.bytes("key" + i), new byte[1000], WriteOptions.BUFFERED);
        }
        store.flush();
        platform.update(A, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(100_000)));
        backups.create();
        assertThrows(QuotaExceededException.class, () -> backups.restore(1, A, B));
        assertFalse(platform.tenants().stream().anyMatch(tenant -> tenant.id().equals(B)));
    }

    @Test
    void mistakesAreExplained() {
        store.put("x", House.bytes("1"));
        assertEquals(
                "there is no backup 7; there is none at all",
                assertThrows(InvalidArgumentException.class, () -> backups.verify(7))
                        .getMessage());
        backups.create();
        assertEquals(
                "there is no backup 7; the backups are [1]",
                assertThrows(InvalidArgumentException.class, () -> backups.delete(7))
                        .getMessage());
        assertEquals(
                "backup 1 has no tenant 'b'; it has [a]",
                assertThrows(InvalidArgumentException.class, () -> backups.restore(1, B, B))
                        .getMessage());
        assertThrows(TenantExistsException.class, () -> backups.restore(1, A, A));
        assertThrows(DirectoryInUseException.class, () -> platform.backups(directory.resolve("backups")));
        assertThrows(DirectoryInUseException.class, () -> StoragePlatform.open(directory.resolve("data")));
        String message = assertThrows(
                        IncompatibleFormatException.class, () -> StoragePlatform.open(directory.resolve("backups")))
                .getMessage();
        assertTrue(message.contains("'AlliDB Storage backup directory, format 1'"), message);
        backups.close();
        assertThrows(StoreClosedException.class, backups::list);
    }

    @Test
    void copyOfADataDirectoryDoesNotMixItsTablesIntoTheSameBackups() throws IOException {
        fill(10);
        backups.create();
        backups.close();
        platform.close();
        copy(directory.resolve("data"), directory.resolve("copy"));
        open();
        fill(10);
        store.flush();
        backups.create();
        backups.close();
        try (StoragePlatform copy = StoragePlatform.open(directory.resolve("copy"));
                TenantStore a = copy.open(A);
                BackupDirectory same = copy.backups(directory.resolve("backups"))) {
            a.put("other", House.bytes("other"));
            String message =
                    assertThrows(InvalidArgumentException.class, same::create).getMessage();
            assertTrue(message.endsWith("Use another backup directory"), message);
        }
    }

    private void fill(int rows) {
        for (int i = 0; i < rows; i++) {
            store.put(House.bytes("key" + i), House.bytes("v"), WriteOptions.BUFFERED);
        }
    }

    private void reopen() {
        close();
        open();
    }

    private int tables() throws IOException {
        return tableFiles().size();
    }

    private List<Path> tableFiles() throws IOException {
        return tableFiles(directory.resolve("backups"));
    }

    private static Path newestTable(Path root) throws IOException {
        return tableFiles(root).getLast();
    }

    private static List<Path> tableFiles(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
