package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.spi.codec.Codec;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.util.tracker.ServiceTracker;

/** A codec never returns: the engine's bundle is stopped, and updated, nevertheless, and opens the directory again. */
@RunWith(PaxExam.class)
public class StuckPluginTest {

    private static final long PATIENCE_MILLIS = 30_000;
    private static final int ROWS = 100;

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(StuckPluginTest.class);
        return Container.of(StuckPluginTest.class);
    }

    @Test
    public void engineStopsAndIsUpdatedWhileACodecSleeps() throws Exception {
        try (LogLines log = new LogLines()) {
            stopAndUpdateWhileACodecSleeps();
            for (String tenant : List.of("stuck-0", "stuck-1")) {
                assertTrue(
                        tenant,
                        log.contains("tenant '" + tenant
                                + "' did not close within the time that engine.drain_timeout_ms gives"));
            }
        }
    }

    private void stopAndUpdateWhileACodecSleeps() throws Exception {
        Bundle engine = Arrays.stream(context.getBundles())
                .filter(bundle -> "org.allidb.storage.engine".equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
        SleepingCodec codec = new SleepingCodec();
        context.registerService(Codec.class, codec, new Hashtable<>());
        for (int round = 0; round < 2; round++) {
            TenantId tenant = TenantId.of("stuck-" + round);
            StoragePlatform platform = platform();
            platform.configure(platform.configuration()
                    .with("engine.drain_timeout_ms", "2000")
                    .with("sstable.codec", codec.name()));
            TenantStore store = platform.openOrCreate(tenant);
            for (int i = 0; i < ROWS; i++) {
                store.put("key-" + i, new byte[1_000]);
            }
            codec.sleeps = true;
            Thread flush = new Thread(() -> {
                try {
                    store.flush();
                } catch (RuntimeException e) {
                    // the engine was stopped meanwhile
                }
            });
            flush.setDaemon(true);
            flush.start();
            assertTrue("the codec was asked", codec.asked.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
            awaitEnd(engine, round == 0);
            codec.wakeUp();
            engine.start();
            try (TenantStore again = platform().open(tenant)) {
                for (int i = 0; i < ROWS; i++) {
                    assertEquals(1_000, again.get("key-" + i).orElseThrow().length);
                }
                again.flush();
            }
        }
    }

    private static void awaitEnd(Bundle engine, boolean stop) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Thread stopping = new Thread(() -> {
            try {
                if (stop) {
                    engine.stop();
                } else {
                    engine.update();
                }
                ended.countDown();
            } catch (BundleException e) {
                throw new IllegalStateException(e);
            }
        });
        stopping.setDaemon(true);
        stopping.start();
        assertTrue("the engine has not stopped", ended.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** The platform there is now, or as soon as there is one. */
    private StoragePlatform platform() throws InterruptedException {
        ServiceTracker<StoragePlatform, StoragePlatform> tracker =
                new ServiceTracker<>(context, StoragePlatform.class, null);
        tracker.open();
        try {
            StoragePlatform platform = tracker.waitForService(PATIENCE_MILLIS);
            assertNotNull("no platform within " + PATIENCE_MILLIS + " ms", platform);
            return platform;
        } finally {
            tracker.close();
        }
    }

    /** Sleeps in compress until it is woken up, whatever interrupts it. */
    private static final class SleepingCodec implements Codec {

        private final DeflateCodec deflate = new DeflateCodec();
        private volatile CountDownLatch asked = new CountDownLatch(1);
        private volatile CountDownLatch awake = new CountDownLatch(1);
        private volatile boolean sleeps;

        void wakeUp() {
            sleeps = false;
            awake.countDown();
            awake = new CountDownLatch(1);
            asked = new CountDownLatch(1);
        }

        @Override
        public String name() {
            return "sleeping";
        }

        @Override
        public int maxCompressedLength(int length) {
            return deflate.maxCompressedLength(length);
        }

        @Override
        public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
            CountDownLatch morning = awake;
            if (sleeps) {
                asked.countDown();
                while (morning.getCount() > 0) {
                    try {
                        morning.await();
                    } catch (InterruptedException e) {
                        // it sleeps on
                    }
                }
            }
            return deflate.compress(source, sourceOffset, length, target, targetOffset);
        }

        @Override
        public void decompress(
                byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
            deflate.decompress(source, sourceOffset, length, target, targetOffset, originalLength);
        }
    }
}
