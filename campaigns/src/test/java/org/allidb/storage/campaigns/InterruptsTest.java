package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers' threads are interrupted all the time, on a real disk: no call fails because of it, theirs or others'. */
class InterruptsTest {

    private static final int THREADS = 4;
    private static final int WRITES = 150;

    @TempDir
    Path directory;

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger interrupts = new AtomicInteger();

    @Test
    void interruptHurtsNobody() throws InterruptedException {
        try (StoragePlatform platform = StoragePlatform.builder(directory)
                        .set("wal.max_file_mb", 0.0625)
                        .set("memtable.max_mb", 0.0625)
                        .set("sstable.mmap", false)
                        .open();
                TenantStore store = platform.openOrCreate(Platforms.TENANT)) {
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int caller = i;
                callers.add(Thread.ofPlatform().start(() -> call(store, caller)));
            }
            while (callers.stream().anyMatch(Thread::isAlive)) {
                // one of them is never interrupted, and must not notice
                callers.subList(1, THREADS).forEach(Thread::interrupt);
                interrupts.incrementAndGet();
                callers.getFirst().join(1);
            }
            assertEquals(List.of(), List.copyOf(failures));
            assertTrue(interrupts.get() > 0, "nobody was interrupted");
            assertEquals(THREADS * WRITES, Workload.read(store).size());
        }
        try (StoragePlatform platform = StoragePlatform.open(directory);
                TenantStore store = platform.openOrCreate(Platforms.TENANT)) {
            assertEquals(THREADS * WRITES, Workload.read(store).size());
        }
    }

    private void call(TenantStore store, int caller) {
        try {
            for (int i = 0; i < WRITES; i++) {
                String key = "caller-" + caller + "-" + i;
                store.put(key, new byte[500]);
                assertEquals(500, store.get(key).orElseThrow().length);
                if (i % 50 == 49) {
                    store.flush();
                }
            }
            if (caller == 1) {
                store.compact();
            }
        } catch (RuntimeException | Error e) {
            failures.add(e);
        }
    }
}
