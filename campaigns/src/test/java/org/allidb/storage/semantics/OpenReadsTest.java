package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.RowReader;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.event.StorageEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What open cursors, readers and snapshots keep is seen and bounded, and they are reported when they are forgotten. */
class OpenReadsTest {

    private static final int WATCHDOG_SECONDS = 60;
    /** Of 4 MiB; a load of rows takes about a quarter of it. */
    private static final Map<String, Object> SMALL =
            Map.of("memtable.total_mb", 4, "memtable.max_mb", 3, "memtable.reader_percent", 50);

    @TempDir
    Path directory;

    @Test
    void oldestCursorsAreEndedWhenTheyKeepTooMuch() {
        try (House house = new House((operation, name) -> {}, SMALL)) {
            long limit = house.platform().statistics().heldBufferLimitBytes();
            assertEquals((4 << 20) / 100 * 50, limit);
            List<Cursor> cursors = openBetweenFlushes(house.store(), 12);
            assertTrue(house.platform().statistics().heldBufferBytes() > limit / 4);
            assertTrue(house.platform().statistics().heldBufferBytes() <= limit);
            assertEquals(
                    house.platform().statistics().heldBufferBytes(),
                    house.store().statistics().heldBufferBytes());

            QuotaExceededException ended = assertThrows(QuotaExceededException.class, cursors.getFirst()::next);
            assertEquals("reader_memory_bytes", ended.quota());
            assertEquals(limit, ended.limit());
            assertTrue(ended.usage() > limit);
            assertEquals(House.TENANT, ended.tenant());
            String message = String.valueOf(ended.getMessage());
            assertTrue(message.contains("the open cursors of tenant 'tenant' kept"), message);
            assertTrue(message.contains("memtable.reader_percent allows 2.00 MiB"), message);
            assertTrue(message.contains("ScanRequest.resumeAfter"), message);
            assertThrows(QuotaExceededException.class, cursors.getFirst()::value);
            assertThrows(QuotaExceededException.class, cursors.getFirst()::next, "again");

            int rows = 1;
            while (cursors.getLast().next()) {
                rows++;
            }
            assertEquals(12 * 700, rows, "the newest cursor goes on");
            long open = house.store().statistics().usage().openCursors();
            assertTrue(open > 0 && open < 12, open + " are open");
            cursors.forEach(Cursor::close);
            assertEquals(0, house.store().statistics().usage().openCursors());
            assertEquals(0, house.platform().statistics().heldBufferBytes());
        }
    }

    @Test
    void noTenantPaysForAnother() {
        try (House house = new House((operation, name) -> {}, SMALL);
                TenantStore other = house.platform().openOrCreate(TenantId.of("other"))) {
            other.put("row", new byte[100]);
            Cursor oldest = other.scan(ScanRequest.all());
            other.flush();
            List<Cursor> cursors = openBetweenFlushes(house.store(), 8);
            assertThrows(QuotaExceededException.class, cursors.getFirst()::next);
            assertTrue(oldest.next());
            assertTrue(other.statistics().heldBufferBytes() > 0);
            oldest.close();
            cursors.forEach(Cursor::close);
        }
    }

    @Test
    void tenantWithAQuotaForItsBufferKeepsAsMuchForReaders() {
        TenantSettings settings = TenantSettings.DEFAULTS.withQuota(Quota.NONE.withWriteBufferBytes(1_500_000));
        try (House house = new House((operation, name) -> {}, Map.of());
                TenantStore store = house.platform().create(TenantId.of("bounded"), settings)) {
            List<Cursor> cursors = openBetweenFlushes(store, 4);
            QuotaExceededException ended = assertThrows(QuotaExceededException.class, cursors.getFirst()::next);
            assertEquals("write_buffer_bytes", ended.quota());
            assertEquals(1_500_000, ended.limit());
            assertTrue(store.statistics().heldBufferBytes() <= 1_500_000);
            cursors.forEach(Cursor::close);
        }
    }

