package org.allidb.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.allidb.storage.api.MissingComponent;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.metrics.internal.ParsedMetrics;
import org.allidb.storage.metrics.internal.Readiness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a health check says. */
class StorageHealthTest {

    private static final TenantId ACME = TenantId.of("acme");

    @TempDir
    private Path directory;

    @Test
    void anOpenPlatformIsReady() {
        try (StoragePlatform platform = StoragePlatform.open(directory)) {
            StorageHealth health = StorageHealth.of(platform);
            assertTrue(health.isReady());
            assertEquals(List.of(), health.reasons());
            assertEquals(List.of(), health.warnings());
            StorageHealth more = health.with(List.of("a bundle is not active"));
            assertFalse(more.isReady());
            assertEquals(List.of("a bundle is not active"), more.reasons());
        }
    }

    @Test
    void aPlatformThatIsAwayIsNotReady() {
        StorageHealth health = StorageHealth.of(Optional.empty());
        assertFalse(health.isReady());
        assertEquals(
                List.of("there is no platform: it is being opened or replaced, or the log says what it waits for"),
                health.reasons());
    }

    /** The other tenants are served, and the figure falls only with the next open. */
    @Test
    void aDamagedTableIsAWarning() throws IOException {
        try (StoragePlatform platform = StoragePlatform.open(directory)) {
            try (TenantStore store = platform.openOrCreate(ACME)) {
                store.put("a".getBytes(StandardCharsets.UTF_8), new byte[1_000]);
                store.flush();
            }
            damageTables();
            platform.scrub(ACME);
            StorageHealth health = StorageHealth.of(platform);
            assertTrue(health.isReady());
            assertEquals(
                    List.of("1 table was found damaged since the start; the events of kind FAILURE name tenant and"
                            + " file: restore it from a backup"),
                    health.warnings());
            ParsedMetrics found =
                    ParsedMetrics.ofPrometheus(StorageMetrics.of(platform).text(MetricsFormat.PROMETHEUS));
            assertEquals(1, found.value("allidb_scrub_damaged_tables_total"));
        }
    }

    private void damageTables() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(file -> file.toString().endsWith(".sst")).forEach(StorageHealthTest::damage);
        }
    }

    private static void damage(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void hangingCallsAndMissingPartsAreReasons() {
        MissingComponent missing = new MissingComponent() {
            @Override
            public String component() {
                return "codec";
            }

            @Override
            public String name() {
                return "zstd";
            }

            @Override
            public List<String> parameters() {
                return List.of("sstable.codec");
            }

            @Override
            public List<TenantId> tenants() {
                return List.of(ACME);
            }
        };
        assertEquals(
                List.of(
                        "2 calls of the file system hang; look at the disk, and at the events of kind SLOW_OPERATION",
                        "the codec 'zstd' is not installed, which sstable.codec names; install the bundle that has it"),
                Readiness.reasons(hanging(2), List.of(missing)));
        assertEquals(
                List.of("1 call of the file system hangs; look at the disk, and at the events of kind SLOW_OPERATION"),
                Readiness.reasons(hanging(1), List.of()));
    }

    /** Figures of a disk that hangs. */
    private static PlatformStatistics hanging(int calls) {
        return (PlatformStatistics) Proxy.newProxyInstance(
                PlatformStatistics.class.getClassLoader(),
                new Class<?>[] {PlatformStatistics.class},
                (proxy, method, none) -> {
                    if (method.getName().equals("hangingOperations")) {
                        return calls;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
