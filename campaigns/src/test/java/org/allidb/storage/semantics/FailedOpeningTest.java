package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.compaction.CompactionSchedulerProvider;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.testkit.Await;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An opening that fails at its last step, when some tenants take writes already, leaves nothing behind and loses nothing. */
class FailedOpeningTest {

    private static final int TENANTS = 3;

    private StrictMemVfs files = new StrictMemVfs();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, TENANTS - 1})
    void everythingThatWasOpenedIsClosedAgain(int tenantsBeforeTheFailure) throws Exception {
        write();
        Set<String> before = threads();
        RefusingScheduler refusing = new RefusingScheduler(tenantsBeforeTheFailure);
        IllegalStateException failure = assertThrows(
                IllegalStateException.class,
                () -> builder()
                        .use(refusing)
                        .set("compaction.scheduler", refusing.name())
                        .open());
        assertEquals("no more work", failure.getMessage());
        assertEquals(0, failure.getSuppressed().length);
        assertEquals(tenantsBeforeTheFailure + 1, refusing.registered.get());
        assertEquals(refusing.registered.get(), refusing.unregistered.get());
        Await.until("the threads of the failed opening end", () -> before.containsAll(threads()));
        try (StoragePlatform platform = builder().open()) {
            for (int i = 0; i < TENANTS; i++) {
                assertEquals(
                        "value " + i,
                        House.text(platform.open(tenant(i)).get("row").orElseThrow()));
            }
        }
    }

    @Test
    void tenantWhoseOpenFailedAfterItsReplayIsOpenedWithItsRows() {
        write();
        RefusingScheduler refusing = new RefusingScheduler(0);
        try (StoragePlatform platform = StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(files))
                .set("engine.vfs", VfsProviders.NAME)
                .use(refusing)
                .set("compaction.scheduler", refusing.name())
                .open()) {
            String told = assertThrows(StorageIoException.class, () -> platform.open(tenant(1)))
                    .getMessage();
            assertTrue(
                    told.matches("tenant '" + tenant(1) + "': opening it failed: scheduler 'refusing' \\(.*\\) failed:"
                            + " java.lang.IllegalStateException: no more work. Replace it"),
                    told);
            assertEquals(1, failures(platform, refusing.name()));
            assertEquals(
                    "value 1", House.text(platform.open(tenant(1)).get("row").orElseThrow()));
        }
    }

    private static long failures(StoragePlatform platform, String part) {
        return platform.components().list().stream()
                .filter(each -> each.name().equals(part))
                .mapToLong(ComponentInfo::failures)
                .sum();
    }

    /** Writes rows that are in the log alone when the directory is opened the next time. */
    private void write() {
        StoragePlatform platform = builder().open();
        for (int i = 0; i < TENANTS; i++) {
            TenantStore store = platform.openOrCreate(tenant(i));
            store.put("row", House.bytes("value " + i));
            store.sync();
        }
        StrictMemVfs afterwards = files.afterKill();
        platform.close();
        files = afterwards;
    }

    private StoragePlatformBuilder builder() {
        return StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(files))
                .set("engine.vfs", VfsProviders.NAME)
                // so that the replay opens the tenants
                .set("engine.left_in_log_mb", 0);
    }

    private static TenantId tenant(int number) {
        return TenantId.of("tenant-" + number);
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("allidb-"))
                .collect(Collectors.toSet());
    }

    /** Makes schedulers that refuse the work of one tenant, once. */
    private static final class RefusingScheduler implements CompactionSchedulerProvider {

        private final AtomicInteger registered = new AtomicInteger();
        private final AtomicInteger unregistered = new AtomicInteger();
        private final int accepted;

        RefusingScheduler(int accepted) {
            this.accepted = accepted;
        }

        @Override
        public String name() {
            return "refusing";
        }

        @Override
        public CompactionScheduler create(CompactionOptions options, StorageRuntime runtime) {
            return new CompactionScheduler() {
                @Override
                public void register(Work work) {
                    if (registered.incrementAndGet() == accepted + 1) {
                        throw new IllegalStateException("no more work");
                    }
                }

                @Override
                public void unregister(Work work) {
                    unregistered.incrementAndGet();
                }

                @Override
                public void signal(Work work) {
                    // nothing is compacted
                }

                @Override
                public void reconfigure(CompactionOptions changed) {
                    // there is nothing to change
                }

                @Override
                public void close() {
                    // nothing is open
                }
            };
        }
    }
}