    @Test
    void lowerLimitIsInForceAtOnce() {
        try (House house = new House((operation, name) -> {}, SMALL)) {
            List<Cursor> cursors = openBetweenFlushes(house.store(), 1);
            assertTrue(house.platform().statistics().heldBufferBytes() > 0);
            house.platform().configure(house.platform().configuration().with("memtable.reader_percent", "1"));
            assertEquals(0, house.platform().statistics().heldBufferBytes());
            assertThrows(QuotaExceededException.class, cursors.getFirst()::next);
            cursors.forEach(Cursor::close);
        }
    }

    @Test
    void rowsOfAReaderKeepNoMemtable() {
        try (House house = new House();
                RowReader reader = house.store().reader()) {
            house.store().put("row", House.bytes("value"));
            assertTrue(reader.find(House.bytes("row")));
            house.store().flush();
            assertEquals(0, house.store().statistics().heldBufferBytes());
            byte[] value = new byte[reader.valueLength()];
            reader.copyValue(value, 0);
            assertEquals("value", House.text(value));
        }
    }

    @Test
    void tablesThatOnlyCursorsKeepAreSeenAndCount() {
        // the clock stands still, and no throttler is to wait for it
        Map<String, Object> unthrottled = Map.of("compaction.max_bandwidth_mbps", 0, "compaction.max_iops", 0);
        try (House house = new House((operation, name) -> {}, unthrottled)) {
            load(house.store(), 0);
            house.store().flush();
            load(house.store(), 1);
            house.store().flush();
            try (Cursor cursor = house.store().scan(ScanRequest.all())) {
                assertTrue(cursor.next());
                house.store().compact();
                long kept = house.store().statistics().heldTableBytes();
                assertTrue(kept > 1_000_000, kept + " bytes");
                assertTrue(house.store().statistics().usage().diskBytes()
                        >= kept + house.store().statistics().tableBytes());
            }
            assertEquals(0, house.store().statistics().heldTableBytes());
        }
    }

    @Test
    void whatIsOpenWhenThePlatformClosesIsOfNoUseAfterwardsAndKeepsNothing() throws Exception {
        BlockingQueue<StorageEvent> told = new LinkedBlockingQueue<>();
        Path data = directory.resolve("data");
        Cursor cursor;
        RowReader reader;
        Snapshot snapshot;
        TenantStore store;
        try (StoragePlatform platform = StoragePlatform.open(data)) {
            platform.subscribe(told::add);
            store = platform.openOrCreate(TenantId.of("tenant"));
            load(store, 0);
            store.flush();
            cursor = store.scan(ScanRequest.all());
            assertTrue(cursor.next());
            reader = store.reader();
            assertTrue(reader.find(cursor.entity().toByteArray()));
            snapshot = store.snapshot();
            assertTrue(mappedTables(data) > 0 || !isLinux(), "the test needs a mapping to see it go");
        }
        assertEquals(0, mappedTables(data));
        assertThrows(StoreClosedException.class, cursor::next);
        assertThrows(StoreClosedException.class, cursor::value);
        assertThrows(StoreClosedException.class, () -> cursor.copyValue(new byte[2000], 0));
        assertThrows(StoreClosedException.class, cursor::row);
        assertThrows(StoreClosedException.class, reader::value);
        assertThrows(StoreClosedException.class, () -> reader.copyValue(new byte[2000], 0));
        assertThrows(StoreClosedException.class, () -> reader.find(House.bytes("row")));
        assertThrows(StoreClosedException.class, () -> snapshot.get("row"));
        assertThrows(StoreClosedException.class, () -> snapshot.scan(ScanRequest.all()));
        assertThrows(StoreClosedException.class, () -> store.get("row"));
        cursor.close();
        reader.close();
        snapshot.close();
        store.close();
        String message = await(told, "while").message();
        assertTrue(message.contains("2 cursors or readers and 1 snapshots were open"), message);
        assertTrue(message.contains("engine.track_origins"), message);
    }

