package org.allidb.storage.metrics.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.metrics.MetricsFormat;
import org.allidb.storage.metrics.StorageMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures in a registry of Micrometer. */
class StorageMeterBinderTest {

    private static final byte[] KEY = "a".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private static Set<String> samples(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("#") && !line.contains("_bucket{"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What Micrometer's registry for Prometheus writes has the same names, units and labels as our own text. */
    @Test
    void namesAreThoseOfOurText() {
        try (StoragePlatform platform = StoragePlatform.open(directory)) {
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            new StorageMeterBinder(platform).bindTo(registry);
            assertEquals(
                    samples(StorageMetrics.of(platform).text(MetricsFormat.PROMETHEUS, 0)), samples(registry.scrape()));
            registry.close();
        }
    }

    @Test
    void metersFollowTheFiguresWithinASecond() {
        try (StoragePlatform platform = StoragePlatform.open(directory);
                TenantStore store = platform.openOrCreate(TenantId.of("acme"))) {
            MockClock clock = new MockClock();
            SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
            new StorageMeterBinder(platform).bindTo(registry);
            store.put(KEY, new byte[10]);
            assertEquals(0, registry.get("allidb.log.records").functionCounter().count(), "read once for all meters");
            clock.addSeconds(1);
            assertEquals(1, registry.get("allidb.log.records").functionCounter().count());
            assertEquals(1, registry.get("allidb.tenants").gauge().value());
            assertEquals(
                    "bytes",
                    registry.get("allidb.log.written").functionCounter().getId().getBaseUnit());
            assertTrue(registry.get("allidb.operation.duration")
                            .tag("operation", "sync")
                            .functionTimer()
                            .totalTime(TimeUnit.SECONDS)
                    > 0);
            registry.close();
        }
    }
}
