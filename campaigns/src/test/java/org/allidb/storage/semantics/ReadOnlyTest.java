package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.IncompatibleFormatException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.ReadOnlyException;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultPlan.Operation;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A directory that is open for reading only: beside a writer, after a kill, and where nothing can be written. */
class ReadOnlyTest {

    private static final TenantId TENANT = TenantId.of("tenant");
    private static final TenantId OWN_LOG = TenantId.of("own-log");
    private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);

    private final StrictMemVfs files = new StrictMemVfs();
    /** What a reader did that is no reading. */
    private final List<String> changes = new ArrayList<>();

    private static StoragePlatformBuilder builder(StrictMemVfs disk, FaultPlan plan) {
        return StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(new FaultyVfs(disk, plan)))
                .set("engine.vfs", VfsProviders.NAME)
                .set("wal.max_file_mb", 0.0625)
                .set("compaction.enabled", false);
    }

    private static StoragePlatform writer(StrictMemVfs disk) {
        return builder(disk, (operation, name) -> {}).open();
    }

    /** Opens for reading; whatever would change the disk fails, and is noted. */
    private StoragePlatform reader(StrictMemVfs disk) {
        return builder(disk, (operation, name) -> {
                    if (!List.of(Operation.OPEN, Operation.MAP, Operation.READ).contains(operation)) {
                        changes.add(operation + " " + name);
                        throw new IOException("the disk is read-only");
                    }
                })
                .openReadOnly();
    }

    private static Map<String, String> rows(ReadView view) {
        Map<String, String> rows = new TreeMap<>();
        try (Cursor cursor = view.scan(ScanRequest.all())) {
            while (cursor.next()) {
                StoredRow stored = cursor.row();
                rows.put(
                        stored.row().key().toString(),
                        stored.sequence() + " " + Arrays.hashCode(stored.row().encodedValue()));
            }
        }
        return rows;
    }

    private static void fill(TenantStore store, String generation) {
        for (int i = 0; i < 50; i++) {
            store.put(generation + i, new byte[2_000]);
        }
        store.flush();
        store.delete(EntityId.of(generation + 7).toByteArray());
        store.put(generation + "-late", VALUE);
        store.deleteRange(EntityId.of(generation + 20), EntityId.of(generation + 25));
    }

    @Test
    void directoryOfAKilledWriterIsReadAsItWouldBeRecoveredAndNothingIsWritten() {
        StrictMemVfs killed;
        Map<String, String> expected;
        Map<String, String> expectedOwn;
        try (StoragePlatform platform = writer(files);
                TenantStore store = platform.openOrCreate(TENANT);
                TenantStore own = platform.create(OWN_LOG, TenantSettings.DEFAULTS.withDedicatedLog(true))) {
            fill(store, "a");
            fill(own, "b");
            fill(store, "c");
            expected = rows(store);
            expectedOwn = rows(own);
            killed = files.afterKill();
        }
        try (StoragePlatform platform = reader(killed);
                TenantStore store = platform.open(TENANT);
                TenantStore own = platform.openOrCreate(OWN_LOG);
                Snapshot snapshot = store.snapshot()) {
            assertEquals(expected, rows(store));
            assertEquals(expected, rows(snapshot));
            assertEquals(expectedOwn, rows(own));
            assertEquals(Optional.empty(), store.get("a7"));
            assertTrue(store.get("c-late").isPresent());
            assertEquals(2, platform.tenants().size());
            assertEquals(2, platform.statistics().openTenants());
            assertEquals(store.tables().size(), store.statistics().tables());
            assertTrue(store.statistics().lastSequence() > 100);
        }
        assertEquals(List.of(), changes);
        try (StoragePlatform platform = writer(killed);
                TenantStore store = platform.open(TENANT)) {
            assertEquals(expected, rows(store), "the reader has done something to it");
        }
    }

    @Test
    void readerBesideAWriterStaysWhereItIsAndANewOneSeesMore() {
        try (StoragePlatform platform = writer(files);
                TenantStore store = platform.openOrCreate(TENANT)) {
            fill(store, "a");
            Map<String, String> before = rows(store);
            try (StoragePlatform reading = reader(files);
                    TenantStore first = reading.open(TENANT);
                    TenantStore untouched = reading.open(TENANT);
                    Cursor cursor = first.scan(ScanRequest.all())) {
                assertTrue(cursor.next());
                fill(store, "b");
                store.compact();
                fill(store, "c");
                store.compact();
                assertEquals(before, rows(first), "the tables are kept that the writer has deleted");
                assertEquals(before, rows(untouched), "the tables are kept although nobody has read them");
                try (TenantStore second = reading.open(TENANT)) {
                    assertEquals(rows(store), rows(second));
                }
                platform.suspend(TENANT);
                assertThrows(TenantSuspendedException.class, () -> reading.open(TENANT));
                assertEquals(before, rows(first));
                int left = 1;
                while (cursor.next()) {
                    left++;
                }
                assertEquals(before.size(), left);
            }
        }
        assertEquals(List.of(), changes);
    }

    @Test
    @SuppressWarnings("try")
    void everyChangeIsRefused() {
        try (StoragePlatform platform = writer(files);
                TenantStore store = platform.openOrCreate(TENANT)) {
            store.put("a", VALUE);
        }
        try (StoragePlatform platform = reader(files);
                TenantStore store = platform.open(TENANT)) {
            EntityId id = EntityId.of("a");
            WriteOptions options = WriteOptions.DEFAULTS;
            refused(() -> store.put("a", VALUE));
            refused(() -> store.put("a", VALUE, options));
            refused(() -> store.put(id.toByteArray(), VALUE));
            refused(() -> store.put(id.toByteArray(), VALUE, options));
            refused(() -> store.delete("a"));
            refused(() -> store.delete("a", options));
            refused(() -> store.delete(id.toByteArray()));
            refused(() -> store.deleteEntity(id));
            refused(() -> store.deleteRange(id, id));
            refused(() -> store.deleteFrom(id));
            refused(store::newBatch);
            refused(store::sync);
            refused(store::flush);
            refused(store::compact);
            refused(() -> store.compactRange(id, id));
            store.awaitQuiet();
            refused(() -> platform.create(TenantId.of("new"), TenantSettings.DEFAULTS));
            refused(() -> platform.openOrCreate(TenantId.of("new")));
            refused(() -> platform.update(TENANT, TenantSettings.DEFAULTS));
            refused(() -> platform.suspend(TENANT));
            refused(() -> platform.resume(TENANT));
            refused(() -> platform.drop(TENANT));
            refused(platform::flush);
            refused(() -> platform.scrub(TENANT));
            refused(() -> platform.configure(platform.configuration()));
            refused(() -> platform.backups(Path.of("backups")));
            assertEquals(
                    "tenant 'tenant' is open for reading only, so a put is refused; open the data directory with"
                            + " StoragePlatform.open to change it",
                    assertThrows(ReadOnlyException.class, () -> store.put("a", VALUE))
                            .getMessage());
            assertTrue(store.get("a").isPresent());
            platform.close();
            assertThrows(StoreClosedException.class, () -> store.get("a"));
            assertThrows(StoreClosedException.class, () -> platform.open(TENANT));
        }
        assertEquals(List.of(), changes);
    }

    private static void refused(Executable change) {
        String told = assertThrows(ReadOnlyException.class, change).getMessage();
        assertTrue(told.contains("is open for reading only, so ") && told.contains("StoragePlatform.open"), told);
    }

    @Test
    void whatCannotBeReadIsTold(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing");
        assertEquals(
                "there is no directory " + missing + "; name a data directory",
                assertThrows(InvalidArgumentException.class, () -> StoragePlatform.openReadOnly(missing))
                        .getMessage());
        assertTrue(Files.notExists(missing));
        String told = assertThrows(IncompatibleFormatException.class, () -> StoragePlatform.openReadOnly(folder))
                .getMessage();
        assertTrue(told.contains("is no data directory yet"), told);
        try (StoragePlatform platform = StoragePlatform.open(missing);
                TenantStore store = platform.openOrCreate(TENANT)) {
            store.put("a", VALUE);
            store.flush();
        }
        try (StoragePlatform platform = StoragePlatform.openReadOnly(missing)) {
            assertThrows(TenantUnknownException.class, () -> platform.open(TenantId.of("another")));
            Files.delete(missing.resolve("tenants/tenant.1/000000000001.sst"));
            String gone = assertThrows(StorageException.class, () -> platform.open(TENANT))
                    .getMessage();
            assertTrue(gone.contains("tenant 'tenant'") && gone.contains("000000000001.sst is missing"), gone);
        }
    }

    /** Batches of one tenant, each of which writes its number to three rows, beside flushes, merges and recycled segments. */
    @Test
    void everyOpenSeesAPrefixOfWholeBatchesWithAllThatWasAcknowledged(@TempDir Path folder) throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicInteger enough = new AtomicInteger();
        try (StoragePlatform platform = StoragePlatform.builder(folder.resolve("data"))
                        .set("wal.max_file_mb", 0.0625)
                        .set("memtable.max_mb", 0.0625)
                        .set("compaction.min_size_mb", 0)
                        .set("compaction.check_interval_ms", 100)
                        .open();
                TenantStore store = platform.openOrCreate(TENANT);
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> writing = threads.submit(() -> {
                for (int number = 1; enough.get() == 0; number++) {
                    WriteBatch batch = store.newBatch();
                    for (int copy = 0; copy < 3; copy++) {
                        batch.put(EntityId.of(copy + "-" + number).toByteArray(), new byte[600]);
                    }
                    store.write(batch);
                    acknowledged.set(number);
                }
            });
            try (StoragePlatform reading = StoragePlatform.openReadOnly(folder.resolve("data"))) {
                for (int open = 0; open < 60 || store.statistics().flushes() == 0; open++) {
                    int before = acknowledged.get();
                    try (TenantStore read = reading.open(TENANT)) {
                        int rows = rows(read).size();
                        int whole = rows / 3;
                        assertEquals(0, rows % 3, "a batch is there by half");
                        assertTrue(whole >= before, "batch " + before + " was acknowledged, there are " + whole);
                        for (int copy = 0; copy < 3 && whole > 0; copy++) {
                            assertTrue(read.get(copy + "-" + whole).isPresent(), "no prefix of " + whole);
                        }
                    }
                }
            } finally {
                enough.set(1);
                writing.get();
            }
            assertTrue(acknowledged.get() > 0);
            assertTrue(store.statistics().flushes() > 0, "nothing moved while it was read");
        }
    }
}
