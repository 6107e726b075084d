package org.allidb.storage.semantics;

import static org.allidb.storage.semantics.House.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.allidb.storage.api.CheckReport;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.api.RepairReport;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ToolProgress;
import org.allidb.storage.api.config.StorageConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools look into encrypted tenants with the key, and say what they could not look at without it. */
class EncryptedToolsTest {

    private static final TenantId SECRET = TenantId.of("secret");
    private static final TenantId OPEN = TenantId.of("open");
    private static final String MARK = "MARKEDMARK";
    private static final int ROWS = 60;

    @TempDir
    private Path temp;

    private Path data;
    private StorageConfiguration withKey;

    @BeforeEach
    void fill() {
        data = temp.resolve("data");
        Path keys = new MasterKeyFile(temp.resolve("keys"), "master").path();
        withKey = StorageConfiguration.DEFAULTS
                .with("encryption.key_path", keys.toString())
                .with("wal.max_file_mb", "1");
        try (StoragePlatform platform =
                        StoragePlatform.builder(data).configuration(withKey).open();
                TenantStore secret = platform.create(SECRET, TenantSettings.DEFAULTS.withEncrypted(true));
                TenantStore open = platform.create(OPEN, TenantSettings.DEFAULTS)) {
            for (int i = 0; i < ROWS; i++) {
                secret.put(MARK + i, value(i));
                if (i == ROWS / 2) {
                    secret.flush();
                }
            }
            open.put("k", bytes("v"));
        }
    }

    private static byte[] value(int i) {
        return bytes((MARK + i).repeat(20));
    }

    private static StorageTools tools(StorageConfiguration configuration) {
        return StorageTools.load(configuration, List.of());
    }

    private Path file(String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(data.resolve("tenants"))) {
            return all.filter(file -> file.getParent().getFileName().toString().startsWith("secret."))
                    .filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private List<String> dump(StorageConfiguration configuration, String suffix) throws IOException {
        List<String> lines = new ArrayList<>();
        tools(configuration).dump(file(suffix), true, lines::add);
        return lines;
    }

    @Test
    void checkWithTheKeySeesAllAndWithoutItSaysWhatItDidNotSee() throws IOException {
        CheckReport clean = tools(withKey).check(data, ToolProgress.NONE);
        assertTrue(clean.isClean(), clean.findings() + "");
        CheckReport locked = tools(StorageConfiguration.DEFAULTS).check(data, ToolProgress.NONE);
        assertEquals(1, locked.findings().size(), locked.findings() + "");
        assertEquals(1, locked.findings(Severity.UNCHECKED).size());
        assertTrue(locked.findings()
                .getFirst()
                .what()
                .startsWith("the tenant is encrypted, and its key cannot be had: the key of tenant 'secret' cannot be"
                        + " unwrapped by the master key 'master' of keys 'key-file': encryption.key_path = none"));
        assertTrue(
                locked.findings().getFirst().meaning().endsWith("Give the file with the master key with --key-path"));

        byte[] table = Files.readAllBytes(file(".sst"));
        byte[] damaged = table.clone();
        damaged[100] ^= 1;
        Files.write(file(".sst"), damaged);
        assertFalse(
                tools(withKey)
                        .check(data, ToolProgress.NONE)
                        .findings(Severity.DAMAGE)
                        .isEmpty(),
                "a bit of a chunk");
        damaged[20] ^= 1;
        Files.write(file(".sst"), damaged);
        assertFalse(
                tools(StorageConfiguration.DEFAULTS)
                        .check(data, ToolProgress.NONE)
                        .findings(Severity.DAMAGE)
                        .isEmpty(),
                "the header, also without the key");
        Files.write(file(".sst"), table);
    }

    @Test
    void repairSavesAnEncryptedTenantUnderAKeyOfItsOwn() throws IOException {
        byte[] table = Files.readAllBytes(file(".sst"));
        Path into = temp.resolve("into");
        RepairReport report = tools(withKey).repair(data, into, ToolProgress.NONE);
        assertTrue(report.isComplete(), report.findings() + "");
        try (StoragePlatform platform =
                        StoragePlatform.builder(into).configuration(withKey).open();
                TenantStore secret = platform.open(SECRET)) {
            assertTrue(platform.encryption(SECRET).encrypted());
            for (int i = 0; i < ROWS; i++) {
                assertArrayEquals(value(i), secret.get(MARK + i).orElseThrow());
            }
        }
        try (Stream<Path> all = Files.walk(into)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains(MARK), file + "");
            }
        }
        RepairReport without =
                tools(StorageConfiguration.DEFAULTS).repair(data, temp.resolve("other"), ToolProgress.NONE);
        assertFalse(without.isComplete());
        assertTrue(
                without.findings().stream()
                        .anyMatch(finding -> finding.what()
                                .equals("the tenant is encrypted, and was left out because its key is not there")),
                without.findings() + "");
        assertArrayEquals(table, Files.readAllBytes(file(".sst")), "the damaged directory stays as it is");
    }

    @Test
    void dumpPrintsRowsWithTheKeyOnly() throws IOException {
        assertTrue(dump(withKey, ".sst").toString().contains(MARK + "7"));
        assertTrue(dump(withKey, "MANIFEST").toString().contains("adds table 1"));
        List<String> table = dump(StorageConfiguration.DEFAULTS, ".sst");
        assertTrue(table.toString().contains("encrypted with key 1"), table + "");
        assertTrue(table.toString().contains("header and length ok"), table + "");
        assertFalse(table.toString().contains(MARK));
        assertTrue(
                dump(StorageConfiguration.DEFAULTS, "MANIFEST").toString().contains("encrypted; its key is not there"));
        assertTrue(dump(StorageConfiguration.DEFAULTS, ".key")
                .toString()
                .contains("wrapped by the master key 'master' of keys 'key-file'"));
    }
}
