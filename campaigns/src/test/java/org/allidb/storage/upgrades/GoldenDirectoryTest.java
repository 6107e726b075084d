package org.allidb.storage.upgrades;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.CheckReport;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an earlier version wrote gives the same rows in this one. A golden directory is written once, before a release,
 * with {@code mvn verify -pl campaigns -Dtest=GoldenDirectoryTest -Dallidb.golden.write=VERSION}, and never again.
 */
class GoldenDirectoryTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    /** Has no register of logs, and segments of version 1. */
    private static final String FORMAT_1 = "0.1.0";

    private static final String FORMAT_2 = "0.1.0-format-2";

    @TempDir
    Path directory;

    @BeforeAll
    static void writeIfAsked(@TempDir Path scratch) throws IOException {
        String version = System.getProperty("allidb.golden.write");
        if (version != null) {
            GoldenDirectory.write(GOLDEN, version, scratch.resolve("golden"));
        }
    }

    static Stream<String> versions() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            List<String> versions = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".zip"))
                    .map(name -> name.substring(0, name.length() - ".zip".length()))
                    .sorted()
                    .toList();
            assertTrue(versions.containsAll(List.of(FORMAT_1, FORMAT_2)), versions.toString());
            return versions.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void dataDirectoryGivesTheExpectedRows(String version) throws IOException {
        GoldenDirectory.extract(GOLDEN.resolve(version + ".zip"), directory);
        Path data = directory.resolve(GoldenDirectory.DATA);
        CheckReport check = StorageTools.load().check(data, (file, done, total) -> {});
        assertTrue(check.isClean(), check.findings().toString());
        String expected = section(version, "DATA\n");
        for (int open = 1; open <= 2; open++) {
            try (StoragePlatform platform = StoragePlatform.open(data)) {
                assertTrue(suspended(platform), "it stays suspended");
                platform.resume(GoldenRows.SUSPENDED);
                assertEquals(expected, listing(platform), "open " + open);
                for (TenantInfo tenant : platform.tenants()) {
                    assertEquals(List.of(), platform.scrub(tenant.id()).findings());
                    try (TenantStore store = platform.open(tenant.id())) {
                        store.compact();
                    }
                }
                assertEquals(expected, listing(platform), "merged, open " + open);
                platform.suspend(GoldenRows.SUSPENDED);
            }
        }
    }

    /** A reader adopts nothing, a writer makes of it what it would make now. */
    @ParameterizedTest
    @MethodSource("versions")
    void formatStaysForAReaderAndIsRaisedByAWriter(String version) throws IOException {
        GoldenDirectory.extract(GOLDEN.resolve(version + ".zip"), directory);
        Path data = directory.resolve(GoldenDirectory.DATA);
        boolean old = version.equals(FORMAT_1);
        assertEquals(old ? format(1) : format(2), Files.readString(data.resolve("FORMAT")));
        assertEquals(!old, Files.exists(data.resolve("LOGS")));
        String expected = section(version, "DATA\n");
        List<Path> before = GoldenDirectory.files(data);
        try (StoragePlatform platform = StoragePlatform.openReadOnly(data)) {
            for (TenantInfo tenant : platform.tenants()) {
                if (!tenant.suspended()) {
                    StringBuilder rows = new StringBuilder();
                    try (TenantStore store = platform.open(tenant.id())) {
                        GoldenRows.listRows(store, true, rows);
                    }
                    assertTrue(expected.contains(rows), "rows of " + tenant.id());
                }
            }
        }
        assertEquals(before, GoldenDirectory.files(data));
        StoragePlatform.open(data).close();
        assertEquals(format(2), Files.readString(data.resolve("FORMAT")));
        assertTrue(Files.exists(data.resolve("LOGS")));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void backupIsRestoredWithTheExpectedRows(String version) throws IOException {
        GoldenDirectory.extract(GOLDEN.resolve(version + ".zip"), directory);
        String expected = section(version, "BACKUP 1\n").replaceAll(" #\\d+", "");
        try (StoragePlatform platform = StoragePlatform.open(directory.resolve("restored"));
                BackupDirectory backups = platform.backups(directory.resolve(GoldenDirectory.BACKUPS))) {
            backups.verify(1);
            for (var tenant : backups.list().getFirst().tenants()) {
                backups.restore(1, tenant.id(), tenant.id());
            }
            assertEquals(expected, listing(platform).replaceAll(" #\\d+", ""));
        }
    }

    @Test
    void whatIsWrittenNowIsReadAndNotWrittenAgain() throws IOException {
        Path golden = directory.resolve("golden");
        GoldenDirectory.write(golden, "now", directory.resolve("first"));
        assertThrows(
                FileAlreadyExistsException.class,
                () -> GoldenDirectory.write(golden, "now", directory.resolve("second")));
        assertTrue(Files.size(golden.resolve("now.zip")) < 80 << 10, "it is meant to be small");
        GoldenDirectory.extract(golden.resolve("now.zip"), directory.resolve("extracted"));
        try (StoragePlatform platform =
                StoragePlatform.open(directory.resolve("extracted").resolve(GoldenDirectory.DATA))) {
            platform.resume(GoldenRows.SUSPENDED);
            String written = Files.readString(golden.resolve("now.txt"));
            assertEquals(written.substring(written.indexOf("DATA\n") + 5), listing(platform));
        }
    }

    private static String format(int format) {
        return "AlliDB Storage data directory, format " + format + "\n";
    }

    private static boolean suspended(StoragePlatform platform) {
        return platform.tenants().stream()
                .anyMatch(tenant -> tenant.id().equals(GoldenRows.SUSPENDED) && tenant.suspended());
    }

    private static String listing(StoragePlatform platform) {
        StringBuilder listing = new StringBuilder();
        GoldenRows.list(platform, listing);
        return listing.toString();
    }

    /** A part of a version's listing, up to the next heading. */
    private static String section(String version, String heading) throws IOException {
        String text = Files.readString(GOLDEN.resolve(version + ".txt"));
        int from = text.indexOf(heading) + heading.length();
        int next = text.indexOf("DATA\n", from);
        return next < 0 ? text.substring(from) : text.substring(from, next);
    }
}
