package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.HistoryRecording;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.Subscription;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantContext;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.event.StorageEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two tenants whose ids, keys and values are words of their own. Neither word is where the other tenant looks, and nobody sees keys
 * and values but in the rows themselves.
 */
class CanaryTest {

    private static final int ROWS = 200;

    /** What a tenant causes to be told here. */
    private static final Set<StorageEvent.Type> TYPES = EnumSet.of(
            StorageEvent.Type.TENANT,
            StorageEvent.Type.ACCESS,
            StorageEvent.Type.FLUSH,
            StorageEvent.Type.COMPACTION,
            StorageEvent.Type.QUOTA,
            StorageEvent.Type.FAILURE);

    /** A tenant whose word is in its id, and in the key and the value of each of its rows. */
    private enum Canary {
        KINGFISHER,
        WOODPECKER;

        private final String word = name().toLowerCase(Locale.ROOT);
        private final TenantId id = TenantId.of(word);

        Canary other() {
            return this == KINGFISHER ? WOODPECKER : KINGFISHER;
        }

        String key(int row) {
            return word + "-key-" + row;
        }

        byte[] value(int row) {
            return House.bytes((word + "-value-" + row + " ").repeat(8));
        }

        /** Checks that a text has neither the other's word, nor keys and values of anybody. */
        void check(String text) {
            assertFalse(text.contains(other().word), text);
            checkNoRows(text);
        }
    }

    @TempDir
    Path directory;

