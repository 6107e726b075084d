package org.allidb.storage.demo.internal;

import java.io.PrintStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;

/**
 * A program that writes synced rows from several threads until it is killed. After a row is acknowledged, its number is
 * printed on a line of its own. The line ends with a dot, so that a reader can tell half a line.
 */
final class CrashWriter {

    static final TenantId TENANT = TenantId.of("survivor");
    static final String PROGRAM = "crash-writer";
    static final char END = '.';

    private static final int THREADS = 4;

    private final StoragePlatform platform;
    private final ExecutorService threads;
    private final PrintStream out;
    private final AtomicLong next = new AtomicLong();

    CrashWriter(StoragePlatform platform, ExecutorService threads, PrintStream out) {
        this.platform = platform;
        this.threads = threads;
        this.out = out;
    }

    /** Writes until a thread fails. */
    int run() throws Exception {
        try (TenantStore store = platform.openOrCreate(TENANT)) {
            Future<?> last = null;
            for (int i = 0; i < THREADS; i++) {
                last = threads.submit(() -> write(store));
            }
            if (last != null) {
                last.get();
            }
            return 1;
        }
    }

    private void write(TenantStore store) {
        while (true) {
            long number = next.getAndIncrement();
            NumberedRows.put(store, number, WriteOptions.SYNC);
            synchronized (out) {
                out.println(number + "" + END);
                out.flush();
            }
        }
    }
}
