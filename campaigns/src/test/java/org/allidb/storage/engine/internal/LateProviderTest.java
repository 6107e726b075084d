package org.allidb.storage.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.Test;

/** A provider is installed while a platform is being opened, after its predecessor was put to use. */
class LateProviderTest {

    private static final StorageConfiguration CONFIGURATION =
            StorageConfiguration.DEFAULTS.with("engine.vfs", VfsProviders.NAME);

    private final ProviderRegistry registry = LsmPlatformFactory.registry(List.of());
    private final AtomicInteger throttlers = new AtomicInteger();

    private final ThrottlerProvider late = new ThrottlerProvider() {

        private final ThrottlerProvider before =
                ServiceLoader.load(ThrottlerProvider.class).findFirst().orElseThrow();

        @Override
        public String name() {
            return before.name();
        }

        @Override
        public Throttler create(ThrottleLimits limits, StorageClock clock) {
            throttlers.incrementAndGet();
            return before.create(limits, clock);
        }
    };

    @Test
    void providerThatComesDuringTheOpenIsUsed() {
        AtomicBoolean installed = new AtomicBoolean();
        // the services of the platform are made before its guard makes the directory of the tenants
        registry.install(VfsProviders.of(new FaultyVfs(new StrictMemVfs(), (operation, name) -> {
            if (name.endsWith("tenants") && installed.compareAndSet(false, true)) {
                registry.install(late);
            }
        })));
        try (StoragePlatform platform = LsmPlatform.open(Path.of("memory"), CONFIGURATION, registry, Origins.MODULES)) {
            platform.openOrCreate(TenantId.of("tenant"));
            assertTrue(installed.get());
            assertEquals(1, throttlers.get(), "the provider that came late is used");
            registry.install(late);
            assertEquals(1, throttlers.get());
        }
    }
}
