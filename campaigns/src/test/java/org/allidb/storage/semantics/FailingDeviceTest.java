package org.allidb.storage.semantics;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.RowReader;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A table loses its pages under its mapping, as it does when its device fails. Every read that needs them fails with an
 * exception of ours, in interpreted and in compiled code. The tenant beside it notices nothing.
 */
class FailingDeviceTest {

    private static final int ROWS = 20_000;
    private static final int LARGE = 4_000;
    /** In which a row is read. */
    private static final int WAYS = 6;

    @TempDir
    Path directory;

    @Test
    void readOfPagesThatAreGoneIsAnErrorOfOurs() throws IOException {
        try (StoragePlatform platform = StoragePlatform.open(directory);
                TenantStore store = platform.openOrCreate(TenantId.of("failing"));
                TenantStore other = platform.openOrCreate(TenantId.of("other"))) {
            fill(store);
            fill(other);
            try (RowReader reader = store.reader()) {
                for (int i = 0; i < ROWS; i++) {
                    assertTrue(reader.find(key(i)));
                }
                assertEquals(ROWS, walk(store, ScanRequest.all()));
                Path table = table();
                byte[] content = Files.readAllBytes(table);
                cut(table);
                int errors = 0;
                for (int i = 0; i < ROWS; i += 7) {
                    errors += failsCleanly(store, reader, i) ? 1 : 0;
                }
                assertTrue(errors > ROWS / 10, "only " + errors + " reads failed: their pages were not gone");
                // the mapping is not believed again, but what the device gives by position is
                Files.write(table, content, StandardOpenOption.WRITE);
                for (int i = 0; i < ROWS; i += 7) {
                    assertFalse(failsCleanly(store, reader, i), "the device reads again, but row " + i + " does not");
                }
                assertEquals(ROWS, walk(store, ScanRequest.all()));
                assertEquals(ROWS, walk(store, ScanRequest.all().reversed()));
            }
            for (int i = 0; i < ROWS; i += 101) {
                assertArrayEquals(value(i), other.get(key(i)).orElseThrow());
            }
        }
    }

    /** A device that fails for each kind of read first, because the first error ends the use of the mapping. */
    @Test
    void firstErrorOfEachKindOfReadIsOurs() throws IOException {
        for (int round = 0; round < 2 * WAYS; round++) {
            try (StoragePlatform platform = StoragePlatform.open(directory);
                    TenantStore store = platform.openOrCreate(TenantId.of("failing"));
                    RowReader reader = store.reader()) {
                if (round == 0) {
                    fill(store);
                }
                assertEquals(ROWS, walk(store, ScanRequest.all()));
                Path table = table();
                byte[] content = Files.readAllBytes(table);
                cut(table);
                int first = ROWS / 2 / WAYS * WAYS + round % WAYS;
                for (int i = first; i < first + WAYS; i++) {
                    assertTrue(failsCleanly(store, reader, i), "the page of row " + i + " was not gone");
                }
                Files.write(table, content, StandardOpenOption.WRITE);
                for (int i = 0; i < ROWS; i += 503) {
                    assertFalse(failsCleanly(store, reader, i));
                }
            }
        }
    }

    /** A value of which the pages vanish between the step of the cursor and its copy. */
    @Test
    void valuesWhosePagesAreGoneAreAnErrorOfOursOrRight() throws IOException {
        try (StoragePlatform platform = StoragePlatform.open(directory);
                TenantStore store = platform.openOrCreate(TenantId.of("failing"))) {
            fill(store);
            int errors = 0;
            byte[] value = new byte[LARGE];
            assertEquals(ROWS, walk(store, ScanRequest.all()));
            try (Cursor cursor = store.scan(
                    ScanRequest.all().from(EntityId.of(key(ROWS / 2))).limit(100))) {
                assertTrue(cursor.next());
                cut(table());
                do {
                    try {
                        cursor.copyValue(value, 0);
                    } catch (StorageException e) {
                        assertOurs(e);
                        errors++;
                    }
                } while (errors < 5 && cursor.next());
            }
            assertEquals(5, errors);
        }
    }

    private static void fill(TenantStore store) {
        for (int i = 0; i < ROWS; i++) {
            store.put(key(i), value(i), org.allidb.storage.api.WriteOptions.BUFFERED);
        }
        store.flush();
    }

    /** Reads a row in one of the ways; whether that failed with an exception of ours. A row that is found is right. */
    private static boolean failsCleanly(TenantStore store, RowReader reader, int i) {
        try {
            switch (i % WAYS) {
                case 0 -> assertArrayEquals(value(i), store.get(key(i)).orElseThrow());
                case 1 -> {
                    assertTrue(reader.find(key(i)));
                    byte[] value = new byte[reader.valueLength()];
                    reader.copyValue(value, 0);
                    assertArrayEquals(value(i), value);
                }
                case 2 ->
                    walk(store, ScanRequest.all().from(EntityId.of(key(i))).limit(5));
                case 3 ->
                    walk(
                            store,
                            ScanRequest.all()
                                    .to(EntityId.of(key(Math.max(i, 1))))
                                    .reversed()
                                    .limit(5));
                case 4 -> {
                    RowKey row = RowKey.value(EntityId.of(key(i)));
                    assertEquals(
                            row,
                            store.getAll(List.of(row))
                                    .getFirst()
                                    .orElseThrow()
                                    .row()
                                    .key());
                }
                default -> assertEquals(1, store.getEntity(EntityId.of(key(i))).size());
            }
            return false;
        } catch (StorageException e) {
            assertOurs(e);
            return true;
        }
    }

    private static void assertOurs(StorageException e) {
        assertTrue(
                e.getMessage().contains("tenant 'failing'")
                        && e.getMessage().contains(".sst")
                        && e.getMessage().contains("allidb check DIR"),
                e.getMessage());
    }

    private static int walk(TenantStore store, ScanRequest request) {
        int rows = 0;
        byte[] value = new byte[LARGE];
        try (Cursor cursor = store.scan(request)) {
            while (cursor.next()) {
                cursor.copyValue(value, 0);
                int i = Integer.parseInt(new String(cursor.entity().toByteArray(), US_ASCII).substring(4));
                assertArrayEquals(value(i), java.util.Arrays.copyOf(value, cursor.valueLength()));
                rows++;
            }
        }
        return rows;
    }

    private Path table() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("tenants"))) {
            return files.filter(file -> file.toString().contains("failing.")
                            && file.toString().endsWith(".sst"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void cut(Path table) throws IOException {
        try (FileChannel channel = FileChannel.open(table, StandardOpenOption.WRITE)) {
            channel.truncate(8_192);
        }
    }

    private static byte[] key(int i) {
        return String.format("row-%08d", i).getBytes(US_ASCII);
    }

    private static byte[] value(int i) {
        byte[] value = new byte[i % 50 == 0 ? LARGE : 100];
        java.util.Arrays.fill(value, (byte) i);
        return value;
    }
}
