package org.allidb.storage.memtable.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/** Readers take no lock: whatever the writer is doing, they see whole entries, in order, and never fewer than before. */
class MemtableReadersTest {

    private static final int MEMTABLES = 4_000;
    private static final int ENTRIES = 60;

    private final Random random = new Random(Seed.get());
    private final AtomicReference<Memtable> current = new AtomicReference<>(memtable());
    private final AtomicBoolean done = new AtomicBoolean();

    @Test
    void readerSeesWholeEntriesInOrderWhileTheyAreWritten() throws Exception {
        try (ExecutorService readers = Executors.newSingleThreadExecutor()) {
            Future<Integer> reader = readers.submit(this::read);
            try {
                for (int i = 0; i < MEMTABLES && !reader.isDone(); i++) {
                    write();
                }
            } finally {
                done.set(true);
            }
            assertTrue(reader.get(1, TimeUnit.MINUTES) > 0);
        }
    }

    private static Memtable memtable() {
        return new BTreeMemtableProvider().create();
    }

    /** A new memtable, and entries between each other's. */
    private void write() {
        Memtable memtable = memtable();
        current.set(memtable);
        EntryBatch batch = new EntryBatch();
        for (int sequence = 1; sequence <= ENTRIES; sequence++) {
            byte[] key = ByteBuffer.allocate(Long.BYTES)
                    .putLong(random.nextLong() >>> 1)
                    .array();
            batch.clear();
            batch.add(EntryType.PUT, key, MemorySegment.ofArray(key), -1, 0);
            batch.seal(sequence, sequence);
            memtable.apply(batch);
        }
    }

    private int read() throws IOException {
        int scans = 0;
        EntryRun run = new EntryRun();
        byte[] value = new byte[Long.BYTES];
        Memtable last = current.get();
        int seen = 0;
        while (!done.get()) {
            Memtable memtable = current.get();
            seen = memtable == last ? seen : 0;
            last = memtable;
            int found = 0;
            byte[] before = {};
            try (RunCursor cursor = memtable.entries(Long.MAX_VALUE)) {
                while (cursor.fill(run, EntryRun.CAPACITY) > 0) {
                    for (int i = 0; i < run.size(); i++) {
                        byte[] key = run.key(i);
                        assertTrue(Arrays.compareUnsigned(before, key) < 0, "out of order");
                        run.copyValue(i, value, 0);
                        assertArrayEquals(key, value);
                        before = key;
                        found++;
                    }
                }
            }
            assertTrue(found >= seen, "saw " + seen + " entries, and then " + found);
            seen = found;
            scans++;
        }
        return scans;
    }
}
