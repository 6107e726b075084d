package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A damaged table fails reads that need what is damaged; their errors say where it is. Other rows, tables and tenants,
 * and merges of other tables, are not harmed. On a real directory.
 */
class DamagedTableTest {

    private static final TenantId TENANT = TenantId.of("tenant");
    private static final TenantId OTHER = TenantId.of("other");
    private static final int ROWS = 400;

    @TempDir
    Path directory;

    private final BlockingQueue<StorageEvent> events = new LinkedBlockingQueue<>();

    @Test
    void onlyReadsOfTheDamagedBlockFailAndSayWhereItIs() throws IOException {
        writeTwoTenants();
        Path table = tables(TENANT).getFirst();
        flip(table, Files.size(table) / 2);
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.open(TENANT);
                TenantStore other = platform.open(OTHER)) {
            List<Integer> lost = new ArrayList<>();
            for (int i = 0; i < ROWS; i++) {
                try {
                    assertArrayEquals(value(i), store.get(name(i)).orElseThrow());
                } catch (CorruptionException e) {
                    assertTellsWhere(e, table);
                    lost.add(i);
                }
                assertArrayEquals(value(i), other.get(name(i)).orElseThrow());
            }
            assertTrue(!lost.isEmpty() && lost.size() < ROWS / 4, "lost " + lost);
            assertEquals(lost.getLast() - lost.getFirst() + 1, lost.size(), "one block: " + lost);

            int last = lost.getFirst() - 1;
            assertEquals(last, count(store, name(0), name(last)), "a scan that ends before");
            assertEquals(
                    ROWS - 1 - lost.getLast(),
                    count(store, name(lost.getLast() + 1), name(ROWS)),
                    "one that starts after");
            assertTellsWhere(assertThrows(CorruptionException.class, () -> count(store, name(0), name(ROWS))), table);

            store.put(name(lost.getFirst()), value(1));
            assertArrayEquals(value(1), store.get(name(lost.getFirst())).orElseThrow(), "nothing old is needed");
        }
    }

    @Test
    void tableThatCannotBeOpenedHurtsReadsOfItsKeysAlone() throws IOException {
        writeTwoTenants();
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.open(TENANT)) {
            store.put("z", value(0));
            store.flush();
        }
        Path table = tables(TENANT).getFirst();
        flip(table, Files.size(table) - 20);
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.open(TENANT)) {
            assertTellsWhere(assertThrows(CorruptionException.class, () -> store.get(name(1))), table);
            assertTrue(store.get("z").isPresent());
            assertTrue(store.get("a").isEmpty());
            assertEquals(1, count(store, "y", "zz"));
            store.put(name(1), value(7));
            store.flush();
            assertArrayEquals(value(7), store.get(name(1)).orElseThrow());
        }
    }

    @Test
    void missingTableIsToldLikeADamagedOne() throws IOException {
        writeTwoTenants();
        Path table = tables(TENANT).getFirst();
        Files.delete(table);
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.open(TENANT)) {
            CorruptionException told = assertThrows(CorruptionException.class, () -> store.get(name(1)));
            assertTrue(told.getMessage().contains("tenant 'tenant'"), told.getMessage());
            assertTrue(told.getMessage().contains(table.getFileName() + " is missing"), told.getMessage());
            store.put(name(1), value(7));
            assertArrayEquals(value(7), store.get(name(1)).orElseThrow());
        }
    }

    @Test
    void mergeOfADamagedTableFailsAndLeavesEverythingAsItWas() throws IOException {
        writeTables(2);
        Path damaged = tables(TENANT).getFirst();
        flip(damaged, Files.size(damaged) / 2);
        List<Path> before = tables(TENANT);
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.open(TENANT)) {
            assertTellsWhere(assertThrows(CorruptionException.class, store::compact), damaged);
            assertEquals(before, tables(TENANT), "inputs stay, and nothing half done is left");
            assertTrue(store.get(name(1)).isPresent());
            assertTellsWhere(assertThrows(CorruptionException.class, store::compact), damaged);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"size-tiered", "leveled", "time-window", "unified"})
    void otherMergesGoOnAroundADamagedTableThatIsTriedOnce(String strategy) throws IOException {
        writeTables(4);
        Path damaged = tables(TENANT).getFirst();
        flip(damaged, Files.size(damaged) / 2);
        try (StoragePlatform platform = builder()
                        .set("compaction.enabled", true)
                        .set("compaction.strategy", strategy)
                        .set("compaction.check_interval_ms", 3_600_000)
                        .set("compaction.window_minutes", 1)
                        .open();
                TenantStore store = platform.open(TENANT)) {
            platform.subscribe(events::add);
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 4; i++) {
                    writeRows(store, round);
                    store.flush();
                }
                store.awaitQuiet();
            }
            List<TableInfo> tables = store.tables();
            assertTrue(tables.size() <= 6, tables.size() + " tables: they are not merged any more");
            assertTrue(Files.exists(damaged));
            assertArrayEquals(value(4), store.get(name(1)).orElseThrow());
        }
        List<String> failures = events.stream()
                .filter(event -> event.type() == StorageEvent.Type.FAILURE)
                .map(StorageEvent::message)
                .toList();
        assertTrue(failures.size() <= 1, failures.toString());
        for (String failure : failures) {
            assertTrue(failure.contains(damaged.getFileName().toString()), failure);
            assertTrue(failure.contains("its inputs stay as they are"), failure);
        }
    }

    @Test
    void tableThatWasFoundDamagedWhileTheStrategyThoughtIsNotTriedAgain() throws Exception {
        writeTables(2);
        Path damaged = tables(TENANT).getFirst();
        flip(damaged, Files.size(damaged) / 2);
        SlowStrategy slow = new SlowStrategy();
        try (StoragePlatform platform = builder()
                        .use(slow)
                        .set("compaction.enabled", true)
                        .set("compaction.strategy", slow.name())
                        .set("compaction.check_interval_ms", 3_600_000)
                        .open();
                TenantStore store = platform.open(TENANT)) {
            platform.subscribe(events::add);
            // the scheduler asks once after the open; two that ask at a time would see each other's tables
            slow.asked.await();
            slow.meanwhile = () -> assertThrows(CorruptionException.class, store::compact);
            store.awaitQuiet();
            assertEquals(2, slow.seen.getFirst(), "it was to be merged");
            assertTrue(slow.seen.contains(1), "the strategy was asked again, without it");
        }
        assertEquals(
                List.of(),
                events.stream()
                        .filter(event -> event.type() == StorageEvent.Type.FAILURE)
                        .map(StorageEvent::message)
                        .toList());
    }

    /** Merges two tables once it has {@link #meanwhile}, which happens before it says so the first time. */
    private static final class SlowStrategy implements CompactionStrategy {

        private final CountDownLatch asked = new CountDownLatch(1);
        private final List<Integer> seen = new ArrayList<>();
        private volatile @Nullable Runnable meanwhile;

        @Override
        public String name() {
            return "slow";
        }

        @Override
        public synchronized Optional<CompactionTask> propose(CompactionView view) {
            Runnable happens = meanwhile;
            asked.countDown();
            if (happens == null) {
                return Optional.empty();
            }
            // another thread may ask while the compaction that it starts has both
            List<Long> tables = view.tables().stream()
                    .filter(table -> !table.busy())
                    .map(table -> table.properties().tableId())
                    .toList();
            seen.add(tables.size());
            if (seen.size() == 1) {
                happens.run();
            }
            return tables.size() < 2
                    ? Optional.empty()
                    : Optional.of(CompactionTask.Merge.of(tables, 0, false, "there are two"));
        }

        @Override
        public CompactionDebt debt(CompactionView view) {
            return CompactionDebt.NONE;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void valueThatRotsAfterItWasReadGetsNoFreshChecksum(String mmap) throws IOException {
        try (StoragePlatform platform = builder().set("sstable.mmap", mmap).open();
                TenantStore store = platform.openOrCreate(TENANT)) {
            byte[] large = new byte[10_000];
            Arrays.fill(large, (byte) 7);
            store.put("large", large);
            store.flush();
            store.put("other", large);
            store.flush();
            assertArrayEquals(large, store.get("large").orElseThrow());
            Path table = tables(TENANT).getFirst();
            flip(table, indexOf(table, (byte) 7) + 5_000);
            assertTellsWhere(assertThrows(CorruptionException.class, store::compact), table);
            assertArrayEquals(large, store.get("other").orElseThrow());
            assertEquals(2, store.tables().size());
        }
    }

    private static void assertTellsWhere(CorruptionException told, Path table) {
        String file = table.getFileName().toString();
        assertEquals(file, told.file());
        assertTrue(told.getMessage().contains("tenant 'tenant'"), told.getMessage());
        assertTrue(told.getMessage().contains(file + " is damaged at byte " + told.offset()), told.getMessage());
        assertFalse(told.getMessage().contains("other"), "another tenant's name: " + told.getMessage());
    }

    private StoragePlatformBuilder builder() {
        return StoragePlatform.builder(directory)
                .set("wal.max_file_mb", 1)
                .set("sstable.block_size_kb", 1)
                .set("compaction.min_size_mb", 0)
                .set("compaction.enabled", false);
    }

    private void writeTwoTenants() {
        try (StoragePlatform platform = builder().open()) {
            for (TenantId tenant : List.of(TENANT, OTHER)) {
                try (TenantStore store = platform.openOrCreate(tenant)) {
                    writeRows(store, 0);
                    store.flush();
                }
            }
        }
    }

    private void writeTables(int count) {
        try (StoragePlatform platform = builder().open();
                TenantStore store = platform.openOrCreate(TENANT)) {
            for (int i = 0; i < count; i++) {
                writeRows(store, 0);
                store.flush();
            }
        }
    }

    private static void writeRows(TenantStore store, int shift) {
        for (int i = 0; i < ROWS; i++) {
            store.put(EntityId.of(name(i)).toByteArray(), value(shift == 0 ? i : shift), WriteOptions.BUFFERED);
        }
    }

    private static int count(TenantStore store, String from, String to) {
        int count = 0;
        try (Cursor cursor =
                store.scan(ScanRequest.all().from(EntityId.of(from)).to(EntityId.of(to)))) {
            while (cursor.next()) {
                count++;
            }
        }
        return count;
    }

    private static String name(int i) {
        return String.format("row%05d", i);
    }

    private static byte[] value(int i) {
        return String.format("value %05d of a row", i).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 0x10;
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(bytes, (int) at, 1), at);
        }
    }

    private static int indexOf(Path file, byte wanted) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i + 1_000 < bytes.length; i++) {
            if (bytes[i] == wanted && bytes[i + 1_000] == wanted) {
                return i;
            }
        }
        throw new IOException("the value is not in " + file);
    }

    private List<Path> tables(TenantId tenant) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("tenants"))) {
            return files.filter(file -> file.toString().contains("/" + tenant + ".")
                            && file.toString().endsWith(".sst"))
                    .sorted()
                    .toList();
        }
    }
}
