package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A plug-in never returns, and ignores interrupts. The platform closes nevertheless, and the directory can be opened
 * again at once with everything that was acknowledged. The thread that comes back one day harms nothing of the new
 * owner.
 */
class StuckPluginTest {

    private static final TenantId TENANT = TenantId.of("tenant");
    private static final TenantId OTHER = TenantId.of("other");
    private static final Duration WATCHDOG = Duration.ofSeconds(30);
    private static final byte[] VALUE = new byte[2_000];

    /** What does not return. */
    enum Stuck {
        FLUSH,
        FLUSH_OF_A_CALLER,
        MERGE,
        MERGE_OF_A_CALLER,
        READ,
        THROTTLER,
        STRATEGY,
        NEW_MEMTABLE,
        UPDATE_OF_A_MEMTABLE,
        LISTENER
    }

    private final StrictMemVfs files = new StrictMemVfs();
    private final Trap trap = new Trap();
    private final Trap none = new Trap();
    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private int next;

    @AfterEach
    void nobodyStays() {
        if (trap.hasCaught()) {
            trap.letOut();
        }
    }

    @ParameterizedTest
    @EnumSource(Stuck.class)
    void platformClosesAndTheDirectoryCanBeOpenedAgain(Stuck stuck) {
        StoragePlatform platform = open(stuck);
        TenantStore store = platform.openOrCreate(TENANT);
        TenantStore other = platform.openOrCreate(OTHER);
        other.put("row", VALUE);
        catchSomebody(stuck, platform, store);
        assertTimeoutPreemptively(WATCHDOG, platform::close);

        try (StoragePlatform again = open(null)) {
            assertSound(again);
            trap.letOut();
            again.open(TENANT).put("later", VALUE);
            written.add("later");
            again.open(TENANT).flush();
            again.open(TENANT).compact();
            assertSound(again);
        }
        try (StoragePlatform again = open(null)) {
            assertSound(again);
        }
    }

    @Test
    void dropOfATenantWithAStuckMergeEndsClearlyAndTheTenantGoesOn() {
        try (StoragePlatform platform = open(Stuck.MERGE_OF_A_CALLER)) {
            TenantStore store = platform.openOrCreate(TENANT);
            catchSomebody(Stuck.MERGE_OF_A_CALLER, platform, store);
            StorageException told = assertTimeoutPreemptively(
                    WATCHDOG, () -> assertThrows(StorageException.class, () -> platform.drop(TENANT)));
            assertTrue(
                    told.getMessage()
                            .matches(".*a compaction has not ended within 1000 ms: codec 'trap' \\(\\S+Trap.pass\\(Trap"
                                    + ".java:\\d+\\)\\) does not return\\. The tenant goes on as before.*"),
                    told.getMessage());
            store.put("after", VALUE);
            assertEquals(2_000, store.get("after").orElseThrow().length);
            trap.letOut();
            store.compact();
            platform.drop(TENANT);
        }
    }

    @Test
    void flushBehindAStuckOneEndsClearly() {
        StoragePlatform platform = open(Stuck.FLUSH_OF_A_CALLER);
        TenantStore store = platform.openOrCreate(TENANT);
        catchSomebody(Stuck.FLUSH_OF_A_CALLER, platform, store);
        StorageException told =
                assertTimeoutPreemptively(WATCHDOG, () -> assertThrows(StorageException.class, store::flush));
        assertTrue(told.getMessage().contains("the flush before it has not advanced for 1000 ms"), told.getMessage());
        trap.letOut();
        store.flush();
        platform.close();
    }

    @Test
    void flushesOfOtherTenantsGoOnBesideAStuckOne() {
        StoragePlatform platform = open(Stuck.FLUSH);
        platform.configure(platform.configuration().with("engine.stall_timeout_ms", "8000"));
        TenantStore store = platform.openOrCreate(TENANT);
        TenantStore other = platform.openOrCreate(OTHER);
        trap.setForOne();
        write(store, 200);
        trap.awaitCaught();
        // many times what its memtables hold, and no other thread to flush them
        assertTimeoutPreemptively(WATCHDOG, () -> {
            for (int i = 0; i < 2_000; i++) {
                other.put("other-" + i, VALUE);
            }
        });
        assertEquals(2_000, other.get("other-1999").orElseThrow().length);
        assertTimeoutPreemptively(WATCHDOG, platform::close);
        trap.letOut();
    }

