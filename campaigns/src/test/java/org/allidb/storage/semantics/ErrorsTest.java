package org.allidb.storage.semantics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.DirectoryInUseException;
import org.allidb.storage.api.IncompatibleFormatException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.ValueRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a caller is told, and that nothing is harmed by it. On a real directory. */
class ErrorsTest {

    private static final TenantId TENANT = TenantId.of("tenant");

    @TempDir
    Path directory;

    @Test
    void directoryThatIsOpenIsRefusedAndNamesTheHolder() {
        try (StoragePlatform first = StoragePlatform.open(directory)) {
            String told = assertThrows(DirectoryInUseException.class, () -> StoragePlatform.open(directory)).getMessage();
            assertTrue(told.contains(directory.toString()), told);
            assertTrue(told.contains("process " + ProcessHandle.current().pid()), told);
            assertEquals(List.of(), first.tenants());
        }
        StoragePlatform.open(directory).close();
    }

    @Test
    void directoryOfSomethingElseIsLeftAlone() throws IOException {
        Path letter = Files.writeString(directory.resolve("letter.txt"), "Dear Jane");
        String told = assertThrows(IncompatibleFormatException.class, () -> StoragePlatform.open(directory)).getMessage();
        assertTrue(told.contains("is not empty and is no data directory: it holds 'letter.txt'"), told);
        assertEquals(List.of(letter), files());
    }

    @Test
    void directoryFromTheFutureIsLeftAlone() throws IOException {
        try (StoragePlatform platform = StoragePlatform.open(directory);
                TenantStore store = platform.openOrCreate(TENANT)) {
            store.put("a", new byte[1]);
        }
        Files.writeString(directory.resolve("FORMAT"), "AlliDB Storage data directory, format 2\n");
        byte[] catalogue = Files.readAllBytes(directory.resolve("CATALOG"));
        List<Path> before = files();
        String told = assertThrows(IncompatibleFormatException.class, () -> StoragePlatform.open(directory)).getMessage();
        assertTrue(told.contains("format 2") && told.contains("understands 'AlliDB Storage data directory, format 1'"), told);
        assertEquals(before, files());
        assertArrayEquals(catalogue, Files.readAllBytes(directory.resolve("CATALOG")));
    }

    @Test
    void symbolicLinkInPlaceOfATenantIsRefused(@TempDir Path elsewhere) throws IOException {
        try (StoragePlatform platform = StoragePlatform.open(directory)) {
            platform.openOrCreate(TENANT).close();
        }
        Path tenant;
        try (Stream<Path> tenants = Files.list(directory.resolve("tenants"))) {
            tenant = tenants.findFirst().orElseThrow();
        }
        Path moved = elsewhere.resolve("moved");
        Files.move(tenant, moved);
        Files.createSymbolicLink(tenant, moved);
        String told = assertThrows(StorageException.class, () -> {
                    try (StoragePlatform platform = StoragePlatform.open(directory)) {
                        platform.open(TENANT).close();
                    }
                })
                .getMessage();
        assertTrue(told.contains("tenant '" + TENANT + "'") || told.contains("symbolic link"), told);
    }

    @Test
    void unknownTenantIsNamed() {
        try (StoragePlatform platform = StoragePlatform.open(directory)) {
            TenantUnknownException told = assertThrows(TenantUnknownException.class, () -> platform.open(TENANT));
            assertTrue(told.getMessage().contains("'tenant'"), told.getMessage());
            assertThrows(TenantUnknownException.class, () -> platform.drop(TENANT));
            assertThrows(TenantUnknownException.class, () -> platform.suspend(TENANT));
        }
    }

    @Test
    void closedHandlesSayWhatToDo() {
        StoragePlatform platform = StoragePlatform.open(directory);
        TenantStore store = platform.openOrCreate(TENANT);
        store.put("a", new byte[1]);
        Snapshot snapshot = store.snapshot();
        TenantStore second = platform.open(TENANT);
        second.close();
        second.close();
        String told = assertThrows(StoreClosedException.class, () -> second.get("a")).getMessage();
        assertTrue(told.contains("open"), told);
        assertThrows(StoreClosedException.class, () -> second.put("b", new byte[1]));
        assertTrue(store.get("a").isPresent(), "one handle's close is not another's");
        platform.close();
        platform.close();
        assertThrows(StoreClosedException.class, () -> store.get("a"));
        assertThrows(StoreClosedException.class, () -> store.put("b", new byte[1]));
        assertThrows(StoreClosedException.class, () -> store.scan(ScanRequest.all()));
        assertThrows(StoreClosedException.class, () -> snapshot.get("a"));
        assertEquals(
                "the platform is closed; open it again",
                assertThrows(StoreClosedException.class, platform::tenants).getMessage());
        snapshot.close();
        store.close();
    }

    @Test
    void badArgumentsAreToldBeforeAnythingIsDone() {
        try (StoragePlatform platform = StoragePlatform.open(directory);
                TenantStore store = platform.openOrCreate(TENANT)) {
            String empty = assertThrows(InvalidArgumentException.class, () -> store.put(new byte[0], new byte[1])).getMessage();
            assertEquals("an entity id of 0 bytes is not allowed; use 1 to 16384 bytes", empty);
            assertThrows(InvalidArgumentException.class, () -> store.put(new byte[16_385], new byte[1]));
            assertThrows(InvalidArgumentException.class, () -> store.get(new byte[0]));
            assertThrows(InvalidArgumentException.class, () -> store.put("half \uD83D a pair", new byte[1]));
            assertThrows(NullPointerException.class, () -> store.put((ValueRow) null));
            assertEquals(0, store.statistics().lastSequence());
        }
    }

    @Test
    void unknownParameterIsNamedWithItsNeighbours() {
        String told = assertThrows(
                        InvalidArgumentException.class,
                        () -> StoragePlatform.builder(directory).set("wal.fsnyc", false))
                .getMessage();
        assertTrue(told.contains("fsnyc"), told);
        String range = assertThrows(
                        InvalidArgumentException.class,
                        () -> StoragePlatform.builder(directory).set("compaction.max_concurrent", 0))
                .getMessage();
        assertTrue(range.contains("1") && range.contains("64"), range);
    }

    @Test
    void missingComponentIsNamedAndNothingIsCreated() throws IOException {
        ComponentMissingException told = assertThrows(
                ComponentMissingException.class,
                () -> StoragePlatform.builder(directory).set("wal.provider", "papyrus").open());
        assertEquals("papyrus", told.name());
        assertTrue(told.getMessage().contains("'papyrus'"), told.getMessage());
        assertTrue(files().stream().allMatch(file -> file.endsWith("LOCK") || file.endsWith("FORMAT")), files().toString());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
