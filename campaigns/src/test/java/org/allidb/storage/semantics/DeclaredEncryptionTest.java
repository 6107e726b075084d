package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.allidb.storage.api.InvalidConfigurationException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.TenantDeclaration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant that a configuration declares encrypted is created so, or not at all. */
class DeclaredEncryptionTest {

    private static final TenantId SECRET = TenantId.of("secret");
    private static final TenantId PLAIN = TenantId.of("plain");

    @TempDir
    private Path temp;

    private StoragePlatformBuilder builder() {
        return StoragePlatform.builder(temp.resolve("data"));
    }

    private static StorageConfiguration declare(StorageConfiguration configuration, TenantId id, boolean encrypted) {
        return configuration.withDeclaredTenants(List.of(
                TenantDeclaration.of(id, Map.of("encrypted", String.valueOf(encrypted)), Map.of(), "allidb.yaml:1")));
    }

    @Test
    void declaredTenantIsEncryptedAfterTheStartAndAfterAChange() {
        MasterKeyFile masters = new MasterKeyFile(temp.resolve("masters"), "master");
        StorageConfiguration plain = StorageConfiguration.DEFAULTS.with(
                "encryption.key_path", masters.path().toString());
        StorageConfiguration wanted = declare(plain, SECRET, true);
        try (StoragePlatform platform = builder().configuration(wanted).open()) {
            assertEquals(1, platform.encryption(SECRET).keys());
            platform.open(SECRET).put("row", new byte[] {7});
            platform.configure(declare(plain, TenantId.of("later"), true));
            assertEquals(1, platform.encryption(TenantId.of("later")).keys());
        }
        try (StoragePlatform platform = builder().configuration(wanted).open()) {
            assertArrayEquals(new byte[] {7}, platform.open(SECRET).get("row").orElseThrow());
        }
    }

    @Test
    void declarationThatDiffersFromTheTenantIsRefused() {
        MasterKeyFile masters = new MasterKeyFile(temp.resolve("masters"), "master");
        StorageConfiguration plain = StorageConfiguration.DEFAULTS.with(
                "encryption.key_path", masters.path().toString());
        try (StoragePlatform platform = builder().configuration(plain).open()) {
            platform.create(PLAIN, TenantSettings.DEFAULTS);
            platform.create(SECRET, TenantSettings.DEFAULTS.withEncrypted(true));
            assertEquals(
                    "allidb.yaml:1: storage.tenants.declared.plain.encrypted: whether a tenant is encrypted is decided"
                            + " when it is created, and 'plain' is not; take the line out, or create another tenant and"
                            + " copy its rows",
                    refusal(platform, declare(plain, PLAIN, true)));
            assertTrue(
                    refusal(platform, declare(plain, SECRET, false)).contains("and 'secret' is; take the line out"),
                    "the other way round");
            platform.configure(declare(plain, SECRET, true));
        }
    }

    private static String refusal(StoragePlatform platform, StorageConfiguration wanted) {
        return String.valueOf(assertThrows(InvalidConfigurationException.class, () -> platform.configure(wanted))
                .getMessage());
    }

    @Test
    void withoutAMasterKeyThereIsNoTenantUntilThereIsOne() {
        try (StoragePlatform platform = builder().open()) {
            List<String> failures = new CopyOnWriteArrayList<>();
            platform.subscribe(event -> {
                if (event.type() == StorageEvent.Type.FAILURE) {
                    failures.add(event.message());
                }
            });
            StorageConfiguration wanted = declare(platform.configuration(), SECRET, true);
            platform.configure(wanted);
            Await.until(
                    "the event",
                    () -> failures.stream()
                            .anyMatch(message ->
                                    message.startsWith("tenant 'secret' is not as allidb.yaml:1 declares it: ")
                                            && message.endsWith("and when the configuration is changed")));
            assertEquals(
                    List.of(), platform.tenants().stream().map(TenantInfo::id).toList());
            MasterKeyFile masters = new MasterKeyFile(temp.resolve("masters"), "master");
            platform.configure(wanted.with("encryption.key_path", masters.path().toString()));
            assertEquals(1, platform.encryption(SECRET).keys());
        }
    }
}