    /** All questions to it hang; who comes in its place has threads of its own. */
    @Test
    void successorOfAStrategyThatHangsForManyTenantsIsAsked() {
        try (StoragePlatform platform = open(Stuck.STRATEGY)) {
            trap.set();
            for (int i = 0; i < 12; i++) {
                tables(platform.openOrCreate(TenantId.of("tenant-" + i)), 2);
            }
            trap.awaitCaught();
            CountDownLatch asked = new CountDownLatch(1);
            platform.components().install(new CompactionStrategy() {
                @Override
                public String name() {
                    return TrapPlugins.NAME;
                }

                @Override
                public Optional<CompactionTask> propose(CompactionView view) {
                    asked.countDown();
                    return Optional.empty();
                }
            });
            tables(platform.openOrCreate(OTHER), 2);
            assertTrue(assertTimeoutPreemptively(WATCHDOG, () -> asked.await(60, TimeUnit.SECONDS)));
            trap.letOut();
        }
    }

    private StoragePlatform open(Stuck stuck) {
        HalfwayMemtables memtables = new HalfwayMemtables();
        if (stuck == Stuck.NEW_MEMTABLE) {
            memtables.onCreate = trap::pass;
        } else if (stuck == Stuck.UPDATE_OF_A_MEMTABLE) {
            memtables.onApply = trap::pass;
        }
        boolean compress = stuck == Stuck.FLUSH
                || stuck == Stuck.FLUSH_OF_A_CALLER
                || stuck == Stuck.MERGE
                || stuck == Stuck.MERGE_OF_A_CALLER;
        StoragePlatformBuilder builder = StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(files))
                .use(memtables)
                .use(TrapPlugins.codec(compress ? trap : none, stuck == Stuck.READ ? trap : none))
                .use(TrapPlugins.throttlers(stuck == Stuck.THROTTLER ? trap : none))
                .use(TrapPlugins.strategy(stuck == Stuck.STRATEGY ? trap : none))
                .set("engine.vfs", VfsProviders.NAME)
                .set("engine.drain_timeout_ms", 1_000)
                .set("memtable.provider", HalfwayMemtables.NAME)
                .set("memtable.max_mb", 0.25)
                .set("memtable.flush_threads", 1)
                .set("wal.max_file_mb", 1)
                .set("sstable.codec", TrapPlugins.NAME)
                .set("sstable.bottom_codec", TrapPlugins.NAME)
                .set("sstable.cache_mb", 0)
                .set("compaction.throttler", TrapPlugins.NAME)
                .set("compaction.min_size_mb", 0)
                .set("compaction.size_tier_threshold", 2)
                .set("compaction.enabled", stuck == Stuck.MERGE || stuck == Stuck.THROTTLER || stuck == Stuck.STRATEGY);
        if (stuck == Stuck.STRATEGY) {
            builder.set("compaction.strategy", TrapPlugins.NAME);
        }
        return builder.open();
    }

    private void catchSomebody(Stuck stuck, StoragePlatform platform, TenantStore store) {
        switch (stuck) {
            case FLUSH -> {
                trap.set();
                write(store, 200);
            }
            case FLUSH_OF_A_CALLER -> {
                write(store, 50);
                trap.set();
                onAnotherThread(store::flush);
            }
            case MERGE -> {
                trap.setFor("allidb-compaction-");
                tables(store, 3);
            }
            case MERGE_OF_A_CALLER -> {
                tables(store, 2);
                trap.set();
                onAnotherThread(store::compact);
            }
            case READ -> {
                tables(store, 1);
                trap.set();
                onAnotherThread(() -> store.get("key-0"));
            }
            case THROTTLER, STRATEGY -> {
                trap.set();
                tables(store, 3);
            }
            case NEW_MEMTABLE -> {
                write(store, 10);
                trap.set();
                onAnotherThread(store::flush);
            }
            case UPDATE_OF_A_MEMTABLE -> {
                write(store, 10);
                trap.set();
                onAnotherThread(() -> store.put("never acknowledged", VALUE));
            }
            case LISTENER -> {
                platform.subscribe(event -> trap.pass());
                trap.set();
                tables(store, 1);
            }
        }
        trap.awaitCaught();
    }

    private void tables(TenantStore store, int count) {
        for (int i = 0; i < count; i++) {
            write(store, 100);
            store.flush();
        }
    }

    private void write(TenantStore store, int rows) {
        for (int i = 0; i < rows; i++) {
            String key = "key-" + next++;
            store.put(key, VALUE);
            written.add(key);
        }
    }

    private static void onAnotherThread(Runnable action) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                action.run();
            } catch (StorageException e) {
                // the platform was closed meanwhile
            }
        });
    }

    private void assertSound(StoragePlatform platform) {
        try (TenantStore store = platform.open(TENANT);
                TenantStore other = platform.open(OTHER)) {
            Set<String> found = new HashSet<>(House.entities(store, ScanRequest.all()));
            found.remove("never acknowledged");
            assertEquals(new TreeSet<>(written), new TreeSet<>(found));
            assertTrue(other.get("row").isPresent());
        }
        assertEquals(0, platform.scrub(TENANT).findings().size());
    }
}