    @Test
    void forgottenOnesAreToldWithTheirPlaceAndReleased() throws Exception {
        BlockingQueue<StorageEvent> told = new LinkedBlockingQueue<>();
        try (StoragePlatform platform = StoragePlatform.builder(directory.resolve("data"))
                        .set("engine.track_origins", true)
                        .open();
                TenantStore store = platform.openOrCreate(TenantId.of("tenant"))) {
            platform.subscribe(told::add);
            store.put("row", new byte[10]);
            forget(store);
            List<String> messages = new ArrayList<>();
            for (String what : List.of("a cursor", "a reader", "a snapshot")) {
                messages.add(collected(told, what + " of tenant 'tenant' was forgotten"));
            }
            for (String message : messages) {
                assertTrue(message.contains("OpenReadsTest.forget(OpenReadsTest.java:"), message);
                assertFalse(message.contains("org.allidb.storage.engine."), message);
            }
            assertEquals(0, store.statistics().usage().openCursors());
            assertEquals(0, store.statistics().snapshots());
        }
    }

    @Test
    void whatIsStillOpenAtTheCloseIsToldWithItsPlace() throws Exception {
        BlockingQueue<StorageEvent> told = new LinkedBlockingQueue<>();
        List<AutoCloseable> open = new ArrayList<>();
        try (StoragePlatform platform = StoragePlatform.builder(directory.resolve("data"))
                .set("engine.track_origins", true)
                .open()) {
            platform.subscribe(told::add);
            open.add(platform.openOrCreate(TenantId.of("tenant")));
            TenantStore closed = platform.open(TenantId.of("tenant"));
            closed.close();
        }
        String message = await(told, "was still open").message();
        assertTrue(
                message.startsWith("a handle of tenant 'tenant' was still open when the platform was closed"), message);
        assertTrue(message.contains("whatIsStillOpenAtTheCloseIsToldWithItsPlace"), message);
        assertTrue(told.stream().noneMatch(event -> event.message().contains("still open")), "the other was closed");
        open.getFirst().close();
    }

    private static void forget(TenantStore store) {
        assertTrue(store.scan(ScanRequest.all()).next());
        assertTrue(store.reader().find(House.bytes("row")));
        assertTrue(store.snapshot().get("row").isPresent());
    }

    /** Collects garbage until an event tells what is wanted. */
    private static String collected(BlockingQueue<StorageEvent> told, String wanted) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(WATCHDOG_SECONDS);
        while (System.nanoTime() < until) {
            System.gc();
            StorageEvent event = told.poll(100, TimeUnit.MILLISECONDS);
            if (event != null) {
                if (event.message().contains(wanted)) {
                    return event.message();
                }
                told.add(event);
            }
        }
        throw new AssertionError("nothing told of '" + wanted + "'");
    }

    private static StorageEvent await(BlockingQueue<StorageEvent> told, String wanted) throws InterruptedException {
        while (true) {
            StorageEvent event = told.poll(WATCHDOG_SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("nothing told of '" + wanted + "'");
            }
            if (event.type() == StorageEvent.Type.FORGOTTEN && event.message().contains(wanted)) {
                return event;
            }
        }
    }

    /** Opens a cursor, stands on its first row and flushes what it sees, over and over. */
    private static List<Cursor> openBetweenFlushes(TenantStore store, int times) {
        List<Cursor> cursors = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            load(store, i);
            Cursor cursor = store.scan(ScanRequest.all());
            assertTrue(cursor.next());
            cursors.add(cursor);
            store.flush();
        }
        return cursors;
    }

    private static void load(TenantStore store, int number) {
        WriteBatch batch = store.newBatch();
        for (int i = 0; i < 700; i++) {
            batch.put(House.bytes("row" + (1000 + i) + "." + number), new byte[1000]);
        }
        store.write(batch, WriteOptions.BUFFERED);
    }

    private static boolean isLinux() {
        return Files.exists(Path.of("/proc/self/maps"));
    }

    private static long mappedTables(Path data) throws IOException {
        if (!isLinux()) {
            return 0;
        }
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.contains(data.toString()) && line.contains(".sst"))
                .count();
    }
}
