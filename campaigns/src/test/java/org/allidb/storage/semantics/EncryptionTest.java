package org.allidb.storage.semantics;

import static org.allidb.storage.semantics.House.bytes;
import static org.allidb.storage.semantics.House.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantEncryption;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantKeyException;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What encrypted tenants write is of no use without their master key, and what was changed on disk is noticed. */
class EncryptionTest {

    private static final TenantId SECRET = TenantId.of("secret");
    private static final TenantId OTHER = TenantId.of("other");
    private static final TenantId OPEN = TenantId.of("open");
    private static final TenantSettings ENCRYPTED = TenantSettings.DEFAULTS.withEncrypted(true);
    /** Part of each key and each value: what is looked for in files. */
    private static final String MARK = "MARKEDMARK";

    @TempDir
    private Path temp;

    private Path data;
    private MasterKeyFile masters;

    @BeforeEach
    void makeKeys() {
        data = temp.resolve("data");
        masters = new MasterKeyFile(temp.resolve("masters"), "master", "next");
    }

    private StoragePlatformBuilder builder() {
        return StoragePlatform.builder(data)
                .set("encryption.key_path", masters.path().toString())
                .set("wal.max_file_mb", 1)
                .set("sstable.cache_mb", 1)
                .set("compaction.enabled", false);
    }

    private static String key(int i) {
        return MARK + "-key-" + i;
    }

    private static byte[] value(int i) {
        return bytes((MARK + "-value-" + i + "-").repeat(i % 7 == 0 ? 60 : 1));
    }

    private static void fill(TenantStore store, int from, int to) {
        for (int i = from; i < to; i++) {
            store.put(key(i), value(i), WriteOptions.BUFFERED);
        }
        store.sync();
    }

    private static void assertRows(TenantStore store, int rows) {
        for (int i = 0; i < rows; i++) {
            assertArrayEquals(value(i), store.get(key(i)).orElseThrow(), key(i));
        }
        int found = 0;
        try (Cursor cursor = store.scan(ScanRequest.all())) {
            while (cursor.next()) {
                found++;
            }
        }
        assertEquals(rows, found);
    }

    /** Returns the files below a directory that have some bytes, by their names. */
    private static List<String> filesWith(Path directory, byte[] wanted) throws IOException {
        String text = new String(wanted, StandardCharsets.ISO_8859_1);
        List<String> found = new ArrayList<>();
        for (Path file : files(directory)) {
            if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
                found.add(directory.relativize(file).toString());
            }
        }
        return found;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private List<Path> files(TenantId tenant, String suffix) throws IOException {
        return files(data.resolve("tenants")).stream()
                .filter(file -> file.getParent().getFileName().toString().startsWith(tenant + "."))
                .filter(file -> file.toString().endsWith(suffix))
                .toList();
    }

