package org.allidb.storage.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Random operations against a {@link TreeMap}, over reopens, flushes, compactions and snapshots. */
class RandomOperationsTest {

    private static final TenantId TENANT = TenantId.of("model");

    @TempDir
    Path directory;

    private Random random = new Random();
    private final NavigableMap<String, byte[]> model = new TreeMap<>();

    @ParameterizedTest
    @CsvSource({
        "size-tiered, none, 64, true",
        "size-tiered, lz4, 1, true",
        "leveled, zstd, 4, false",
        "time-window, none, 1, true"
    })
    void storeAgreesWithModel(String strategy, String codec, int blockKb, boolean mmap) {
        random = new Random(Seed.of(RandomOperationsTest.class));
        StoragePlatform platform = open(strategy, codec, blockKb, mmap);
        TenantStore store = platform.openOrCreate(TENANT);
        List<Held> snapshots = new ArrayList<>();
        for (int step = 0; step < 6_000; step++) {
            int choice = random.nextInt(1000);
            if (choice < 500) {
                put(store);
            } else if (choice < 650) {
                delete(store);
            } else if (choice < 660) {
                deleteRange(store);
            } else if (choice < 760) {
                batch(store);
            } else if (choice < 900) {
                get(store, model);
            } else if (choice < 950) {
                scan(store, model);
            } else if (choice < 960) {
                store.flush();
            } else if (choice < 963) {
                store.compact();
            } else if (choice < 975) {
                snapshots.add(new Held(store.snapshot(), new TreeMap<>(model)));
            } else if (choice < 990) {
                if (!snapshots.isEmpty()) {
                    Held held = snapshots.get(random.nextInt(snapshots.size()));
                    get(held.snapshot, held.model);
                    scan(held.snapshot, held.model);
                    if (random.nextBoolean()) {
                        held.snapshot.close();
                        snapshots.remove(held);
                    }
                }
            } else if (choice < 993) {
                snapshots.forEach(held -> held.snapshot.close());
                snapshots.clear();
                platform.close();
                platform = open(strategy, codec, blockKb, mmap);
                store = platform.open(TENANT);
            }
        }
        scanAll(store, model, false);
        scanAll(store, model, true);
        store.compact();
        scanAll(store, model, false);
        scanAll(store, model, true);
        platform.close();
    }

    private StoragePlatform open(String strategy, String codec, int blockKb, boolean mmap) {
        return StoragePlatform.builder(directory)
                .set("memtable.max_mb", 0.05)
                .set("wal.max_file_mb", 0.25)
                .set("wal.max_total_mb", 1)
                .set("sstable.codec", codec)
                .set("sstable.bottom_codec", codec)
                .set("sstable.block_size_kb", blockKb)
                .set("sstable.cache_mb", 0.25)
                .set("sstable.mmap", mmap)
                .set("compaction.strategy", strategy)
                .set("compaction.target_file_mb", 0.1)
                .set("compaction.max_bandwidth_mbps", 0)
                .set("compaction.max_iops", 0)
                .set("engine.durability", "buffered")
                .open();
    }

    private void put(TenantStore store) {
        String key = key();
        byte[] value = value();
        store.put(key.getBytes(StandardCharsets.UTF_8), value);
        model.put(key, value);
    }

    private void delete(TenantStore store) {
        String key = key();
        store.delete(key.getBytes(StandardCharsets.UTF_8));
        model.remove(key);
    }

    private void deleteRange(TenantStore store) {
        String a = key();
        String b = key();
        if (a.compareTo(b) < 0) {
            store.deleteRange(EntityId.of(a), EntityId.of(b));
            model.subMap(a, true, b, false).clear();
        } else {
            store.deleteEntity(EntityId.of(a));
            model.remove(a);
        }
    }

    private void batch(TenantStore store) {
        WriteBatch batch = store.newBatch();
        int size = random.nextInt(20);
        for (int i = 0; i < size; i++) {
            String key = key();
            if (random.nextInt(4) == 0) {
                batch.delete(key.getBytes(StandardCharsets.UTF_8));
                model.remove(key);
            } else {
                byte[] value = value();
                batch.put(key.getBytes(StandardCharsets.UTF_8), value);
                model.put(key, value);
            }
        }
        store.write(batch, random.nextInt(10) == 0 ? WriteOptions.SYNC : WriteOptions.BUFFERED);
    }

    private void get(org.allidb.storage.api.ReadView view, NavigableMap<String, byte[]> expected) {
        String key = key();
        byte[] value = expected.get(key);
        var found = view.get(key);
        assertEquals(value != null, found.isPresent(), () -> "presence of " + key);
        if (value != null) {
            assertArrayEquals(value, found.get());
        }
    }

    private void scan(org.allidb.storage.api.ReadView view, NavigableMap<String, byte[]> expected) {
        String a = key();
        String b = key();
        String from = a.compareTo(b) <= 0 ? a : b;
        String to = a.compareTo(b) <= 0 ? b : a;
        boolean reverse = random.nextBoolean();
        ScanRequest request = ScanRequest.all().from(EntityId.of(from)).to(EntityId.of(to));
        NavigableMap<String, byte[]> part = expected.subMap(from, true, to, false);
        compare(view, reverse ? request.reversed() : request, reverse ? part.descendingMap() : part);
    }

    private static void scanAll(
            org.allidb.storage.api.ReadView view, NavigableMap<String, byte[]> expected, boolean reverse) {
        compare(
                view,
                reverse ? ScanRequest.all().reversed() : ScanRequest.all(),
                reverse ? expected.descendingMap() : expected);
    }

    private static void compare(
            org.allidb.storage.api.ReadView view, ScanRequest request, Map<String, byte[]> expected) {
        try (Cursor cursor = view.scan(request)) {
            for (Map.Entry<String, byte[]> entry : expected.entrySet()) {
                assertTrue(cursor.next(), () -> "the scan ends before " + entry.getKey());
                assertEquals(entry.getKey(), cursor.entity().toText());
                byte[] value = new byte[cursor.valueLength()];
                cursor.copyValue(value, 0);
                assertArrayEquals(entry.getValue(), value);
            }
            assertFalse(cursor.next(), "the scan goes on after the last row");
        }
    }

    private String key() {
        int number = random.nextInt(400);
        return switch (number % 4) {
            case 0 -> "k" + number;
            case 1 -> "key-with-a-long-shared-prefix-" + number;
            case 2 -> "k" + "\0".repeat(number % 5 + 1) + number;
            default -> "\uFFFDü" + number;
        };
    }

    private byte[] value() {
        int length = random.nextInt(20) == 0 ? 600 + random.nextInt(3000) : random.nextInt(120);
        byte[] value = new byte[length];
        random.nextBytes(value);
        if (random.nextBoolean()) {
            java.util.Arrays.fill(value, (byte) 'x');
        }
        return value;
    }

    private record Held(Snapshot snapshot, NavigableMap<String, byte[]> model) {}
}
