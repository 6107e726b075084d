package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.vfs.Vfs;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine makes of a log that lost something, of one that failed, and of tenants that cannot be flushed. */
class RecoveryTest {

    private static final TenantId TENANT = TenantId.of("tenant");
    private static final TenantId OTHER = TenantId.of("other");
    private static final int CUTS = 20;

    private final StrictMemVfs files = new StrictMemVfs();
    /** Which calls fail now. */
    private FaultPlan plan = (operation, name) -> {};

    /** Fails syncs of a manifest that were made, once it is told to. */
    private static final class LateErrors implements FaultPlan {

        private volatile boolean fails;

        @Override
        public void before(Operation operation, String name) {
            // nothing fails without effect
        }

        @Override
        public void after(Operation operation, String name) throws IOException {
            if (fails && operation == Operation.SYNC && name.contains("MANIFEST")) {
                throw new IOException("the controller lost the answer");
            }
        }
    }

    /** The log, but one record is not replayed. */
    private static final class LeakyLog implements WriteAheadLogProvider {

        private final WriteAheadLogProvider provider = ServiceLoader.load(WriteAheadLogProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .findFirst()
                .orElseThrow();
        private final long lost;

        LeakyLog(long lost) {
            this.lost = lost;
        }

        @Override
        public String name() {
            return "leaky";
        }

        @Override
        public WriteAheadLog open(
                Vfs directory, LogAnchor anchor, WalOptions options, StorageRuntime runtime, LogReplay replay)
                throws IOException {
            return provider.open(
                    directory, anchor, options, runtime, (generation, sequence, record, offset, length) -> {
                        if (sequence != lost) {
                            replay.replay(generation, sequence, record, offset, length);
                        }
                    });
        }
    }

    private StoragePlatformBuilder builder(StrictMemVfs disk) {
        FaultPlan current = new FaultPlan() {
            @Override
            public void before(Operation operation, String name) throws IOException {
                plan.before(operation, name);
            }

            @Override
            public void after(Operation operation, String name) throws IOException {
                plan.after(operation, name);
            }
        };
        return StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(new FaultyVfs(disk, current)))
                .set("engine.vfs", VfsProviders.NAME)
                .set("wal.max_file_mb", 0.125)
                .set("compaction.enabled", false);
    }

    @Test
    void tableOfAnEditThatFailedAfterItWasMadeStays() {
        LateErrors errors = new LateErrors();
        plan = errors;
        StoragePlatform platform = builder(files).open();
        TenantStore store = platform.openOrCreate(TENANT);
        store.put("flushed before", new byte[10]);
        store.flush();
        store.put("row", new byte[10]);
        errors.fails = true;
        assertThrows(StorageException.class, store::flush);
        StrictMemVfs left = files.afterKill();
        errors.fails = false;
        platform.close();
        plan = (operation, name) -> {};
        for (StrictMemVfs device : List.of(left, files)) {
            try (StoragePlatform again = builder(device).open();
                    TenantStore found = again.open(TENANT)) {
                assertEquals(List.of("flushed before", "row"), House.entities(found, ScanRequest.all()));
                assertEquals(0, again.scrub(TENANT).findings().size());
            }
        }
    }

