package org.allidb.storage.upgrades;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each kind of file in a later format, with a checksum that is right. It is refused with a text that says so, and left
 * as it is, with everything around it.
 */
class DirectoryFromTheFutureTest {

    private static final TenantId IN_TABLES = TenantId.of("codec-none");

    @TempDir
    Path directory;

    private Path data = Path.of("");
    private Path backups = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Path scratch = directory.resolve("scratch");
        GoldenRows.write(scratch);
        data = scratch.resolve(GoldenDirectory.DATA);
        backups = scratch.resolve(GoldenDirectory.BACKUPS);
    }

    @Test
    void formatOfTheDirectory() throws IOException {
        Files.writeString(data.resolve("FORMAT"), "AlliDB Storage data directory, format 3\n");
        assertRefused(data, () -> StoragePlatform.open(data), "format 3'");
    }

    @Test
    void catalogue() throws IOException {
        raiseEditLog(data.resolve("CATALOG"));
        assertRefused(data, () -> StoragePlatform.open(data), "the catalogue", "format version 2");
    }

    @Test
    void registerOfLogs() throws IOException {
        raiseEditLog(data.resolve("LOGS"));
        assertRefused(data, () -> StoragePlatform.open(data), "the register of logs", "format version 2");
    }

    @Test
    void manifestOfATenantWithRowsInTheLog() throws IOException {
        Path tenant = tenant(GoldenRows.KINDS);
        raiseEditLog(tenant.resolve("MANIFEST"));
        assertRefused(
                data,
                () -> StoragePlatform.builder(data)
                        // so that the replay opens the tenant
                        .set("engine.left_in_log_mb", 0)
                        .open(),
                "the manifest of tenant 'all-kinds'",
                "format version 2");
        try (StoragePlatform platform = StoragePlatform.open(data)) {
            assertRefused(
                    tenant,
                    () -> platform.open(GoldenRows.KINDS),
                    "the manifest of tenant 'all-kinds'",
                    "format version 2");
        }
    }

    @Test
    void manifestOfAnotherTenantHurtsThatTenantAlone() throws IOException {
        Path tenant = tenant(IN_TABLES);
        raiseEditLog(tenant.resolve("MANIFEST"));
        try (StoragePlatform platform = StoragePlatform.open(data)) {
            assertRefused(
                    tenant, () -> platform.open(IN_TABLES), "the manifest of tenant 'codec-none'", "format version 2");
            assertTrue(rows(platform, TenantId.of("codec-lz4")) > 0);
        }
    }

    @Test
    void sharedLog() throws IOException {
        Path segment = file(data.resolve("wal"), ".wal");
        raise(segment, ByteOrder.LITTLE_ENDIAN, 60);
        assertRefused(
                data,
                () -> StoragePlatform.open(data),
                "the log segment " + segment.getFileName() + " has format version 4");
    }

    @Test
    void logOfATenant() throws IOException {
        Path tenant = tenant(GoldenRows.OWN_LOG);
        Path segment = file(tenant.resolve("wal"), ".wal");
        raise(segment, ByteOrder.LITTLE_ENDIAN, 60);
        try (StoragePlatform platform = StoragePlatform.open(data)) {
            assertRefused(
                    tenant,
                    () -> platform.open(GoldenRows.OWN_LOG),
                    "tenant 'own-log'",
                    "the log segment " + segment.getFileName() + " has format version 4");
        }
    }

    @Test
    void table() throws IOException {
        Path tenant = tenant(IN_TABLES);
        Path table = file(tenant, ".sst");
        raise(table, ByteOrder.LITTLE_ENDIAN, 32);
        // tables with dictionaries are of version 3
        raise(table, ByteOrder.LITTLE_ENDIAN, 32);
        try (StoragePlatform platform = StoragePlatform.open(data);
                TenantStore store = platform.open(IN_TABLES)) {
            String[] told = {"tenant 'codec-none'", "the table " + table.getFileName() + " has format version 4"};
            assertRefused(tenant, () -> rows(platform, IN_TABLES), told);
            assertRefused(tenant, store::compact, told);
            assertTrue(rows(platform, TenantId.of("codec-lz4")) > 0);
        }
    }

    @Test
    void formatOfTheBackups() throws IOException {
        Files.writeString(backups.resolve("FORMAT"), "AlliDB Storage backup directory, format 2\n");
        assertBackupsRefused("format 2'");
    }

    @Test
    void manifestOfABackup() throws IOException {
        raiseEditLog(file(backups.resolve("backups"), ".backup"));
        assertBackupsRefused("format version 2");
    }

    private void assertBackupsRefused(String... texts) throws IOException {
        try (StoragePlatform platform = StoragePlatform.open(directory.resolve("new"))) {
            assertRefused(
                    backups,
                    () -> {
                        try (BackupDirectory opened = platform.backups(backups)) {
                            opened.create();
                        }
                    },
                    texts);
        }
    }

    private static int rows(StoragePlatform platform, TenantId tenant) {
        int rows = 0;
        try (TenantStore store = platform.open(tenant);
                Cursor cursor = store.scan(ScanRequest.all())) {
            while (cursor.next()) {
                rows++;
            }
        }
        return rows;
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void assertRefused(Path untouched, Action action, String... texts) throws IOException {
        Map<String, Integer> before = contents(untouched);
        String told = assertThrows(StorageException.class, action::run).getMessage();
        for (String text : texts) {
            assertTrue(told.contains(text), told);
        }
        assertTrue(told.contains("open it with") && told.contains("Nothing was changed"), told);
        assertEquals(before, contents(untouched));
    }

    private static Map<String, Integer> contents(Path root) throws IOException {
        Map<String, Integer> contents = new TreeMap<>();
        for (Path file : GoldenDirectory.files(root)) {
            contents.put(root.relativize(file).toString(), java.util.Arrays.hashCode(Files.readAllBytes(file)));
        }
        return contents;
    }

    private static void raiseEditLog(Path file) throws IOException {
        raise(file, ByteOrder.BIG_ENDIAN, 20);
    }

    /** Raises the version at offset 8, and makes the checksum of all before it right. */
    private static void raise(Path file, ByteOrder order, int crcAt) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(order);
        int version = bytes.getInt(8);
        assertTrue(version >= 1 && version <= 3, file.toString());
        bytes.putInt(8, version + 1);
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, crcAt);
        bytes.putInt(crcAt, (int) crc.getValue());
        Files.write(file, bytes.array());
    }

    private Path tenant(TenantId id) throws IOException {
        return file(data.resolve("tenants"), id + ".");
    }

    /** The first entry of a directory whose name has a part. */
    private static Path file(Path in, String part) throws IOException {
        try (var files = Files.list(in)) {
            return files.filter(file -> file.getFileName().toString().contains(part))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }
}
