package org.allidb.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.metrics.internal.ParsedMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a scrape shows of a platform, as a reader that is not ours reads it. */
class StorageMetricsTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId GLOBEX = TenantId.of("globex");
    private static final Pattern BUCKET = Pattern.compile("(.*_bucket\\{operation=[a-z]+), le=(.*)}");

    @TempDir
    private Path directory;

    private StoragePlatform platform;
    private StorageMetrics metrics;

    @BeforeEach
    void open() {
        platform = StoragePlatform.open(directory.resolve("data"));
        metrics = StorageMetrics.of(platform);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private void put(TenantId tenant, int rows) {
        try (TenantStore store = platform.openOrCreate(tenant)) {
            for (int i = 0; i < rows; i++) {
                store.put(("row-" + i).getBytes(StandardCharsets.UTF_8), new byte[100]);
            }
        }
    }

    private ParsedMetrics scrape(MetricsFormat format) {
        return parse(format, metrics.text(format));
    }

    private static ParsedMetrics parse(MetricsFormat format, String text) {
        return format == MetricsFormat.OPENMETRICS
                ? ParsedMetrics.ofOpenMetrics(text)
                : ParsedMetrics.ofPrometheus(text);
    }

    @ParameterizedTest
    @EnumSource
    void figuresAreThoseOfThePlatform(MetricsFormat format) {
        put(ACME, 200);
        put(GLOBEX, 10);
        try (TenantStore store = platform.open(ACME)) {
            store.flush();
            store.get("row-1".getBytes(StandardCharsets.UTF_8));
        }
        ParsedMetrics found = scrape(format);
        assertEquals(2, found.value("allidb_tenants"));
        assertEquals(210, found.value("allidb_log_records_total"));
        assertEquals(1, found.value("allidb_ready"));
        assertEquals(200, found.value("allidb_tenant_written_rows_total{tenant=acme}"));
        assertEquals(10, found.value("allidb_tenant_written_rows_total{tenant=globex}"));
        assertEquals(1, found.value("allidb_tenant_read_rows_total{tenant=acme}"));
        assertEquals(1, found.value("allidb_tenant_flushes_total{tenant=acme}"));
        assertEquals(1, found.value("allidb_tenant_tables{tenant=acme}"));
        assertEquals(0, found.value("allidb_running_tasks{kind=merge}"));
        assertEquals(
                platform.openTenantStatistics().get(ACME).tableBytes(),
                found.value("allidb_tenant_table_bytes{tenant=acme}"));
        assertTrue(found.value("allidb_tenant_work_seconds_total{tenant=acme}") > 0);
        assertEquals(found.types().keySet(), found.helps().keySet(), "each family says what it means");
    }

    @Test
    void openMetricsSaysUnits() {
        ParsedMetrics found = scrape(MetricsFormat.OPENMETRICS);
        assertEquals("bytes", found.units().get("allidb_log_written_bytes"));
        assertEquals("seconds", found.units().get("allidb_operation_duration_seconds"));
        assertEquals("counter", found.types().get("allidb_log_records"));
        assertEquals(Map.of(), scrape(MetricsFormat.PROMETHEUS).units());
    }

    @ParameterizedTest
    @EnumSource
    void bucketsRiseToTheirCount(MetricsFormat format) {
        put(ACME, 100);
        ParsedMetrics found = scrape(format);
        Map<String, TreeMap<Double, Double>> histograms = new TreeMap<>();
        found.samples().forEach((sample, value) -> {
            Matcher bucket = BUCKET.matcher(sample);
            if (bucket.matches()) {
                double bound = Double.parseDouble(bucket.group(2).replace("+Inf", "Infinity"));
                histograms
                        .computeIfAbsent(bucket.group(1), key -> new TreeMap<>())
                        .put(bound, value);
            }
        });
        assertEquals(4, histograms.size(), "get, put, sync, flush");
        histograms.forEach((name, buckets) -> {
            double before = 0;
            for (double count : buckets.values()) {
                assertTrue(count >= before, name + " " + buckets);
                before = count;
            }
            assertEquals(found.value(name.replace("_bucket", "_count") + "}"), buckets.get(Double.POSITIVE_INFINITY));
        });
        String sync = "{operation=sync}";
        assertEquals(
                platform.statistics().latencies().sync().sumNanos() / 1e9,
                found.value("allidb_operation_duration_seconds_sum" + sync));
        assertTrue(found.value("allidb_operation_duration_seconds_count" + sync) > 0);
    }

    @Test
    void theBusiestTenantsAreShown() {
        put(ACME, 5);
        put(GLOBEX, 500);
        put(TenantId.of("initech"), 50);
        List<String> shown =
                ParsedMetrics.ofPrometheus(metrics.text(MetricsFormat.PROMETHEUS, 2)).samples().keySet().stream()
                        .filter(sample -> sample.startsWith("allidb_tenant_tables{"))
                        .toList();
        assertEquals(List.of("allidb_tenant_tables{tenant=globex}", "allidb_tenant_tables{tenant=initech}"), shown);
        ParsedMetrics none = ParsedMetrics.ofPrometheus(metrics.text(MetricsFormat.PROMETHEUS, 0));
        assertFalse(none.types().containsKey("allidb_tenant_tables"), "no type without samples");
        assertEquals(
                "metrics are of 0 to 10000 of the busiest tenants, not of 10001",
                assertThrows(InvalidArgumentException.class, () -> metrics.text(MetricsFormat.PROMETHEUS, 10_001))
                        .getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void aTenantThatIsAskedForIsNotOpened(MetricsFormat format) {
        put(ACME, 50);
        platform.close();
        platform = StoragePlatform.builder(directory.resolve("data"))
                .set("engine.left_in_log_mb", 0)
                .open();
        platform.close();
        platform = StoragePlatform.open(directory.resolve("data"));
        metrics = StorageMetrics.of(platform);
        ParsedMetrics found = parse(format, metrics.text(format, ACME));
        assertTrue(found.value("allidb_tenant_disk_bytes{tenant=acme}") > 0);
        assertFalse(found.samples().containsKey("allidb_tenant_tables{tenant=acme}"), "only an open tenant tells that");
        assertFalse(found.types().containsKey("allidb_tenants"), "nothing of the platform");
        scrape(format);
        assertEquals(0, platform.statistics().openTenants());
        assertThrows(TenantUnknownException.class, () -> metrics.text(format, GLOBEX));
    }
}
