package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.testkit.Await;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A thread of the platform's own dies of an unexpected error, again and again. Callers' reads and writes continue.
 * Other threads do the work when the error is gone, and nothing is lost.
 */
class WorkersTest {

    private static final int DEATHS = 5;
    private static final byte[] VALUE = new byte[1_000];

    private final StrictMemVfs disk = new StrictMemVfs();
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicBoolean on = new AtomicBoolean();

    @ParameterizedTest
    @ValueSource(strings = {"flush", "compaction", "wal", "engine", "log-sync"})
    void deathOfAWorkerIsOvercome(String worker) {
        FaultPlan deadly = (operation, name) -> {
            if (on.get()
                    && Thread.currentThread().getName().startsWith("allidb-" + worker + "-")
                    && deaths.incrementAndGet() <= DEATHS) {
                throw new AssertionError("a worker dies");
            }
        };
        Set<String> written = new HashSet<>();
        try (StoragePlatform platform = Platforms.builder()
                        .use(VfsProviders.of(new FaultyVfs(disk, deadly)))
                        .set("memtable.max_mb", 0.015625)
                        .set("wal.sync_interval_ms", 1)
                        .set("compaction.check_interval_ms", 100)
                        .open();
                TenantStore store = platform.openOrCreate(Platforms.TENANT)) {
            on.set(true);
            for (int i = 0; i < 300; i++) {
                String key = "key-" + i;
                if (write(store, key, worker)) {
                    written.add(key);
                }
            }
            on.set(false);
            store.flush();
            store.awaitQuiet();
            Await.until("the log takes writes again", () -> write(store, "afterwards", worker));
            written.add("afterwards");
            assertTrue(Workload.read(store).keySet().containsAll(written), "while open");
        }
        try (StoragePlatform platform = Platforms.open(disk);
                TenantStore store = platform.openOrCreate(Platforms.TENANT)) {
            Set<String> found = new HashSet<>(Workload.read(store).keySet());
            assertTrue(found.containsAll(written), "after a reopen");
            assertEquals(VALUE.length, store.get("afterwards").orElseThrow().length);
        }
    }

    /** Waits for a log that is being restarted, as a caller would. */
    private static boolean write(TenantStore store, String key, String worker) {
        try {
            if (worker.equals("log-sync")) {
                Await.end(store.writeAsync(store.newBatch().put(EntityId.of(key).toByteArray(), VALUE)));
            } else {
                store.put(key, VALUE);
            }
            return true;
        } catch (StorageException e) {
            Thread.onSpinWait();
            return false;
        }
    }
}
