package org.allidb.storage.semantics;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.RowReader;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * A table loses its pages under its mapping, as it does when its device fails: every read that needs them is told so with
 * an exception of ours, in interpreted and in compiled code, and the tenant beside it notices nothing.
 */
class FailingDeviceTest {

    private static final int ROWS = 20_000;
    private static final int LARGE = 4_000;

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
                cutTable();
                int errors = 0;
                for (int i = 0; i < ROWS; i += 7) {
                    errors += failsCleanly(store, reader, i) ? 1 : 0;
                }
                assertTrue(errors > ROWS / 10, "only " + errors + " reads failed: their pages were not gone");
            }
            for (int i = 0; i < ROWS; i += 101) {
                assertArrayEquals(value(i), other.get(key(i)).orElseThrow());
            }
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
            switch (i % 3) {
                case 0 -> assertArrayEquals(value(i), store.get(key(i)).orElseThrow());
                case 1 -> {
                    assertTrue(reader.find(key(i)));
                    byte[] value = new byte[reader.valueLength()];
                    reader.copyValue(value, 0);
                    assertArrayEquals(value(i), value);
                }
                default -> {
                    try (Cursor cursor = store.scan(ScanRequest.all().limit(5))) {
                        while (cursor.next()) {
                            cursor.copyValue(new byte[cursor.valueLength()], 0);
                        }
                    }
                }
            }
            return false;
        } catch (StorageException e) {
            assertTrue(e.getMessage().contains("device") || e.getMessage().contains("damaged"), e.getMessage());
            return true;
        } catch (InternalError e) {
            return fail("an error of the machine reached the caller", e);
        }
    }

    private void cutTable() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("tenants"))) {
            Path table = files.filter(file -> file.toString().contains("failing.") && file.toString().endsWith(".sst"))
                    .findFirst()
                    .orElseThrow();
            try (FileChannel channel = FileChannel.open(table, StandardOpenOption.WRITE)) {
                channel.truncate(8_192);
            }
        }
    }

    private static byte[] key(int i) {
        return String.format("row-%08d", i).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static byte[] value(int i) {
        byte[] value = new byte[i % 50 == 0 ? LARGE : 100];
        java.util.Arrays.fill(value, (byte) i);
        return value;
    }
}
