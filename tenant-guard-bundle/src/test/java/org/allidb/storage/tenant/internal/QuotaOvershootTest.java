package org.allidb.storage.tenant.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.NoSpaceException;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/** Sixteen threads that take all they can get, at once, get what the quota allows and no more than a hundredth beyond. */
class QuotaOvershootTest {

    private static final int THREADS = 16;

    private final ManualClock clock = new ManualClock();

    @Test
    void ratesAreKept() throws Exception {
        QuotaAccess access = access(Quota.NONE.withRates(10_000, 0));
        AtomicLong admitted = new AtomicLong();
        for (int tenth = 0; tenth <= 10; tenth++) {
            all(() -> {
                while (true) {
                    access.admitWrite(1, 1, true);
                    admitted.incrementAndGet();
                }
            });
            clock.advanceMillis(100);
        }
        // what a second allows may be taken at once, and then comes what ten tenths allow
        assertEquals(20_000, admitted.get(), 200);
    }

    @Test
    void bytesAreKept() throws Exception {
        QuotaAccess access = access(Quota.NONE.withRates(0, 1_000_000));
        AtomicLong admitted = new AtomicLong();
        for (int tenth = 0; tenth <= 10; tenth++) {
            all(() -> {
                while (true) {
                    access.admitWrite(1, 500, true);
                    admitted.addAndGet(500);
                }
            });
            clock.advanceMillis(100);
        }
        assertEquals(2_000_000, admitted.get(), 20_000);
    }

    @Test
    void bytesReadAreKept() throws Exception {
        QuotaAccess access = access(Quota.NONE.withBytesReadPerSecond(1_000_000));
        AtomicLong read = new AtomicLong();
        for (int tenth = 0; tenth <= 10; tenth++) {
            all(() -> {
                while (true) {
                    access.admitRead(1);
                    access.bytesRead(500);
                    read.addAndGet(500);
                }
            });
            clock.advanceMillis(100);
        }
        // what is read is known afterwards: each thread may have one read under way when the quota is used up
        assertEquals(2_000_000, read.get(), 20_000);
    }

    @Test
    void openCursorsAndSnapshotsAreKept() throws Exception {
        QuotaAccess access = access(Quota.NONE.withHandles(1_000, 500));
        all(() -> {
            while (true) {
                access.cursorOpened();
            }
        });
        all(() -> {
            while (true) {
                access.snapshotOpened();
            }
        });
        assertEquals(1_000, access.usage().openCursors());
        assertEquals(500, access.usage().openSnapshots());
    }

    @Test
    void bytesOfFilesAreKept() throws Exception {
        QuotaAccess access = access(Quota.ofDisk(1_000_000));
        AtomicLong names = new AtomicLong();
        all(() -> {
            try (VfsFile file = access.files().create("f" + names.incrementAndGet())) {
                for (int at = 0; ; at += 100) {
                    file.write(at, new byte[100], 0, 100);
                }
            } catch (NoSpaceException e) {
                throw new QuotaExceededException(TenantId.of("acme"), "disk_bytes", 0, 0, "full", e);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertEquals(1_000_000, access.usage().diskBytes());
    }

    private QuotaAccess access(Quota quota) {
        return new QuotaAccess(
                TenantDescriptor.of(TenantId.of("acme"), 1, TenantSettings.DEFAULTS.withQuota(quota), 0),
                new MeasuredDirectory(new StrictMemVfs(), 0),
                Options.make(TenantOptions.class, Map.of("max_wait_ms", "0")),
                new GuardServices(clock, (type, whose, message, figures) -> {}, LadderPolicy::new),
                closed -> {});
    }

    /** Runs a task on all threads, each until it is refused. */
    private static void all(Runnable task) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(() -> {
                    try {
                        task.run();
                    } catch (QuotaExceededException e) {
                        return e.quota();
                    }
                    throw new AssertionError("not refused");
                }));
            }
            for (Future<?> one : running) {
                assertTrue(String.valueOf(one.get()).length() > 1);
            }
        }
    }
}
