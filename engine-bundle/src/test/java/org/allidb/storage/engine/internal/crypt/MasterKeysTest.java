package org.allidb.storage.engine.internal.crypt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantKeyException;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.spi.keys.KeyProvider;
import org.allidb.storage.spi.keys.KeyRequest;
import org.allidb.storage.spi.runtime.ExecutorFactory;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.testkit.ManualClock;
import org.junit.jupiter.api.Test;

/** Calls of providers of keys that are given up leave nothing behind but a thread. */
class MasterKeysTest {

    private static final TenantId TENANT = TenantId.of("acme");

    /** One thread for all calls: those behind the first one do not begin. */
    private static final class OneThread implements StorageRuntime, ExecutorFactory {

        private final ManualClock clock = new ManualClock();

        @Override
        public String name() {
            return "one-thread";
        }

        @Override
        public StorageClock clock() {
            return clock;
        }

        @Override
        public ExecutorFactory executors() {
            return this;
        }

        @Override
        public ExecutorService pool(String name, int maxThreads) {
            return Executors.newFixedThreadPool(
                    1, task -> Thread.ofPlatform().daemon().unstarted(task));
        }

        @Override
        public ScheduledExecutorService scheduler(String name) {
            throw new UnsupportedOperationException();
        }
    }

    /** Keys that wait until they are let go, and are not interrupted. */
    private static final class Waiting implements KeyProvider {

        private volatile CountDownLatch end = new CountDownLatch(1);

        @Override
        public String name() {
            return "waiting";
        }

        @Override
        public byte[] wrap(KeyRequest request, byte[] key) {
            boolean ended = false;
            while (!ended) {
                try {
                    end.await();
                    ended = true;
                } catch (InterruptedException _) {
                    // a provider that does not care
                }
            }
            return new byte[] {1, 2, 3};
        }

        @Override
        public byte[] unwrap(KeyRequest request, byte[] wrapped) throws IOException {
            throw new IOException("not asked for");
        }
    }

    @Test
    void callsThatNeverBeganDoNotCountAsHanging() {
        Waiting waiting = new Waiting();
        ProviderRegistry providers = new ProviderRegistry();
        providers.install(waiting);
        StorageConfiguration patient = StorageConfiguration.DEFAULTS
                .with("encryption.provider", "waiting")
                .with("encryption.timeout_ms", "60000");
        AtomicReference<StorageConfiguration> configuration = new AtomicReference<>(patient);
        try (MasterKeys keys = new MasterKeys(providers, configuration::get, new OneThread())) {
            for (int round = 0; round < 3; round++) {
                waiting.end = new CountDownLatch(1);
                configuration.set(patient.with("encryption.timeout_ms", "1"));
                for (int call = 0; call < 20; call++) {
                    assertThrows(TenantKeyException.class, () -> keys.wrap(TENANT, new byte[1], new byte[32]));
                }
                waiting.end.countDown();
                configuration.set(patient);
                assertEquals(3, keys.wrap(TENANT, new byte[1], new byte[32]).bytes().length);
            }
        }
    }
}
