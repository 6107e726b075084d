package org.allidb.storage.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands print and how they end; {@code #} stands for sizes and times that vary. */
class MainTest {

    private static final TenantId ACME = TenantId.of("acme");

    @TempDir
    Path directory;

    private Path data;
    private int status;

    @BeforeEach
    void fill() {
        data = directory.resolve("data");
        try (StoragePlatform platform = StoragePlatform.open(data);
                TenantStore acme = platform.openOrCreate(ACME)) {
            for (int i = 0; i < 2_000; i++) {
                acme.put(bytes("key-" + i), bytes("value " + i), WriteOptions.BUFFERED);
            }
            acme.flush();
        }
    }

    @Test
    void soundDirectoryIsClean() {
        assertEquals("""
            5 files, # in # (#/s), 1 tenant
            clean: 0 damaged places, 0 not checked, 0 notes
            """, run("check", data));
        assertEquals(0, status);
    }

    @Test
    void damageIsNamedWithItsFileAndItsTenant() throws IOException {
        flip(table(), 5_000);
        String told = run("check", data);
        assertEquals(Main.DAMAGED, status, told);
        assertTrue(told.contains("tenants/acme.1/000000000001.sst at byte"), told);
        assertTrue(told.contains("tenant 'acme'"), told);
        assertTrue(told.contains("DAMAGED: 1 damaged place"), told);
        assertTrue(told.contains("allidb repair"), told);
    }

    @Test
    void repairSavesWhatIsIntactAndLeavesTheDamagedDirectoryAsItIs() throws IOException {
        flip(table(), 5_000);
        byte[] before = Files.readAllBytes(table());
        Path fixed = directory.resolve("fixed");
        String told = run("repair", data, fixed);
        assertEquals(Main.DAMAGED, status, told);
        assertTrue(told.contains("The new directory was opened and checked: clean"), told);
        assertArrayEquals(before, Files.readAllBytes(table()));
        int found = 0;
        try (StoragePlatform platform = StoragePlatform.open(fixed);
                TenantStore acme = platform.open(ACME)) {
            for (int i = 0; i < 2_000; i++) {
                String value = "value " + i;
                if (acme.get("key-" + i)
                        .map(text -> new String(text, StandardCharsets.UTF_8).equals(value))
                        .orElse(false)) {
                    found++;
                } else {
                    assertTrue(acme.get("key-" + i).isEmpty(), "a wrong value of key-" + i);
                }
            }
        }
        assertTrue(found > 1_000 && found < 2_000, found + " rows");
    }

    @Test
    void repairOfASoundDirectorySavesEverything() {
        Path fixed = directory.resolve("fixed");
        String told = run("repair", data, fixed);
        assertEquals(0, status, told);
        assertTrue(told.contains("tenant 'acme': 2,000 entries in 1 table"), told);
        assertTrue(told.contains("everything was saved into"), told);
        run("check", fixed);
        assertEquals(0, status);
    }

    @Test
    void everyKindOfFileIsDumped() throws IOException {
        assertTrue(run("dump", table()).contains("properties   codec none, 2000 entries"));
        assertEquals(0, status);
        assertTrue(run("dump", "--entries", table()).contains("key-1999"));
        assertTrue(run("dump", data.resolve("CATALOG")).contains("tenant 'acme', generation 1"));
        assertTrue(run("dump", data.resolve("tenants/acme.1/MANIFEST")).contains("adds table 1, level 0"));
        assertTrue(run("dump", data.resolve("FORMAT")).contains("AlliDB Storage data directory, format 2"));
        String logs = run("dump", data.resolve("LOGS"));
        assertTrue(logs.contains("shared log: log ") && logs.contains("no segments, next segment 2"), logs);
        assertEquals(0, status);
    }

    @Test
    void backupIsRestoredUnderAnotherName() {
        Path backups = directory.resolve("backups");
        assertTrue(run("backup", data, backups).startsWith("backup 1: 1 tenant, "));
        assertEquals(0, status);
        Path restored = directory.resolve("restored");
        assertTrue(run("restore", backups, restored, "--tenant", "acme", "--as", "copy")
                .startsWith("restored copy from backup 1: "));
        assertEquals(0, status);
        try (StoragePlatform platform = StoragePlatform.open(restored);
                TenantStore copy = platform.open(TenantId.of("copy"))) {
            assertArrayEquals(bytes("value 7"), copy.get("key-7").orElseThrow());
        }
    }

    @Test
    void tenantIsMoved() {
        Path other = directory.resolve("other");
        assertEquals("moved acme to " + other + "\n", run("move", data, "acme", other));
        assertEquals(0, status);
        try (StoragePlatform platform = StoragePlatform.open(other);
                TenantStore moved = platform.open(TenantId.of("acme"))) {
            assertArrayEquals(bytes("value 7"), moved.get("key-7").orElseThrow());
        }
        assertTrue(run("move", data, "acme", other, "--abandon").contains("there is no tenant 'acme'"));
        assertEquals(Main.FAILED, status);
    }

    @Test
    void tenantIsDropped() {
        assertTrue(run("drop", data, "acme").contains("nothing done: this deletes all data of acme for good"));
        assertEquals(Main.FAILED, status);
        assertTrue(Files.exists(data.resolve("tenants/acme.1")));
        assertEquals("dropped acme\n", run("drop", data, "acme", "--yes"));
        assertEquals(0, status);
        assertFalse(Files.exists(data.resolve("tenants/acme.1")));
        assertTrue(run("drop", data, "acme", "--yes").contains("there is no tenant 'acme'"));
        assertEquals(Main.FAILED, status);
        run("check", data);
        assertEquals(0, status);
    }

    @Test
    void mistakesAreExplained() {
        Path missing = directory.resolve("missing");
        for (String command : new String[] {"check", "backup"}) {
            String told = run(command, missing, directory.resolve("x"));
            assertEquals(Main.FAILED, status, told);
        }
        assertTrue(run("backup", missing, directory.resolve("x")).contains("there is no data directory"));
        assertTrue(run("restore", missing, directory.resolve("x")).contains("there is no backup directory"));
        assertFalse(Files.exists(directory.resolve("x")));
        run("repair", data, data);
        assertEquals(Main.FAILED, status);
        try (StoragePlatform platform = StoragePlatform.open(data)) {
            assertEquals(1, platform.tenants().size());
            String told = run("check", data);
            assertEquals(Main.FAILED, status, told);
            assertTrue(told.contains("in use"), told);
        }
        run("nonsense");
        assertEquals(Main.FAILED, status);
    }

    private Path table() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private String run(Object... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        String[] words = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        status = Main.run(out, out, words);
        return text.toString().replaceAll("[0-9.]+ KiB in [0-9.]+ m?s \\([0-9.]+ [KM]iB/s\\)", "# in # (#/s)");
    }

    private static void flip(Path file, long position) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(position);
            int before = open.read();
            open.seek(position);
            open.write(before ^ 0x10);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
