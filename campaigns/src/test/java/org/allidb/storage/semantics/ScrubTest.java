package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.allidb.storage.api.Finding;
import org.allidb.storage.api.ScrubReport;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.testkit.Await;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.TestRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rot is found before a read needs what has rotted, also in tenants that are not open. On a real directory. */
class ScrubTest {

    private static final TenantId TENANT = TenantId.of("tenant");
    private static final int TENANTS = 12;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private final BlockingQueue<StorageEvent> events = new LinkedBlockingQueue<>();

    @Test
    void rotIsFoundAndToldAndForgottenWhenItIsMended() throws IOException, InterruptedException {
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.openOrCreate(TENANT)) {
            subscribe(platform);
            fill(store);
            fill(store);
            assertTrue(store.get("row1").isPresent(), "its block is in the cache");
            ScrubReport clean = platform.scrub(TENANT);
            assertEquals(2, clean.tables());
            assertEquals(List.of(), clean.findings());
            assertEquals(store.statistics().tableBytes(), clean.bytes());

            Path table = tables().getFirst();
            int told = 0;
            for (long at = 40; at < Files.size(table); at += Files.size(table) / 7) {
                flip(table, at);
                List<Finding> findings = platform.scrub(TENANT).findings();
                if (findings.isEmpty()) {
                    flip(table, at);
                    assertEquals(0, byteAt(table, at), "zeros between pages say nothing");
                    continue;
                }
                told++;
                Finding found = findings.getFirst();
                assertEquals(table.getFileName().toString(), found.file());
                assertEquals(Finding.Severity.DAMAGE, found.severity());
                StorageEvent event = events.take();
                assertEquals(TENANT, event.tenant().orElseThrow());
                assertTrue(
                        event.message()
                                .startsWith("tenant 'tenant': the scrub found that the table " + found.file()
                                        + " is damaged at byte " + found.offset()),
                        event.message());
                assertThrows(RuntimeException.class, store::compact);
                flip(table, at);
            }
            assertTrue(told > 3, told + " flipped bytes were found");
            assertEquals(List.of(), platform.scrub(TENANT).findings());
            platform.configure(platform.configuration().with("compaction.enabled", "true"));
            fill(store);
            fill(store);
            store.awaitQuiet();
            assertEquals(1, store.tables().size(), "merges have it again");
        }
    }

    @Test
    void missingTableIsAFinding() throws IOException {
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.openOrCreate(TENANT)) {
            fill(store);
            Path table = tables().getFirst();
            Files.delete(table);
            Finding found = platform.scrub(TENANT).findings().getFirst();
            assertEquals("the table " + table.getFileName() + " is missing; restore it from a backup", found.what());
            assertEquals(1, platform.statistics().scrub().damaged());
        }
    }

    @Test
    void idleTenantsAreScrubbedInTheBackgroundAndNotHeldOpen() throws IOException, InterruptedException {
        try (StoragePlatform platform = builder().open()) {
            for (int i = 0; i < TENANTS; i++) {
                try (TenantStore store = platform.openOrCreate(TenantId.of("tenant-" + i))) {
                    fill(store);
                }
            }
            platform.suspend(TenantId.of("tenant-3"));
        }
        List<Path> tables = tables();
        flip(tables.getLast(), Files.size(tables.getLast()) / 2);
        try (StoragePlatform platform = builder()
                        .set("scrub.interval_hours", 0.0001)
                        .set("tenants.max_open", 2)
                        .open();
                TenantStore one = platform.open(TenantId.of("tenant-5"))) {
            subscribe(platform);
            platform.open(TenantId.of("tenant-6")).close();
            List<String> open = open(platform);
            assertEquals(0, platform.statistics().scrub().tables(), "nothing is due");
            StorageEvent found = next();
            assertTrue(found.message().contains("is damaged at byte"), found.message());
            Await.until("the end of a pass", () -> {
                clock.advanceMillis(100);
                return platform.statistics().scrub().passes() > 0;
            });
            assertTrue(platform.statistics().scrub().tables() >= TENANTS - 1, "the suspended one too");
            platform.configure(platform.configuration().with("scrub.interval_hours", "0"));
            Await.until("the scrub stops", () -> !platform.statistics().scrub().running());
            assertEquals(open, open(platform), "those that were open are, and no others");
            assertTrue(one.get("row1").isPresent());
            long read = platform.statistics().scrub().tables();
            clock.advanceMillis(3_600_000);
            assertEquals(read, platform.statistics().scrub().tables());
        }
    }

    @Test
    void closingDoesNotWaitForTheEndOfAPass() throws InterruptedException {
        try (StoragePlatform platform = builder()
                .set("scrub.interval_hours", 0.0001)
                .set("scrub.max_bandwidth_mbps", 0.001)
                .open()) {
            for (int i = 0; i < 3; i++) {
                try (TenantStore store = platform.openOrCreate(TenantId.of("tenant-" + i))) {
                    fill(store);
                }
            }
            clock.advanceMillis(1_000);
            Await.until("the scrub runs", () -> platform.statistics().scrub().running());
        }
        assertTrue(
                Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("test-scrub")),
                "the scrub waits for tokens that do not come while the clock stands still");
    }

    private static List<String> open(StoragePlatform platform) {
        return platform.tenants().stream()
                .filter(TenantInfo::open)
                .map(tenant -> tenant.id().toString())
                .toList();
    }

    private StorageEvent next() throws InterruptedException {
        for (int i = 0; i < 60_000; i++) {
            clock.advanceMillis(100);
            StorageEvent event = events.poll(1, TimeUnit.MILLISECONDS);
            if (event != null) {
                return event;
            }
        }
        throw new AssertionError("no pass began");
    }

    private void subscribe(StoragePlatform platform) {
        platform.subscribe(event -> {
            if (event.type() == StorageEvent.Type.FAILURE && event.message().contains("the scrub found")) {
                events.add(event);
            }
        });
    }

    private StoragePlatformBuilder builder() {
        return StoragePlatform.builder(directory)
                .use(new TestRuntime(clock))
                .set("engine.runtime", TestRuntime.NAME)
                .set("wal.max_file_mb", 1)
                .set("sstable.block_size_kb", 1)
                // merges do not read it
                .set("sstable.point_index", false)
                .set("compaction.max_iops", 0)
                .set("compaction.max_bandwidth_mbps", 0)
                .set("scrub.max_bandwidth_mbps", 0)
                .set("compaction.enabled", false);
    }

    private static void fill(TenantStore store) {
        for (int i = 0; i < 100; i++) {
            store.put("row" + i, new byte[i % 10 == 0 ? 1_000 : 20]);
        }
        store.flush();
    }

    private static void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 0x10;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes, (int) at, 1), at);
        }
    }

    private static byte byteAt(Path file, long at) throws IOException {
        return Files.readAllBytes(file)[(int) at];
    }

    private List<Path> tables() throws IOException {
        List<Path> tables = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory.resolve("tenants"))) {
            files.filter(file -> file.toString().endsWith(".sst")).sorted().forEach(tables::add);
        }
        return tables;
    }
}
