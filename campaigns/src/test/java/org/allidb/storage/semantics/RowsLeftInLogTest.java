package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.spi.wal.LogReplay;
import org.allidb.storage.spi.wal.WriteAheadLog;
import org.allidb.storage.spi.wal.WriteAheadLogProvider;
import org.allidb.storage.testkit.Await;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A close leaves the rows of tenants that have few in memory in the log; an open keeps them until their tenant is opened. They
 * are read, copied, dropped, flushed and handed to another log as if they were in tables.
 */
class RowsLeftInLogTest {

    private static final TenantId A = TenantId.of("a");
    private static final TenantId B = TenantId.of("b");

    /** The log under another name. */
    private static final class RelayedLog implements WriteAheadLogProvider {

        static final String NAME = "relayed";

        private final WriteAheadLogProvider provider =
                ServiceLoader.load(WriteAheadLogProvider.class).findFirst().orElseThrow();
        private final AtomicInteger opened = new AtomicInteger();

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public WriteAheadLog open(
                Vfs directory, LogAnchor anchor, WalOptions options, StorageRuntime runtime, LogReplay replay)
                throws IOException {
            opened.incrementAndGet();
            return provider.open(directory, anchor, options, runtime, replay);
        }
    }

    private StrictMemVfs files = new StrictMemVfs();
    private final AtomicInteger tables = new AtomicInteger();
    /** Which calls fail now. */
    private volatile FaultPlan plan = (operation, name) -> {};

