package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tenant had in memory goes when it is closed, though the platform and its caches live on. */
class ClosedTenantMemoryTest {

    private static final TenantId CLOSED = TenantId.of("closed");
    private static final TenantId OTHER = TenantId.of("other");
    private static final int ROWS = 2_000;
    /** What each key and each value begins with. Here the letters are apart in memory. */
    private static final int[] WORD = {'k', 'i', 'n', 'g', 'f', 'i', 's', 'h', 'e', 'r', ':'};

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsOfATenantLeaveTheMemoryWithIt(boolean mapped) throws IOException {
        try (StoragePlatform platform = StoragePlatform.builder(directory.resolve("data"))
                .set("wal.max_file_mb", 1)
                .set("sstable.mmap", mapped)
                .set("tenants.max_open", 1)
                .open()) {
            use(platform, CLOSED, 0);
            assertTrue(remembered() > 0, "nothing is found");
            // buffers that rows pass through are filled again by the next tenant
            use(platform, OTHER, 1);
            Await.until("it is closed", () -> platform.statistics().openTenants() == 1);
            assertEquals(0, remembered());
        }
    }

    private static void use(StoragePlatform platform, TenantId tenant, int change) {
        try (TenantStore store = platform.openOrCreate(tenant)) {
            for (int round = 0; round < 3; round++) {
                WriteBatch batch = store.newBatch();
                for (int row = 0; row < ROWS; row++) {
                    batch.put(value(row, change), value(row, change));
                }
                store.write(batch);
                store.flush();
                for (int again = 0; again < 2; again++) {
                    for (int row = 0; row < ROWS; row++) {
                        store.get(RowKey.value(EntityId.of(value(row, change)))).orElseThrow();
                    }
                }
                House.entities(store, ScanRequest.all());
            }
            store.compact();
            for (int row = 0; row < ROWS; row++) {
                store.get(RowKey.value(EntityId.of(value(row, change)))).orElseThrow();
            }
        }
    }

    private static byte[] value(int row, int change) {
        byte[] value = new byte[WORD.length + 40];
        for (int i = 0; i < WORD.length; i++) {
            value[i] = (byte) (WORD[i] + change);
        }
        value[WORD.length] = (byte) row;
        value[WORD.length + 1] = (byte) (row >> 8);
        return value;
    }

    /** Returns how many rows of the first tenant are in objects that are alive, by their keys or values. */
    private int remembered() throws IOException {
        Path dump = directory.resolve("heap" + System.nanoTime() + ".hprof");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), true);
        Set<Integer> rows = new HashSet<>();
        try (FileChannel file = FileChannel.open(dump)) {
            MappedByteBuffer bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            for (int at = 0; at < bytes.limit() - WORD.length - 2; at++) {
                if (bytes.get(at) == WORD[0] && isWord(bytes, at)) {
                    int number = at + WORD.length;
                    rows.add(bytes.get(number) & 0xFF | (bytes.get(number + 1) & 0xFF) << 8);
                }
            }
        }
        return rows.size();
    }

    private static boolean isWord(MappedByteBuffer bytes, int at) {
        for (int i = 1; i < WORD.length; i++) {
            if (bytes.get(at + i) != WORD[i]) {
                return false;
            }
        }
        return true;
    }
}
