package org.allidb.storage.wal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.allidb.storage.spi.wal.FailedLogException;
import org.allidb.storage.spi.wal.WriteAheadLog;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/** Large records that nobody has to sync do not pile up before those who sync. */
class LargeRecordsTest {

    private static final byte[] LARGE = new byte[300 << 10];
    private static final byte[] SMALL = new byte[100];

    private final StrictMemVfs files = new StrictMemVfs();
    private long sequence;

    private static Journal open(StrictMemVfs files, FaultPlan plan) throws IOException {
        return Journal.open(new FaultyVfs(files, plan), Map.of("max_file_mb", "8", "max_total_mb", "32"));
    }

    private long append(WriteAheadLog log, byte[] record, boolean synced) throws IOException {
        long position = log.append(1, ++sequence, record, 0, record.length, synced);
        if (synced) {
            log.sync(position);
        }
        return position;
    }

    @Test
    void aLargeRecordIsSyncedAtOnceIfOthersHaveAskedForSyncsSinceTheLast() throws IOException {
        try (Journal journal = open(files, (operation, name) -> {})) {
            WriteAheadLog log = journal.log();
            long start = log.syncedPosition();
            append(log, LARGE, false);
            assertEquals(start, log.syncedPosition(), "nobody has asked");
            append(log, SMALL, true);
            long small = append(log, SMALL, false);
            assertTrue(log.syncedPosition() < small);
            long large = append(log, LARGE, false);
            assertEquals(large, log.syncedPosition());
            append(log, LARGE, false);
            assertEquals(large, log.syncedPosition(), "nobody has asked since");
        }
    }

    @Test
    void ifThatSyncFailsSoDoesTheAppendAndTheLogStops() throws IOException {
        AtomicBoolean broken = new AtomicBoolean();
        FaultPlan plan = (operation, name) -> {
            if (broken.get() && operation == FaultPlan.Operation.SYNC && name.endsWith(".wal")) {
                throw new IOException("injected");
            }
        };
        try (Journal journal = open(files, plan)) {
            WriteAheadLog log = journal.log();
            append(log, SMALL, true);
            broken.set(true);
            assertThrows(FailedLogException.class, () -> append(log, LARGE, false));
            assertTrue(log.hasFailed());
            assertThrows(FailedLogException.class, () -> append(log, SMALL, false));
        }
    }
}