    @Test
    void nothingOfARowIsOnDiskInAnyPlace() throws IOException {
        Path backups = temp.resolve("backups");
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.create(SECRET, ENCRYPTED);
                TenantStore own = platform.create(OTHER, ENCRYPTED.withDedicatedLog(true))) {
            fill(store, 0, 500);
            fill(own, 0, 50);
            assertEquals(List.of(), filesWith(data, bytes(MARK)), "in the log");
            store.flush();
            own.flush();
            fill(store, 500, 600);
            store.flush();
            assertEquals(List.of(), filesWith(data, bytes(MARK)), "in tables and manifests");
            store.compact();
            assertRows(store, 600);
            assertEquals(List.of(), filesWith(data, bytes(MARK)), "after a merge");
            platform.copy(SECRET, TenantId.of("copied"));
            try (BackupDirectory directory = platform.backups(backups)) {
                directory.create();
            }
            assertEquals(List.of(), filesWith(temp, bytes(MARK)), "in a copy and a backup");
            assertEquals(List.of(), filesWith(temp, masters.key("master")), "the master key itself");
            assertRows(own, 50);
        }
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.create(OPEN, TenantSettings.DEFAULTS)) {
            fill(store, 0, 10);
            assertFalse(
                    filesWith(data, bytes(MARK)).isEmpty(),
                    "a tenant that is not encrypted shows that this looks well");
        }
    }

    /** If a nonce were used twice under a key, the zeros would be stored as the same bytes. */
    @Test
    void sameRowIsNeverStoredAsTheSameBytes() throws IOException {
        for (int open = 0; open < 2; open++) {
            try (StoragePlatform platform = builder().open();
                    TenantStore store = open == 0 ? platform.create(SECRET, ENCRYPTED) : platform.open(SECRET)) {
                store.put(key(1), new byte[3_000]);
                store.put(key(1), new byte[3_000]);
            }
        }
        StringBuilder log = new StringBuilder();
        for (Path segment : files(data.resolve("wal"))) {
            log.append(Files.readString(segment, StandardCharsets.ISO_8859_1), 0, 8_000);
        }
        String bytes = log.toString();
        int looked = 0;
        for (int at = 0; at + 64 < bytes.length(); at += 100) {
            String part = bytes.substring(at, at + 64);
            if (!part.contains("\0\0\0\0")) {
                assertEquals(-1, bytes.indexOf(part, at + 1), "the 64 bytes at " + at + " are there again");
                looked++;
            }
        }
        assertTrue(looked > 100, "the log has the four rows: " + looked);
    }

    @Test
    void rowsOutliveReopensInTheLogAndInTables() {
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.create(SECRET, ENCRYPTED);
                TenantStore own = platform.create(OTHER, ENCRYPTED.withDedicatedLog(true))) {
            fill(store, 0, 100);
            store.flush();
            fill(store, 100, 120);
            fill(own, 0, 20);
        }
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.open(SECRET);
                TenantStore own = platform.open(OTHER)) {
            assertRows(store, 120);
            assertRows(own, 20);
            fill(store, 120, 130);
            assertTrue(platform.encryption(SECRET).encrypted());
            assertThrows(InvalidArgumentException.class, () -> platform.update(SECRET, TenantSettings.DEFAULTS));
        }
        try (StoragePlatform platform = builder().openReadOnly();
                TenantStore store = platform.open(SECRET)) {
            assertRows(store, 130);
        }
    }

    @Test
    void mergesOfMegabytesAreSyncedInPieces() {
        byte[] large = new byte[100_000];
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.create(SECRET, ENCRYPTED)) {
            for (int table = 0; table < 2; table++) {
                for (int i = table * 30; i < table * 30 + 30; i++) {
                    new Random(i).nextBytes(large);
                    store.put(key(i), large, WriteOptions.BUFFERED);
                }
                store.flush();
            }
            store.compact();
            assertEquals(1, store.tables().size());
            for (int i = 0; i < 60; i++) {
                new Random(i).nextBytes(large);
                assertArrayEquals(large, store.get(key(i)).orElseThrow(), key(i));
            }
        }
    }

    @Test
    void copyAndBackupHaveTheRowsUnderKeysOfTheirOwn() throws IOException {
        Path backups = temp.resolve("backups");
        TenantId copied = TenantId.of("copied");
        TenantId restored = TenantId.of("restored");
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.create(SECRET, ENCRYPTED)) {
            fill(store, 0, 100);
            platform.copy(SECRET, copied);
            fill(store, 100, 110);
            try (BackupDirectory directory = platform.backups(backups)) {
                directory.create();
                fill(store, 110, 120);
                directory.create();
                directory.verify(2);
                directory.restore(1, SECRET, restored);
                directory.delete(1);
                directory.delete(2);
            }
            assertEquals(
                    List.of(),
                    files(backups).stream()
                            .filter(file -> file.toString().endsWith(".sst")
                                    || file.toString().endsWith(".key"))
                            .toList(),
                    "what no backup names goes, with the keys");
            try (TenantStore copy = platform.open(copied);
                    TenantStore again = platform.open(restored)) {
                assertRows(copy, 100);
                assertRows(again, 110);
                copy.compact();
                assertRows(copy, 100);
            }
            platform.drop(SECRET);
            try (TenantStore copy = platform.open(copied)) {
                assertRows(copy, 100);
            }
        }
    }

    @Test
    void newKeyIsUsedByAllThatIsNewAndMergesEndTheOldOne() throws IOException {
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.create(SECRET, ENCRYPTED)) {
            fill(store, 0, 100);
            store.flush();
            fill(store, 100, 150);
            TenantEncryption rotated = platform.rotateKey(SECRET);
            assertEquals(2, rotated.keyNumber());
            assertEquals(2, rotated.keys());
            assertTrue(rotated.currentBytes() < rotated.tableBytes() && rotated.currentBytes() > 0, "" + rotated);
            assertEquals(2, files(SECRET, ".key").size());
            fill(store, 150, 160);
        }
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.open(SECRET)) {
            assertRows(store, 160);
            store.compact();
            TenantEncryption merged = platform.encryption(SECRET);
            assertEquals(1, merged.keys());
            assertEquals(merged.tableBytes(), merged.currentBytes());
            assertEquals(
                    List.of("000002.key"),
                    files(SECRET, ".key").stream()
                            .map(file -> file.getFileName().toString())
                            .toList());
            fill(store, 160, 170);
        }
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.open(SECRET)) {
            assertRows(store, 170);
        }
    }

    @Test
    void newKeyOfASuspendedTenantLosesNoRowOfTheLog() {
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.create(SECRET, ENCRYPTED)) {
            fill(store, 0, 20);
            platform.suspend(SECRET, Suspension.Mode.READ_ONLY, "the test");
            assertEquals(2, platform.rotateKey(SECRET).keyNumber());
            assertEquals(1, platform.encryption(SECRET).keys());
        }
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.open(SECRET)) {
            assertRows(store, 20);
        }
    }

    @Test
    void masterKeyThatIsForgottenShredsTheTenantAndItsBackups() throws IOException {
        Path backups = temp.resolve("backups");
        masters.put("secret-key", 1);
        masters.put("other-key", 2);
        StoragePlatformBuilder each = builder().set("encryption.master_key", "*-key");
        try (StoragePlatform platform = each.open();
                TenantStore store = platform.create(SECRET, ENCRYPTED);
                TenantStore other = platform.create(OTHER, ENCRYPTED)) {
            fill(store, 0, 50);
            store.flush();
            fill(store, 50, 60);
            fill(other, 0, 30);
            try (BackupDirectory directory = platform.backups(backups)) {
                directory.create();
            }
        }
        masters.forget("secret-key");
        masters.put("again-key", 3);
        try (StoragePlatform platform = each.open();
                TenantStore other = platform.open(OTHER)) {
            assertRows(other, 30);
            TenantKeyException refused = assertThrows(TenantKeyException.class, () -> platform.open(SECRET));
            assertEquals(
                    "the key of tenant 'secret' cannot be unwrapped by the master key 'secret-key' of keys 'key-file':"
                            + " the file " + masters.path() + " has no line 'secret-key = ...'; add one, or set"
                            + " encryption.master_key to a key that it has. Nothing was"
                            + " changed and nothing is lost; the tenant is usable when its"
                            + " master key is there",
                    refused.getMessage());
            try (BackupDirectory directory = platform.backups(backups)) {
                assertThrows(TenantKeyException.class, () -> directory.restore(1, SECRET, TenantId.of("again")));
                directory.restore(1, OTHER, TenantId.of("again"));
            }
            platform.openOrCreate(OPEN).close();
        }
        // whoever has all files has nothing of it
        assertEquals(List.of(), filesWith(temp, bytes(MARK)));
        masters.put("secret-key", 99);
        try (StoragePlatform platform = each.open()) {
            assertTrue(assertThrows(TenantKeyException.class, () -> platform.open(SECRET))
                    .getMessage()
                    .contains("it was wrapped by another key of this name, or changed since"));
        }
        masters.put("secret-key", 1);
        try (StoragePlatform platform = each.open();
                TenantStore store = platform.open(SECRET)) {
            assertRows(store, 60);
        }
    }

    @Test
    void otherMasterKeyWrapsTheKeysWhenTheTenantIsOpened() throws IOException {
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.create(SECRET, ENCRYPTED)) {
            fill(store, 0, 20);
        }
        try (StoragePlatform platform =
                        builder().set("encryption.master_key", "next").open();
                TenantStore store = platform.open(SECRET)) {
            assertRows(store, 20);
            assertEquals("next", platform.encryption(SECRET).masterKey());
            assertEquals(1, platform.encryption(SECRET).keyNumber());
        }
        masters.forget("master");
        try (StoragePlatform platform =
                        builder().set("encryption.master_key", "next").open();
                TenantStore store = platform.open(SECRET)) {
            assertRows(store, 20);
        }
    }

    @Test
    void everyChangeOfATableIsNoticed() throws IOException {
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.create(SECRET, ENCRYPTED)) {
            fill(store, 0, 400);
            store.flush();
        }
        Path table = files(SECRET, ".sst").getFirst();
        byte[] intact = Files.readAllBytes(table);
        int chunk = 4096 + 16;
        int header = 56;
        int chunks = (intact.length - header + chunk - 1) / chunk;
        assertTrue(chunks > 4, "the table has chunks in its middle: " + chunks);
        Map<String, byte[]> changes = new TreeMap<>();
        changes.put("a bit of the first chunk", flipped(intact, header));
        changes.put("a bit in the middle", flipped(intact, header + 2 * chunk + 100));
        changes.put("a tag", flipped(intact, header + 2 * chunk - 1));
        changes.put("a bit of the last chunk", flipped(intact, intact.length - 20));
        changes.put("the salt", flipped(intact, 30));
        changes.put("the last chunk is gone", Arrays.copyOf(intact, header + (chunks - 1) * chunk));
        changes.put("a few bytes are gone", Arrays.copyOf(intact, intact.length - 3));
        byte[] swapped = intact.clone();
        System.arraycopy(intact, header, swapped, header + chunk, chunk);
        System.arraycopy(intact, header + chunk, swapped, header, chunk);
        changes.put("two chunks are swapped", swapped);
        for (Map.Entry<String, byte[]> change : changes.entrySet()) {
            Files.write(table, change.getValue());
            assertThrows(StorageException.class, () -> read(SECRET), change.getKey());
        }
        Files.write(table, intact);
        assertEquals(400, read(SECRET));
    }

    @Test
    void filesOfOneTenantAreOfNoUseToAnother() throws IOException {
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.create(SECRET, ENCRYPTED);
                TenantStore other = platform.create(OTHER, ENCRYPTED)) {
            fill(store, 0, 40);
            store.flush();
            fill(store, 40, 80);
            store.flush();
            fill(other, 0, 80);
            other.flush();
        }
        Path first = files(SECRET, ".sst").get(0);
        Path second = files(SECRET, ".sst").get(1);
        Path others = files(OTHER, ".sst").getFirst();
        byte[] intact = Files.readAllBytes(first);
        Files.write(first, Files.readAllBytes(second));
        assertThrows(StorageException.class, () -> read(SECRET), "another table of the same tenant");
        Files.write(first, intact);
        byte[] key = Files.readAllBytes(files(SECRET, ".key").getFirst());
        byte[] othersKey = Files.readAllBytes(files(OTHER, ".key").getFirst());
        byte[] othersTable = Files.readAllBytes(others);
        // even with the key of its tenant
        Files.write(others, intact);
        Files.write(files(OTHER, ".key").getFirst(), key);
        assertThrows(StorageException.class, () -> read(OTHER), "a table and the key of another tenant");
        Files.write(files(OTHER, ".key").getFirst(), othersKey);
        assertThrows(StorageException.class, () -> read(OTHER), "a table of another tenant");
        Files.write(others, othersTable);
        assertEquals(80, read(OTHER));
        assertEquals(80, read(SECRET));
    }

    @Test
    void keyFileThatIsDamagedOrGoneRefusesItsTenantOnly() throws IOException {
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.create(SECRET, ENCRYPTED);
                TenantStore other = platform.create(OTHER, ENCRYPTED)) {
            fill(store, 0, 30);
            fill(other, 0, 30);
        }
        Path key = files(SECRET, ".key").getFirst();
        byte[] intact = Files.readAllBytes(key);
        Files.write(key, flipped(intact, intact.length / 2));
        assertTrue(assertThrows(StorageException.class, () -> read(SECRET))
                .getMessage()
                .startsWith("the file 000001.key of a wrapped key is damaged"));
        Files.delete(key);
        assertTrue(assertThrows(TenantKeyException.class, () -> read(SECRET))
                .getMessage()
                .startsWith("tenant 'secret' is encrypted, and the file 000001.key with its wrapped key is missing"));
        assertEquals(30, read(OTHER));
        Files.write(key, intact);
        assertEquals(30, read(SECRET));
    }

    @Test
    void keysAreInNoEventAndInNoText() throws IOException {
        List<String> events = new ArrayList<>();
        try (StoragePlatform platform = builder().open()) {
            platform.subscribe(event -> events.add(event.message() + event.tenant()));
            platform.create(SECRET, ENCRYPTED).close();
            platform.rotateKey(SECRET);
            masters.forget("master");
            assertThrows(TenantKeyException.class, () -> platform.rotateKey(SECRET));
            assertThrows(TenantKeyException.class, () -> platform.create(OTHER, ENCRYPTED));
            assertEquals(
                    List.of(SECRET),
                    platform.tenants().stream().map(info -> info.id()).toList());
            assertEquals(2, platform.encryption(SECRET).keyNumber());
        }
        assertTrue(
                events.stream()
                        .anyMatch(text -> text.startsWith("tenant 'secret' has key 1, wrapped by the master key"
                                + " 'master' of keys 'key-file'")),
                text(events.toString().getBytes(StandardCharsets.UTF_8)));
        assertTrue(events.stream().anyMatch(text -> text.startsWith("tenant 'secret' has key 2 now")), "" + events);
    }

    private static byte[] flipped(byte[] intact, int at) {
        byte[] changed = intact.clone();
        changed[at] ^= 1;
        return changed;
    }

    /** Reads all rows of a tenant, in a platform of its own. */
    private int read(TenantId tenant) {
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.open(tenant)) {
            int rows = 0;
            try (Cursor cursor = store.scan(ScanRequest.all())) {
                while (cursor.next()) {
                    assertArrayEquals(
                            value(number(cursor)),
                            store.get(cursor.entity().toText()).orElseThrow());
                    rows++;
                }
            }
            return rows;
        }
    }

    private static int number(Cursor cursor) {
        String key = cursor.entity().toText();
        return Integer.parseInt(key.substring(key.lastIndexOf('-') + 1));
    }
}
