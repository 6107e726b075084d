package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.TestRuntime;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.Test;

/** A disk that hangs is reported while it hangs, although all writers wait for it. */
class StalledDiskTest {

    private final ManualClock clock = new ManualClock();
    private final BlockingQueue<StorageEvent> events = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile boolean stalled;

    @Test
    void syncOfTheLogThatHangsIsReportedWhileTheWriterWaits() throws InterruptedException {
        FaultPlan plan = (operation, name) -> {
            if (stalled && operation == FaultPlan.Operation.SYNC) {
                await();
            }
        };
        try (StoragePlatform platform = StoragePlatform.builder(Path.of("memory"))
                        .use(VfsProviders.of(new FaultyVfs(new StrictMemVfs(), plan)))
                        .use(new TestRuntime(clock))
                        .set("engine.vfs", VfsProviders.NAME)
                        .set("engine.runtime", TestRuntime.NAME)
                        .set("wal.max_file_mb", 1)
                        .set("engine.slow_operation_ms", 40)
                        .open();
                TenantStore store = platform.openOrCreate(House.TENANT)) {
            platform.subscribe(event -> {
                if (event.type() == StorageEvent.Type.SLOW_OPERATION) {
                    events.add(event);
                }
            });
            stalled = true;
            Thread writer = Thread.ofPlatform().daemon().start(() -> store.put("a", new byte[1]));
            String told = next().message();
            assertTrue(told.startsWith("the sync of 'wal/") && told.contains("has not ended"), told);
            assertTrue(writer.isAlive(), "the writer waits");
            stalled = false;
            release.countDown();
            String end = next().message();
            assertTrue(end.startsWith("the sync of 'wal/") && end.contains("has ended, after about"), end);
            writer.join();
            assertTrue(store.get("a").isPresent());
        } finally {
            release.countDown();
        }
    }

    private StorageEvent next() throws InterruptedException {
        while (true) {
            clock.advanceMillis(10);
            StorageEvent event = events.poll(1, TimeUnit.MILLISECONDS);
            if (event != null) {
                return event;
            }
        }
    }

    private void await() throws IOException {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
