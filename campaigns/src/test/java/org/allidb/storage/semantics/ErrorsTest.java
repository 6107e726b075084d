package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.CorruptionException;
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
import org.allidb.storage.testkit.DeflateCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What errors say to callers, and that nothing is harmed. On a real directory. */
class ErrorsTest {

    private static final TenantId TENANT = TenantId.of("tenant");
    /** An offset in the first edit of a manifest. */
    private static final int FIRST_EDIT = 50;

    @TempDir
    Path directory;

    @Test
    void directoryThatIsOpenIsRefusedAndNamesTheHolder() {
        try (StoragePlatform first = StoragePlatform.open(directory)) {
            String told = assertThrows(DirectoryInUseException.class, () -> StoragePlatform.open(directory))
                    .getMessage();
            assertTrue(told.contains(directory.toString()), told);
            assertTrue(told.contains("process " + ProcessHandle.current().pid()), told);
            assertEquals(List.of(), first.tenants());
        }
        StoragePlatform.open(directory).close();
    }

    @Test
    void directoryOfSomethingElseIsLeftAlone() throws IOException {
        Path letter = Files.writeString(directory.resolve("letter.txt"), "Dear Jane");
        String told = assertThrows(IncompatibleFormatException.class, () -> StoragePlatform.open(directory))
                .getMessage();
        assertTrue(told.contains("is not empty and is no data directory: it holds 'letter.txt'"), told);
        assertEquals(List.of(letter), files());
    }

    @Test
    void directoryFromTheFutureIsLeftAlone() throws IOException {
        try (StoragePlatform platform = StoragePlatform.open(directory);
                TenantStore store = platform.openOrCreate(TENANT)) {
            store.put("a", new byte[1]);
        }
        Files.writeString(directory.resolve("FORMAT"), "AlliDB Storage data directory, format 3\n");
        byte[] catalogue = Files.readAllBytes(directory.resolve("CATALOG"));
        List<Path> before = files();
        String told = assertThrows(IncompatibleFormatException.class, () -> StoragePlatform.open(directory))
                .getMessage();
        assertTrue(
                told.contains("format 3") && told.contains("understands 'AlliDB Storage data directory, format 2'"),
                told);
        assertEquals(before, files());
        assertArrayEquals(catalogue, Files.readAllBytes(directory.resolve("CATALOG")));
    }

