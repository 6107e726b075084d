package org.allidb.storage.semantics;

import static org.allidb.storage.semantics.House.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.allidb.storage.api.ChangePosition;
import org.allidb.storage.api.ChangesLostException;
import org.allidb.storage.api.CheckReport;
import org.allidb.storage.api.Finding;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantKeyException;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ToolProgress;
import org.allidb.storage.api.config.StorageConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The changes of an encrypted tenant are encrypted as its log is, and need its keys for as long as they are kept. */
class EncryptedChangesTest {

    private static final TenantId SECRET = TenantId.of("secret");
    private static final TenantSettings ENCRYPTED = TenantSettings.DEFAULTS.withEncrypted(true);
    private static final String MARK = "MARKEDMARK";

    @TempDir
    private Path temp;

    private Path data;
    private MasterKeyFile masters;

    @BeforeEach
    void makeKeys() {
        data = temp.resolve("data");
        masters = new MasterKeyFile(temp.resolve("masters"), "master");
    }

    private StoragePlatformBuilder builder() {
        return StoragePlatform.builder(data)
                .set("encryption.key_path", masters.path().toString())
                .set("feed.retention_mb", 1)
                .set("compaction.enabled", false);
    }

    private static void fill(TenantStore store, int from, int to) {
        for (int i = from; i < to; i++) {
            store.put(MARK + " " + i, bytes(MARK + " value " + i));
        }
    }

    private StorageTools tools() {
        return StorageTools.load(
                StorageConfiguration.DEFAULTS.with(
                        "encryption.key_path", masters.path().toString()),
                List.of());
    }

    private List<Path> feedFiles() throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(file -> file.toString().endsWith(".feed"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void changesAreReadAcrossKeysAndNothingOfThemIsOnTheDisk() throws IOException {
        FollowedRows copy;
        ChangePosition begin;
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.create(SECRET, ENCRYPTED)) {
            begin = store.changeFeed().oldest();
            copy = FollowedRows.fromOldest(store);
            fill(store, 0, 50);
            store.flush();
            platform.rotateKey(SECRET);
            fill(store, 50, 100);
            assertEquals(FollowedRows.scanned(store), copy.follow(store).rows());
            store.compact();
            assertEquals(2, platform.encryption(SECRET).keys(), "the first key is needed for the feed");
        }
        assertTrue(feedFiles().size() >= 2, "each key has files of its own");
        for (Path file : feedFiles()) {
            assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains(MARK), file.toString());
        }
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.open(SECRET)) {
            fill(store, 100, 110);
            assertEquals(FollowedRows.scanned(store), copy.follow(store).rows());
            assertEquals(110, FollowedRows.read(store, begin).size());
            platform.update(SECRET, ENCRYPTED.withParameters(Map.of("feed.retention_mb", "0")));
            store.flush();
            assertEquals(1, platform.encryption(SECRET).keys(), "without a feed nothing needs the first key");
        }
    }

    @Test
    void withoutItsMasterKeyNothingCanBeRead() {
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.create(SECRET, ENCRYPTED)) {
            fill(store, 0, 10);
        }
        masters.forget("master");
        masters.put("master", 1);
        try (StoragePlatform platform = builder().open()) {
            assertThrows(TenantKeyException.class, () -> platform.open(SECRET));
        }
    }

    @Test
    void recordThatWasChangedIsNoticed() throws IOException {
        ChangePosition begin;
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.create(SECRET, ENCRYPTED)) {
            begin = store.changeFeed().oldest();
            fill(store, 0, 10);
            store.flush();
            platform.rotateKey(SECRET);
            fill(store, 10, 20);
            store.flush();
        }
        CheckReport clean = tools().check(data, ToolProgress.NONE);
        assertEquals(List.of(), clean.findings());
        // an earlier file, which an open does not read
        Path damaged = feedFiles().get(feedFiles().size() - 2);
        byte[] content = Files.readAllBytes(damaged);
        content[content.length / 2] ^= 1;
        Files.write(damaged, content);
        List<Finding> findings = tools().check(data, ToolProgress.NONE).findings();
        assertEquals(1, findings.size(), findings.toString());
        assertEquals(
                "a change of the change feed is damaged or missing",
                findings.getFirst().what());
        assertTrue(findings.getFirst().file().endsWith("/feed/" + damaged.getFileName()), findings.toString());
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.open(SECRET)) {
            ChangesLostException told = assertThrows(ChangesLostException.class, () -> FollowedRows.read(store, begin));
            assertTrue(
                    told.getMessage()
                            .startsWith("tenant 'secret' has a change feed whose files are damaged behind sequence "),
                    told.getMessage());
        }
    }
}
