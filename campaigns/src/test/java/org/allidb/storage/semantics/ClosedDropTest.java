package org.allidb.storage.semantics;

import static org.allidb.storage.semantics.House.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.allidb.storage.api.DirectoryInUseException;
import org.allidb.storage.api.IncompatibleFormatException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.ToolProgress;
import org.allidb.storage.api.config.StorageConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tenants are dropped from directories that are not open. */
class ClosedDropTest {

    private static final TenantId SHARED = TenantId.of("shared");
    private static final TenantId OWN = TenantId.of("own");
    private static final TenantId SECRET = TenantId.of("secret");
    private static final TenantId OTHER = TenantId.of("other");

    @TempDir
    private Path temp;

    private final StorageTools tools = StorageTools.load();
    private StorageConfiguration configuration = StorageConfiguration.DEFAULTS;

    private Path data() {
        return temp.resolve("data");
    }

    private StoragePlatform open() {
        return StoragePlatform.builder(data()).configuration(configuration).open();
    }

    /** Makes tenants with rows in tables and, because what is written last stays there at the close, in logs. */
    private void fill(Map<TenantId, TenantSettings> tenants) {
        try (StoragePlatform platform = open()) {
            tenants.forEach((id, settings) -> {
                try (TenantStore store = platform.create(id, settings)) {
                    store.put("table", bytes("1"));
                    store.flush();
                    store.put("log", bytes("2"));
                }
            });
        }
    }

    /** Checks that of the tenants one is left, with its rows, and that their successors have none. */
    private void checkOnlyOtherIsLeft(TenantId... dropped) throws IOException {
        try (Stream<Path> directories = Files.list(data().resolve("tenants"))) {
            assertEquals(1, directories.count());
        }
        assertTrue(tools.check(data(), ToolProgress.NONE).isClean());
        try (StoragePlatform platform = open()) {
            assertEquals(
                    List.of(OTHER),
                    platform.tenants().stream().map(TenantInfo::id).toList());
            for (TenantId id : dropped) {
                try (TenantStore again = platform.openOrCreate(id)) {
                    assertEquals(Optional.empty(), again.get("table"));
                    assertEquals(Optional.empty(), again.get("log"));
                }
            }
            try (TenantStore other = platform.open(OTHER)) {
                assertTrue(other.get("table").isPresent() && other.get("log").isPresent());
            }
        }
    }

    @Test
    void droppedTenantsDoNotComeBackOutOfLogsAndNeedNoKey() throws IOException {
        Path keys = new MasterKeyFile(temp.resolve("keys"), "master").path();
        configuration =
                configuration.with("encryption.key_path", keys.toString()).with("audit.enabled", "true");
        TenantSettings plain = TenantSettings.DEFAULTS;
        fill(Map.of(SHARED, plain, OWN, plain.withDedicatedLog(true), SECRET, plain.withEncrypted(true), OTHER, plain));
        Files.delete(keys);
        configuration = StorageConfiguration.DEFAULTS;
        long before = tools.audit(data(), Optional.empty()).events();
        for (TenantId id : List.of(SHARED, OWN, SECRET)) {
            tools.dropTenant(data(), id);
        }
        // by tools that were not told of a trail
        assertEquals(before + 3, tools.audit(data(), Optional.empty()).events());
        assertTrue(tools.audit(data(), Optional.empty()).isIntact());
        assertTrue(Files.readString(data().resolve("audit/audit-000001.jsonl")).contains("tenant 'own' was dropped"));
        checkOnlyOtherIsLeft(SHARED, OWN, SECRET);
    }

    @Test
    void tenantIsDroppedThoughItsFilesAreDamagedAndTheLogIsMissing() throws IOException {
        fill(Map.of(OWN, TenantSettings.DEFAULTS.withDedicatedLog(true), OTHER, TenantSettings.DEFAULTS));
        try (Stream<Path> files = Files.walk(data().resolve("tenants"))) {
            for (Path manifest : files.filter(
                            file -> file.endsWith("MANIFEST") && file.toString().contains("own."))
                    .toList()) {
                Files.delete(manifest);
            }
        }
        Path wal = data().resolve("wal");
        Files.move(wal, temp.resolve("wal"));
        tools.dropTenant(data(), OWN);
        Files.move(temp.resolve("wal"), wal);
        checkOnlyOtherIsLeft(OWN);
    }

    @Test
    void whatIsInUseOrNotThereIsRefusedAndNothingIsMade() throws IOException {
        fill(Map.of(OTHER, TenantSettings.DEFAULTS));
        try (StoragePlatform platform = open();
                TenantStore other = platform.open(OTHER)) {
            assertThrows(DirectoryInUseException.class, () -> tools.dropTenant(data(), OTHER));
            assertTrue(other.get("log").isPresent());
        }
        assertEquals(
                "there is no tenant 'shared'; create it first, or check the id",
                assertThrows(TenantUnknownException.class, () -> tools.dropTenant(data(), SHARED))
                        .getMessage());
        Path nowhere = temp.resolve("nowhere");
        assertEquals(
                "there is no directory " + nowhere + "; name a data directory",
                assertThrows(InvalidArgumentException.class, () -> tools.dropTenant(nowhere, OTHER))
                        .getMessage());
        assertFalse(Files.exists(nowhere));
        Path empty = Files.createDirectory(temp.resolve("empty"));
        assertThrows(IncompatibleFormatException.class, () -> tools.dropTenant(empty, OTHER));
        try (Stream<Path> files = Files.list(empty)) {
            assertEquals(0, files.count());
        }
        checkOnlyOtherIsLeft();
    }
}