    private final List<StorageEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("org.allidb.storage");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            Throwable thrown = entry.getThrown();
            log.add(entry.getMessage()
                    + (entry.getParameters() == null ? "" : List.of(entry.getParameters()))
                    + (thrown == null ? "" : text(thrown)));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(handler);
        logger.setLevel(null);
    }

    private StoragePlatformBuilder builder() {
        return StoragePlatform.builder(directory.resolve("data")).set("wal.max_file_mb", 1);
    }

    /** Has a tenant do everything that leaves traces. */
    private static void use(StoragePlatform platform, Canary canary) {
        try (TenantStore store = platform.openOrCreate(canary.id)) {
            fill(store, canary);
            store.flush();
            fill(store, canary);
            store.deleteRange(EntityId.of(canary.key(3)), EntityId.of(canary.key(4)));
            store.flush();
            store.compact();
            store.get(canary.key(1)).orElseThrow();
            House.entities(store, ScanRequest.all());
            fill(store, canary);
        }
        platform.scrub(canary.id);
    }

    private static void fill(TenantStore store, Canary canary) {
        WriteBatch batch = store.newBatch();
        for (int row = 0; row < ROWS; row++) {
            batch.put(House.bytes(canary.key(row)), canary.value(row));
        }
        store.write(batch);
    }

    @Test
    void errorsEventsAndLogOfOneTenantHaveNothingOfTheOther() throws IOException {
        try (StoragePlatform platform = builder().open();
                Subscription _ = platform.subscribe(events::add)) {
            for (Canary canary : Canary.values()) {
                use(platform, canary);
            }
            for (Canary canary : Canary.values()) {
                refusals(platform, canary).forEach(told -> canary.check(text(told)));
            }
        }
        try (StoragePlatform platform = builder().openReadOnly()) {
            for (Canary canary : Canary.values()) {
                try (TenantStore store = platform.open(canary.id)) {
                    canary.check(text(told(() -> fill(store, canary))));
                }
            }
        }
        for (Canary canary : Canary.values()) {
            damage(canary);
        }
        try (StoragePlatform platform = builder().open();
                Subscription _ = platform.subscribe(events::add)) {
            for (Canary canary : Canary.values()) {
                canary.check(text(told(() -> {
                    try (TenantStore store = platform.open(canary.id)) {
                        House.entities(store, ScanRequest.all());
                    }
                })));
                canary.check(platform.scrub(canary.id).findings().toString());
            }
        }
        for (StorageEvent event : events) {
            Optional<Canary> canary =
                    event.tenant().map(id -> Canary.valueOf(id.toString().toUpperCase(Locale.ROOT)));
            canary.ifPresent(whose -> whose.check(event.toString()));
            checkNoRows(event.toString());
        }
        assertTrue(
                events.stream()
                        .map(StorageEvent::type)
                        .collect(Collectors.toSet())
                        .containsAll(TYPES),
                events::toString);
        assertFalse(log.isEmpty());
        log.forEach(CanaryTest::checkNoRows);
    }

    /** Has a tenant refused in every way. */
    private static List<StorageException> refusals(StoragePlatform platform, Canary canary) {
        List<StorageException> told = new ArrayList<>();
        TenantStore closed = platform.open(canary.id);
        closed.close();
        told.add(told(() -> closed.get(canary.key(1))));
        told.add(told(() -> platform.create(canary.id, TenantSettings.DEFAULTS)));
        told.add(told(() -> platform.copy(canary.other().id, canary.id)));
        told.add(told(() -> platform.open(TenantId.of("nobody"))));
        Quota tight =
                Quota.NONE.withMaxRowBytes(1000).withMaxBatchRows(ROWS - 1).withHandles(1, 1);
        platform.update(canary.id, TenantSettings.DEFAULTS.withQuota(tight));
        try (TenantStore store = platform.open(canary.id)) {
            told.add(told(() -> store.put(new byte[0], canary.value(1))));
            told.add(told(() -> store.put(canary.key(1), new byte[1001])));
            told.add(told(() -> fill(store, canary)));
            try (Cursor _ = store.scan(ScanRequest.all());
                    Snapshot _ = store.snapshot()) {
                told.add(told(() -> store.scan(ScanRequest.all())));
                told.add(told(store::snapshot));
            }
            platform.update(canary.id, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(10_000)));
            told.add(told(() -> fill(store, canary)));
            platform.update(canary.id, TenantSettings.DEFAULTS.withQuota(Quota.NONE.withRates(1, 1)));
            fill(store, canary);
            told.add(told(() -> fill(store, canary)));
            platform.update(canary.id, TenantSettings.DEFAULTS);
            RowKey row = RowKey.value(EntityId.of(canary.key(1)));
            told.add(told(() -> store.write(store.newBatch().delete(row).onlyIfAbsent(row))));
            try (BulkLoad load = store.bulkLoad(BulkLoadOptions.SORTED)) {
                load.add(House.bytes(canary.key(2)), canary.value(2));
                told.add(told(() -> load.add(House.bytes(canary.key(1)), canary.value(1))));
            }
            platform.suspend(canary.id, Suspension.Mode.READ_ONLY, "a person");
            told.add(told(() -> fill(store, canary)));
            try (Cursor cursor = store.scan(ScanRequest.all())) {
                platform.suspend(canary.id, Suspension.Mode.CLOSED, "a person");
                told.add(told(() -> cursor.seek(row)));
            }
            platform.suspend(canary.id, Suspension.Mode.CLOSED, "a person");
            told.add(told(() -> platform.open(canary.id)));
            platform.resume(canary.id);
        }
        TenantContext.of(canary.other().id).run(() -> {
            StorageException refused = told(() -> platform.open(canary.id));
            canary.other().check(text(refused));
        });
        return told;
    }

    private static StorageException told(Executable call) {
        return assertThrows(StorageException.class, call);
    }

    /** Changes a byte of each table of a tenant. */
    private void damage(Canary canary) throws IOException {
        for (Path table : files(tenantDirectory(canary))) {
            if (table.toString().endsWith(".sst")) {
                byte[] bytes = Files.readAllBytes(table);
                bytes[bytes.length / 2] ^= 1;
                Files.write(table, bytes);
            }
        }
    }

    @Test
    void figuresOfATenantAreTheSameWhateverTheOtherDoes() {
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.openOrCreate(Canary.WOODPECKER.id)) {
            use(platform, Canary.WOODPECKER);
            store.awaitQuiet();
            String before = figures(platform, store);
            use(platform, Canary.KINGFISHER);
            refusals(platform, Canary.KINGFISHER);
            assertEquals(before, figures(platform, store));
        }
    }

    private static String figures(StoragePlatform platform, TenantStore store) {
        return store.statistics().toString()
                + platform.usage(store.id())
                + store.tables()
                + store.explainCompaction()
                + platform.openTenantStatistics().get(store.id());
    }

    @Test
    void filesDumpsBackupsAndHistoriesOfOneTenantHaveNothingOfTheOther() throws IOException {
        Path backedUp = directory.resolve("backups");
        try (StoragePlatform platform = builder().open()) {
            for (Canary canary : Canary.values()) {
                use(platform, canary);
            }
            Canary canary = Canary.WOODPECKER;
            try (TenantStore store = platform.open(canary.id);
                    HistoryRecording history = store.recordHistory()) {
                fill(store, canary);
                store.flush();
                canary.check(history.lines().toString());
            }
            try (BackupDirectory backups = platform.backups(backedUp)) {
                canary.check(backups.create(List.of(canary.id)).toString());
                canary.check(text(told(() -> backups.restore(1, canary.id, canary.id))));
                canary.check(text(told(() -> backups.restore(1, TenantId.of("nobody"), TenantId.of("copy")))));
            }
        }
        for (Canary canary : Canary.values()) {
            assertNowhere(canary.other(), tenantDirectory(canary));
            for (Path file : files(tenantDirectory(canary))) {
                StringBuilder dump = new StringBuilder();
                StorageTools.load().dump(file, true, line -> dump.append(line).append('\n'));
                assertFalse(dump.toString().contains(canary.other().word), dump::toString);
            }
        }
        assertTrue(files(backedUp).stream().anyMatch(file -> file.toString().endsWith(".sst")));
        assertNowhere(Canary.KINGFISHER, backedUp);
    }

    @ParameterizedTest
    @ValueSource(strings = {".sst", "MANIFEST"})
    void linksToFilesOfTheOtherAreRefused(String kind) throws IOException {
        try (StoragePlatform platform = builder().open()) {
            for (Canary canary : Canary.values()) {
                use(platform, canary);
            }
        }
        Canary victim = Canary.KINGFISHER;
        Path own = fileOf(victim, kind);
        Files.delete(own);
        Files.createLink(own, fileOf(victim.other(), kind));
        try (StoragePlatform platform = builder().open()) {
            StorageException told = told(() -> {
                try (TenantStore store = platform.open(victim.id)) {
                    House.entities(store, ScanRequest.all());
                }
            });
            victim.check(text(told));
            try (TenantStore other = platform.open(victim.other().id)) {
                assertEquals(ROWS, House.entities(other, ScanRequest.all()).size());
            }
        }
    }

    private Path fileOf(Canary canary, String kind) throws IOException {
        return files(tenantDirectory(canary)).stream()
                .filter(path -> path.toString().endsWith(kind))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void onlyTheUserOfTheProcessMayReadAnyFile() throws IOException {
        try (StoragePlatform platform = builder().open();
                BackupDirectory backups = platform.backups(directory.resolve("backups"))) {
            use(platform, Canary.KINGFISHER);
            platform.copy(Canary.KINGFISHER.id, Canary.WOODPECKER.id);
            backups.create();
            checkModes();
        }
        StorageTools.load().repair(directory.resolve("data"), directory.resolve("repaired"), (file, done, total) -> {});
        checkModes();
    }

    private void checkModes() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.filter(each -> !each.equals(directory)).toList()) {
                assertEquals(
                        Files.isDirectory(path) ? "rwx------" : "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
                        path::toString);
            }
        }
    }

    private Path tenantDirectory(Canary canary) throws IOException {
        try (Stream<Path> tenants = Files.list(directory.resolve("data/tenants"))) {
            return tenants.filter(path -> path.getFileName().toString().startsWith(canary.word + "."))
                    .findAny()
                    .orElseThrow();
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** Checks that no file in a directory, nor its name, has a tenant's word. */
    private static void assertNowhere(Canary canary, Path directory) throws IOException {
        for (Path file : files(directory)) {
            String content = Files.readString(file, StandardCharsets.ISO_8859_1);
            assertFalse((file.getFileName() + content).contains(canary.word), file::toString);
        }
    }

    private static void checkNoRows(String text) {
        assertFalse(text.contains("-key-") || text.contains("-value-"), text);
    }

    private static String text(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