    private StoragePlatform open(Map<String, Object> settings, Provider... providers) {
        FaultPlan counted = (operation, name) -> {
            if (operation == FaultPlan.Operation.CREATE && name.endsWith(".sst")) {
                tables.incrementAndGet();
            }
            plan.before(operation, name);
        };
        StoragePlatformBuilder builder = StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(new FaultyVfs(files, counted)))
                .set("engine.vfs", VfsProviders.NAME)
                .set("wal.max_file_mb", 0.0625)
                .set("compaction.enabled", false);
        settings.forEach(builder::set);
        for (Provider provider : providers) {
            builder.use(provider);
        }
        return builder.open();
    }

    private StoragePlatform open() {
        return open(Map.of());
    }

    /** Writes a row to a tenant and leaves it in the log. */
    private void leave(TenantId tenant, String row) {
        try (StoragePlatform platform = open();
                TenantStore store = platform.openOrCreate(tenant)) {
            store.put(row, House.bytes(row));
        }
    }

    private List<String> rows(TenantId tenant) {
        try (StoragePlatform platform = open()) {
            return rows(platform, tenant);
        }
    }

    private static List<String> rows(StoragePlatform platform, TenantId tenant) {
        try (TenantStore store = platform.open(tenant)) {
            return House.entities(store, ScanRequest.all());
        }
    }

    private List<String> segments() {
        try {
            return files.list("wal").stream()
                    .filter(name -> name.endsWith(".wal"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String directory(String tenant) throws IOException {
        return "tenants/"
                + files.list("tenants").stream()
                        .filter(name -> name.startsWith(tenant + "."))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void tenantWithFewRowsIsNeitherFlushedByTheCloseNorOpenedByTheOpen() {
        leave(A, "row");
        assertEquals(0, tables.get());
        // the close made the row durable
        files = files.afterPowerCut(new Random(Seed.get()));
        try (StoragePlatform platform = open()) {
            assertEquals(0, platform.statistics().openTenants());
            assertEquals(1, platform.statistics().recoveredRecords());
            try (TenantStore store = platform.open(A)) {
                assertTrue(store.get("row").isPresent());
                store.flush();
            }
        }
        assertEquals(1, tables.get());
        assertEquals(List.of("row"), rows(A));
    }

    @Test
    void smallestTenantsStayInTheLogAndTheOthersAreFlushed() throws IOException {
        try (StoragePlatform platform = open(Map.of("engine.left_in_log_mb", 0.01));
                TenantStore small = platform.openOrCreate(A);
                TenantStore large = platform.openOrCreate(B)) {
            small.put("row", new byte[2_000]);
            large.put("row", new byte[9_000]);
        }
        assertEquals(1, tables.get());
        assertTrue(files.list(directory("b")).stream().anyMatch(name -> name.endsWith(".sst")));
        assertFalse(files.list(directory("a")).stream().anyMatch(name -> name.endsWith(".sst")));
        assertEquals(List.of("row"), rows(A));
        assertEquals(List.of("row"), rows(B));
    }

    @Test
    void zeroFlushesEverythingAndLeavesNoSegment() throws IOException {
        leave(A, "left before");
        assertEquals(1, segments().size());
        try (StoragePlatform platform = open(Map.of("engine.left_in_log_mb", 0))) {
            assertEquals(1, platform.statistics().openTenants());
        }
        assertEquals(List.of(), segments());
        assertEquals(List.of("left before"), rows(A));
    }

    @Test
    void logOfManyRunsHasTheRowsOfEachAndFewSegments() throws IOException {
        List<String> written = new ArrayList<>();
        for (int run = 10; run < 25; run++) {
            leave(A, "row" + run);
            written.add("row" + run);
            assertTrue(segments().size() <= 5, segments().toString());
        }
        assertEquals(0, tables.get());
        assertEquals(written, rows(A));
    }

    @Test
    void tenantThatCouldNotBeOpenedHasItsRowsWhenItIsMended() throws IOException {
        try (StoragePlatform platform = open();
                TenantStore store = platform.openOrCreate(A)) {
            store.put("flushed", House.bytes("row"));
            store.flush();
        }
        leave(A, "row");
        leave(B, "row");
        String manifest = directory("a") + "/MANIFEST";
        byte[] sound = read(manifest);
        write(manifest, new byte[] {1});
        try (StoragePlatform platform = open()) {
            assertThrows(CorruptionException.class, () -> platform.open(A));
            assertThrows(CorruptionException.class, () -> platform.open(A));
            assertEquals(List.of("row"), rows(platform, B));
            write(manifest, sound);
            assertEquals(List.of("flushed", "row"), rows(platform, A));
        }
        assertEquals(List.of("flushed", "row"), rows(A));
    }

    @Test
    void droppedTenantsRowsAreGone() {
        leave(A, "row");
        try (StoragePlatform platform = open()) {
            platform.drop(A);
            assertThrows(TenantUnknownException.class, () -> platform.open(A));
            try (TenantStore anew = platform.openOrCreate(A)) {
                assertEquals(List.of(), House.entities(anew, ScanRequest.all()));
            }
        }
        assertEquals(List.of(), rows(A));
    }

    @Test
    @Timeout(30)
    void tenantThatKeepsTheLogFromShrinkingIsFlushedAlthoughNobodyOpensIt() throws IOException {
        leave(A, "row");
        List<String> left = segments();
        try (StoragePlatform platform = open(Map.of("wal.max_total_mb", 0.125));
                TenantStore busy = platform.openOrCreate(B)) {
            for (int i = 0; i < 20; i++) {
                busy.put(House.bytes("row"), new byte[20_000], WriteOptions.BUFFERED);
                busy.flush();
            }
            Await.until("the old segment goes", () -> !segments().contains(left.getFirst()));
        }
        assertEquals(List.of("row"), rows(A));
    }

    @Test
    void anotherLogIsNotTakenOverBeforeTheRowsAreInTables() {
        leave(A, "row");
        try (StoragePlatform platform = open(Map.of("wal.provider", RelayedLog.NAME), new RelayedLog())) {
            RelayedLog successor = new RelayedLog();
            platform.components().install(successor);
            Await.until("the other log has taken over", () -> successor.opened.get() > 0);
            assertEquals(1, tables.get());
            assertEquals(List.of("row"), rows(platform, A));
        }
        assertEquals(List.of("row"), rows(A));
    }

    @Test
    @Timeout(60)
    void anotherLogTakesOverAlthoughATenantIsDroppedMeanwhile() throws InterruptedException {
        leave(A, "row");
        List<String> failures = new CopyOnWriteArrayList<>();
        Barrier disk = new Barrier();
        plan = disk;
        try (StoragePlatform platform = open(Map.of("wal.provider", RelayedLog.NAME), new RelayedLog())) {
            platform.subscribe(event -> {
                if (event.type() == StorageEvent.Type.FAILURE) {
                    failures.add(event.message());
                }
            });
            disk.stopAt((operation, name) -> operation == FaultPlan.Operation.SYNC && name.startsWith("CATALOG"));
            CompletableFuture<Void> drop = CompletableFuture.runAsync(() -> platform.drop(A));
            disk.awaitReached();
            RelayedLog successor = new RelayedLog();
            Thread takeover =
                    Thread.ofPlatform().start(() -> platform.components().install(successor));
            Await.until(
                    "the takeover waits for the drop",
                    () -> Stream.of(takeover.getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("awaitNoWork")));
            disk.letGo();
            Await.end(drop);
            Await.until("the other log has taken over", () -> !takeover.isAlive());
            assertEquals(1, successor.opened.get(), failures.toString());
        }
        assertEquals(List.of(), failures);
    }

    @Test
    void rowsAreFlushedIfTheLogCannotKeepThem() {
        StoragePlatform platform = open(Map.of("wal.sync_interval_ms", 60_000));
        TenantStore store = platform.openOrCreate(A);
        store.put(House.bytes("row"), House.bytes("row"), WriteOptions.BUFFERED);
        plan = (operation, name) -> {
            if (operation == FaultPlan.Operation.SYNC && name.endsWith(".wal")) {
                throw new IOException("the device failed");
            }
        };
        try {
            platform.close();
        } catch (RuntimeException e) {
            assertTrue(e.getMessage().contains("closing"), e.getMessage());
        }
        plan = (operation, name) -> {};
        StrictMemVfs closed = files;
        Random random = new Random(Seed.get());
        // one cut alone may happen to keep what was not synced
        for (int cut = 0; cut < 20; cut++) {
            files = closed.afterPowerCut(random);
            assertEquals(List.of("row"), rows(A));
        }
    }

    @Test
    void copyOfATenantThatNobodyOpenedHasItsRows() {
        leave(A, "row");
        try (StoragePlatform platform = open()) {
            platform.copy(A, B);
        }
        assertEquals(List.of("row"), rows(B));
    }

    @Test
    void platformThatOnlyReadsShowsThem() {
        leave(A, "row");
        try (StoragePlatform platform = StoragePlatform.builder(Path.of("memory"))
                        .use(VfsProviders.of(files))
                        .set("engine.vfs", VfsProviders.NAME)
                        .openReadOnly();
                TenantStore store = platform.open(A)) {
            assertTrue(store.get("row").isPresent());
        }
    }

    private byte[] read(String name) throws IOException {
        try (VfsFile file = files.openReadOnly(name)) {
            byte[] bytes = new byte[(int) file.size()];
            file.read(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    private void write(String name, byte[] bytes) throws IOException {
        try (VfsFile file = files.open(name)) {
            file.write(0, bytes, 0, bytes.length);
        }
    }
}