    @Test
    void directoryThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        for (Path impossible : List.of(file, file.resolve("data"))) {
            String told = assertThrows(StorageException.class, () -> StoragePlatform.open(impossible))
                    .getMessage();
            assertTrue(told.contains(impossible.toString()), told);
        }
        assertEquals("no directory", Files.readString(file));
    }

    @Test
    void directoryThatMayNotBeWrittenIsNamedAndLosesNothing() throws IOException {
        try (StoragePlatform platform = StoragePlatform.open(directory);
                TenantStore store = platform.openOrCreate(TENANT)) {
            store.put("a", new byte[1]);
        }
        Path lock = directory.resolve("LOCK");
        Files.delete(lock);
        // a directory, because permissions do not hold back the user who may do everything
        Files.createDirectory(lock);
        String told = assertThrows(StorageException.class, () -> StoragePlatform.open(directory))
                .getMessage();
        assertTrue(told.contains(directory.toString()), told);
        Files.delete(lock);
        try (StoragePlatform platform = StoragePlatform.open(directory);
                TenantStore store = platform.open(TENANT)) {
            assertTrue(store.get("a").isPresent());
        }
    }

    @Test
    void damageIsToldWithItsFileAndLosesNothingElse() throws IOException {
        TenantId neighbour = TenantId.of("neighbour");
        try (StoragePlatform platform = StoragePlatform.open(directory)) {
            for (TenantId id : List.of(TENANT, neighbour)) {
                try (TenantStore store = platform.openOrCreate(id)) {
                    store.put("a", new byte[100]);
                    store.flush();
                }
            }
        }
        for (String name : List.of("MANIFEST", "000000000001.sst")) {
            Path file = directory.resolve("tenants/" + TENANT + ".1").resolve(name);
            byte[] sound = Files.readAllBytes(file);
            byte[] damaged = sound.clone();
            damaged[name.equals("MANIFEST") ? FIRST_EDIT : sound.length / 2] ^= 0x10;
            Files.write(file, damaged);
            try (StoragePlatform platform = StoragePlatform.open(directory)) {
                CorruptionException told = assertThrows(CorruptionException.class, () -> {
                    try (TenantStore store = platform.open(TENANT)) {
                        store.get("a");
                    }
                });
                assertTrue(told.file().endsWith(name) && told.offset() >= 0, told.file() + " at " + told.offset());
                assertTrue(told.getMessage().contains("tenant 'tenant'"), told.getMessage());
                try (TenantStore store = platform.open(neighbour)) {
                    assertTrue(store.get("a").isPresent(), "the neighbour suffers");
                }
            }
            Files.write(file, sound);
        }
        try (StoragePlatform platform = StoragePlatform.open(directory);
                TenantStore store = platform.open(TENANT)) {
            assertTrue(store.get("a").isPresent(), "something was lost with the damage");
        }
    }

    @Test
    void missingCodecIsNamedHurtsNobodyElseAndReadsWorkWhenItIsBack() {
        TenantId neighbour = TenantId.of("neighbour");
        try (StoragePlatform platform = StoragePlatform.builder(directory)
                        .use(new DeflateCodec())
                        .set("sstable.codec", "deflate")
                        .open();
                TenantStore store = platform.openOrCreate(TENANT)) {
            store.put("a", new byte[10_000]);
            store.flush();
        }
        try (StoragePlatform platform = StoragePlatform.open(directory);
                TenantStore other = platform.openOrCreate(neighbour);
                TenantStore store = platform.open(TENANT)) {
            ComponentMissingException told = assertThrows(ComponentMissingException.class, () -> store.get("a"));
            assertEquals("deflate", told.name());
            assertTrue(
                    told.getMessage().contains("'deflate'") && told.getMessage().contains("'tenant'"),
                    told.getMessage());
            other.put("a", new byte[1]);
            store.put("b", new byte[1]);
            assertTrue(other.get("a").isPresent() && store.get("b").isPresent(), "what does not need it works");
            platform.components().install(new DeflateCodec());
            assertArrayEquals(new byte[10_000], store.get("a").orElseThrow());
        }
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
        String told =
                assertThrows(StoreClosedException.class, () -> second.get("a")).getMessage();
        assertTrue(told.contains("open"), told);
        assertThrows(StoreClosedException.class, () -> second.put("b", new byte[1]));
        assertTrue(store.get("a").isPresent(), "one handle's close is not another's");
        platform.close();
        platform.close();
        assertThrows(StoreClosedException.class, () -> store.get("a"));
        assertThrows(StoreClosedException.class, () -> store.put("b", new byte[1]));
        assertThrows(StoreClosedException.class, () -> store.scan(ScanRequest.all()));
        assertThrows(StoreClosedException.class, () -> snapshot.get("a"));
        assertThrows(StoreClosedException.class, () -> platform.open(TENANT));
        assertEquals(
                "the platform is closed; open it again",
                assertThrows(StoreClosedException.class, platform::tenants).getMessage());
        snapshot.close();
        store.close();
    }

    @Test
    void closedSnapshotSaysSo() {
        try (StoragePlatform platform = StoragePlatform.open(directory);
                TenantStore store = platform.openOrCreate(TENANT)) {
            store.put("a", new byte[1]);
            Snapshot snapshot = store.snapshot();
            assertTrue(snapshot.get("a").isPresent());
            snapshot.close();
            snapshot.close();
            String told = assertThrows(StoreClosedException.class, () -> snapshot.get("a"))
                    .getMessage();
            assertTrue(told.contains("snapshot"), told);
            assertThrows(StoreClosedException.class, () -> snapshot.scan(ScanRequest.all()));
        }
    }

    @Test
    void badArgumentsAreToldBeforeAnythingIsDone() {
        try (StoragePlatform platform = StoragePlatform.open(directory);
                TenantStore store = platform.openOrCreate(TENANT)) {
            String empty = assertThrows(InvalidArgumentException.class, () -> store.put(new byte[0], new byte[1]))
                    .getMessage();
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
                () -> StoragePlatform.builder(directory)
                        .set("wal.provider", "papyrus")
                        .open());
        assertEquals("papyrus", told.name());
        assertTrue(told.getMessage().contains("'papyrus'"), told.getMessage());
        List<String> ofTheDirectoryItself = List.of("LOCK", "FORMAT", "LOGS", "CATALOG");
        assertTrue(
                files().stream()
                        .allMatch(file ->
                                ofTheDirectoryItself.contains(file.getFileName().toString())),
                files().toString());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