    @Test
    void recordThatIsMissingBetweenOthersIsToldAndTheNextOpenHasAll() throws IOException {
        StrictMemVfs killed;
        try (StoragePlatform platform = builder(files).open();
                TenantStore other = platform.openOrCreate(OTHER);
                TenantStore store = platform.openOrCreate(TENANT)) {
            for (int i = 1; i <= 5; i++) {
                store.put("row" + i, new byte[1]);
            }
            other.put("row", new byte[1]);
            killed = files.afterPowerCut(new Random(Seed.get()));
        }
        try (StoragePlatform platform = builder(killed)
                        .use(new LeakyLog(3))
                        .set("wal.provider", "leaky")
                        .open();
                TenantStore other = platform.open(OTHER)) {
            CorruptionException told = assertThrows(CorruptionException.class, () -> platform.open(TENANT));
            assertTrue(told.getMessage().contains("goes on at sequence 4 after 2"), told.getMessage());
            assertTrue(other.get("row").isPresent());
        }
        try (StoragePlatform platform = builder(killed).open();
                TenantStore store = platform.open(TENANT)) {
            assertEquals(5, House.entities(store, ScanRequest.all()).size());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void syncMakesBufferedWritesDurableWhetherOrNotWritesAreSynced(boolean fsync) {
        Random random = new Random(Seed.get());
        List<StrictMemVfs> cuts;
        try (StoragePlatform platform = builder(files).set("wal.fsync", fsync).open();
                TenantStore store = platform.openOrCreate(TENANT)) {
            store.put("synced", new byte[1]);
            for (int i = 0; i < 20; i++) {
                store.put(House.bytes("buffered" + i), new byte[1], WriteOptions.BUFFERED);
            }
            store.sync();
            // one cut alone may happen to keep what was not synced
            cuts = Stream.generate(() -> files.afterPowerCut(random))
                    .limit(CUTS)
                    .toList();
        }
        for (StrictMemVfs cut : cuts) {
            try (StoragePlatform platform = builder(cut).open();
                    TenantStore store = platform.open(TENANT)) {
                assertEquals(21, House.entities(store, ScanRequest.all()).size());
            }
        }
    }

    @Test
    void syncMakesBufferedWritesDurableThatWaitForTheirFlush() throws Exception {
        Random random = new Random(Seed.get());
        Trap flush = new Trap();
        List<StrictMemVfs> cuts;
        try (StoragePlatform platform =
                        builder(files).set("wal.sync_interval_ms", 60_000).open();
                TenantStore store = platform.openOrCreate(TENANT);
                ExecutorService callers = Executors.newCachedThreadPool()) {
            store.put("synced", new byte[1]);
            plan = (operation, name) -> {
                if (operation == FaultPlan.Operation.CREATE && name.endsWith(".sst")) {
                    flush.pass();
                }
            };
            flush.set();
            Future<?> running = callers.submit(store::flush);
            flush.awaitCaught();
            for (int i = 0; i < 20; i++) {
                store.put(House.bytes("buffered" + i), new byte[1], WriteOptions.BUFFERED);
            }
            Future<?> waiting = callers.submit(store::flush);
            Await.until(
                    "the rows wait for their flush", () -> store.statistics().memtables() == 3);
            store.sync();
            cuts = Stream.generate(() -> files.afterPowerCut(random))
                    .limit(CUTS)
                    .toList();
            flush.letOut();
            running.get();
            waiting.get();
        }
        for (StrictMemVfs cut : cuts) {
            try (StoragePlatform platform = builder(cut).open();
                    TenantStore store = platform.open(TENANT)) {
                assertEquals(21, House.entities(store, ScanRequest.all()).size());
            }
        }
    }

    @Test
    void droppedTenantDoesNotKeepTheLogOfLaterRuns() throws IOException {
        StrictMemVfs killed;
        try (StoragePlatform platform = builder(files).open();
                TenantStore dropped = platform.create(OTHER, TenantSettings.DEFAULTS)) {
            dropped.put("row", new byte[60_000]);
            platform.drop(OTHER);
            killed = files.afterKill();
        }
        try (StoragePlatform platform = builder(killed).open();
                TenantStore store = platform.openOrCreate(TENANT)) {
            for (int i = 0; i < 10; i++) {
                store.put("row" + i, new byte[60_000]);
            }
            store.flush();
            assertEquals(1, platform.statistics().log().segments());
        }
    }

    @Test
    void idleTenantThatCannotBeFlushedStaysReadable() throws InterruptedException {
        CountDownLatch flushed = new CountDownLatch(1);
        try (StoragePlatform platform =
                builder(files).set("tenants.max_open", 1).open()) {
            try (TenantStore store = platform.openOrCreate(TENANT)) {
                store.put("row", new byte[1]);
            }
            plan = (operation, name) -> {
                if (operation == FaultPlan.Operation.CREATE && name.endsWith(".sst")) {
                    flushed.countDown();
                    throw new IOException("Input/output error");
                }
            };
            platform.openOrCreate(OTHER).close();
            assertTrue(flushed.await(60, TimeUnit.SECONDS), "it was not to be closed");
            try (TenantStore store = platform.open(TENANT)) {
                assertTrue(store.get("row").isPresent());
            }
            plan = (operation, name) -> {};
        }
    }

    @Test
    void whatCameBeforeAFailedSyncIsThereAfterAPowerCutThatFollows() {
        StrictMemVfs cut;
        try (StoragePlatform platform = builder(files).open();
                TenantStore store = platform.openOrCreate(TENANT)) {
            store.put("first", new byte[1]);
            store.put(House.bytes("buffered"), new byte[1], WriteOptions.BUFFERED);
            boolean[] failed = {false};
            plan = (operation, name) -> {
                if (operation == FaultPlan.Operation.SYNC && name.endsWith(".wal") && !failed[0]) {
                    failed[0] = true;
                    throw new IOException("Input/output error");
                }
            };
            assertThrows(StorageException.class, () -> store.put("refused", new byte[1]));
            putOnceTheLogGoesOn(store);
            cut = files.afterPowerCut(new Random(Seed.get()));
        }
        try (StoragePlatform platform = builder(cut).open();
                TenantStore store = platform.open(TENANT)) {
            assertEquals(
                    List.of("after", "buffered", "first"),
                    House.entities(store, ScanRequest.all()).stream()
                            // what was refused may have taken effect
                            .filter(row -> !row.equals("refused"))
                            .toList());
        }
    }

    @Test
    void droppedTenantDoesNotKeepTheLog() {
        try (StoragePlatform platform = builder(files).open();
                TenantStore store = platform.openOrCreate(TENANT)) {
            try (TenantStore other = platform.create(OTHER, TenantSettings.DEFAULTS)) {
                for (int i = 0; i < 10; i++) {
                    other.put("row" + i, new byte[60_000]);
                }
            }
            assertTrue(platform.statistics().log().segments() > 4);
            platform.drop(OTHER);
            store.put("row", new byte[1]);
            store.flush();
            assertEquals(1, platform.statistics().log().segments());
        }
    }

    /** The log takes writes once what is in memory is in tables, which happens in the background. */
    private static void putOnceTheLogGoesOn(TenantStore store) {
        Await.until("the log takes a put", () -> put(store).isEmpty());
    }

    private static Optional<StorageException> put(TenantStore store) {
        try {
            store.put("after", new byte[1]);
            return Optional.empty();
        } catch (StorageException e) {
            return Optional.of(e);
        }
    }
}
