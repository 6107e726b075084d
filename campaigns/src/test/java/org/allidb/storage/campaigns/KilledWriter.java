package org.allidb.storage.campaigns;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;

/**
 * Writes numbered batches to several tenants on several threads, flushes and compacts, and prints the number of each batch
 * once it is acknowledged. Runs until it is killed.
 */
public final class KilledWriter {

    static final int ROWS_OF_A_BATCH = 3;
    static final int TENANTS = 3;
    private static final int THREADS = 4;
    private static final int VALUE_BYTES = 300;
    private static final int FLUSH_EVERY = 100;
    private static final int COMPACT_EVERY = 400;

    private KilledWriter() {}

    /**
     * Writes.
     *
     * @param arguments the data directory, and the number to begin with
     */
    @SuppressWarnings("resource") // it is never closed: that is what this is about
    public static void main(String[] arguments) {
        StoragePlatform platform = open(Path.of(arguments[0]));
        TenantStore[] stores = new TenantStore[TENANTS];
        for (int i = 0; i < TENANTS; i++) {
            stores[i] = platform.openOrCreate(tenant(i));
        }
        AtomicLong next = new AtomicLong(Long.parseLong(arguments[1]));
        PrintStream out = System.out;
        for (int thread = 0; thread < THREADS; thread++) {
            new Thread(() -> {
                        while (true) {
                            long number = next.getAndIncrement();
                            TenantStore store = stores[(int) (number % TENANTS)];
                            store.write(
                                    batch(store, number), isSynced(number) ? WriteOptions.SYNC : WriteOptions.BUFFERED);
                            out.println(number);
                            if (number % FLUSH_EVERY == 0) {
                                store.flush();
                            }
                            if (number % COMPACT_EVERY == 0) {
                                store.compact();
                            }
                        }
                    })
                    .start();
        }
    }

    /** A hard kill loses neither: what is acknowledged is with the operating system. */
    private static boolean isSynced(long number) {
        return number % 5 < 3;
    }

    static StoragePlatform open(Path directory) {
        return StoragePlatform.builder(directory)
                .set("wal.max_file_mb", 0.25)
                .set("memtable.max_mb", 0.25)
                .set("compaction.check_interval_ms", 50)
                .set("compaction.max_bandwidth_mbps", 0)
                .set("compaction.max_iops", 0)
                .open();
    }

    static TenantId tenant(int number) {
        return TenantId.of("tenant-" + number);
    }

    static byte[] key(long number, int row) {
        return ("batch-" + number + "/" + row).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] value(long number, int row) {
        ByteBuffer value = ByteBuffer.allocate(VALUE_BYTES);
        while (value.remaining() >= Long.BYTES) {
            value.putLong(number * ROWS_OF_A_BATCH + row);
        }
        return value.array();
    }

    private static WriteBatch batch(TenantStore store, long number) {
        WriteBatch batch = store.newBatch();
        for (int row = 0; row < ROWS_OF_A_BATCH; row++) {
            batch.put(key(number, row), value(number, row));
        }
        return batch;
    }
}
