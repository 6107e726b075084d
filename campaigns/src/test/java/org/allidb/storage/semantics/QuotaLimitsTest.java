package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.Test;

/** What a tenant holds open for too long is ended; what it writes ends at its quota. */
class QuotaLimitsTest {

    private static final int WRITERS = 16;
    private static final int VALUE_BYTES = 4_000;
    private static final long QUOTA_BYTES = 16L << 20;

    @Test
    void cursorsAndSnapshotsThatAreTooOldAreEnded() {
        try (House house = new House()) {
            house.store().put("a", new byte[1]);
            house.store().put("b", new byte[1]);
            Cursor unlimited = house.store().scan(ScanRequest.all());
            house.platform().update(House.TENANT, TenantSettings.DEFAULTS.withQuota(Quota.NONE.withAges(10, 20)));
            List<String> events = new CopyOnWriteArrayList<>();
            house.platform().subscribe(event -> events.add(event.message()));
            Snapshot snapshot = house.store().snapshot();
            Cursor cursor = snapshot.scan(ScanRequest.all());
            assertTrue(cursor.next());
            Await.until("the end of both", () -> {
                house.clock().advanceMillis(50);
                return events.contains("2 cursors of tenant 'tenant' ended: open for more than 10 s")
                        && events.contains("1 snapshot of tenant 'tenant' ended: open for more than 20 s");
            });
            assertEquals(
                    "this cursor of tenant 'tenant' was ended because it was open for more than the 10 s that the"
                            + " tenant's quota allows; scan again behind the last row that you have"
                            + " (ScanRequest.resumeAfter), or raise the quota",
                    assertThrows(QuotaExceededException.class, cursor::next).getMessage());
            assertThrows(QuotaExceededException.class, unlimited::next, "a live quota counts for what is open");
            QuotaExceededException ended = assertThrows(QuotaExceededException.class, () -> snapshot.get("a"));
            assertEquals(
                    "this snapshot of tenant 'tenant' was ended because it was open for more than the 20 s that the"
                            + " tenant's quota allows; take another one, or raise the quota",
                    ended.getMessage());
            assertEquals("max_snapshot_seconds", ended.quota());
            assertThrows(QuotaExceededException.class, () -> snapshot.scan(ScanRequest.all()));
            cursor.close();
            snapshot.close();
            unlimited.close();
            assertEquals(0, house.store().statistics().usage().openCursors());
            assertEquals(0, house.store().statistics().usage().openSnapshots());
            assertEquals(0, house.store().statistics().snapshots());
            assertTrue(house.store().snapshot().get("a").isPresent(), "another one is taken");
        }
    }

    @Test
    void bytesReadAreLimitedAndAScanGoesOnWhereItWasRefused() {
        try (House house = new House((operation, name) -> {}, Map.of("tenants.max_wait_ms", 0))) {
            for (int i = 0; i < 100; i++) {
                house.store().put("row" + i, new byte[1_000]);
            }
            house.platform()
                    .update(House.TENANT, TenantSettings.DEFAULTS.withQuota(Quota.NONE.withBytesReadPerSecond(2_000)));
            int rows = 0;
            int refused = 0;
            try (Cursor cursor = house.store().scan(ScanRequest.all())) {
                boolean more = true;
                while (more) {
                    try {
                        more = cursor.next();
                        rows += more ? 1 : 0;
                    } catch (QuotaExceededException e) {
                        assertEquals("bytes_read_per_second", e.quota());
                        refused++;
                        house.clock().advanceMillis(1_000);
                    }
                }
            }
            assertEquals(100, rows);
            assertTrue(refused >= 45, "100 kB at 2 kB a second, and waited " + refused + " s");
            house.clock().advanceMillis(100_000);
            for (int i = 0; i < 2; i++) {
                house.store().get("row" + i);
            }
            assertThrows(QuotaExceededException.class, () -> house.store().get("row2"));
            house.store().put("row2", new byte[1]);
            house.store().flush();
        }
    }

    @Test
    void batchOfTooManyRowsIsRefused() {
        try (House house = new House()) {
            house.platform().update(House.TENANT, TenantSettings.DEFAULTS.withQuota(Quota.NONE.withMaxBatchRows(2)));
            WriteBatch batch = house.store().newBatch();
            batch.put(House.bytes("a"), new byte[1]).put(House.bytes("b"), new byte[1]);
            house.store().write(batch);
            WriteBatch more = house.store().newBatch();
            more.put(House.bytes("c"), new byte[1])
                    .put(House.bytes("d"), new byte[1])
                    .delete(House.bytes("a"));
            QuotaExceededException told = assertThrows(
                    QuotaExceededException.class, () -> house.store().write(more));
            assertEquals(
                    "tenant 'tenant' writes 3 rows in one batch, its quota allows 2; write smaller batches, or raise"
                            + " the quota",
                    told.getMessage());
            assertEquals(List.of("a", "b"), House.entities(house.store(), ScanRequest.all()));
        }
    }

    @Test
    void sixteenWritersFillTheDiskToItsQuotaAndAHundredthBeyondAtMost() throws Exception {
        Map<String, Object> settings = Map.of("tenants.delete_only_percent", 100, "memtable.max_mb", 4);
        try (House house = new House((operation, name) -> {}, settings)) {
            house.platform().update(House.TENANT, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(QUOTA_BYTES)));
            try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
                List<Future<Integer>> running = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    int number = writer;
                    running.add(threads.submit(() -> fill(house, number)));
                }
                long rows = 0;
                for (Future<Integer> one : running) {
                    rows += one.get();
                }
                assertTrue(rows * VALUE_BYTES <= QUOTA_BYTES * 1.01, rows + " rows");
            }
            house.store().flush();
            long used = house.platform().usage(House.TENANT).diskBytes();
            assertTrue(used <= QUOTA_BYTES * 1.01, used + " bytes");
            // the rows of a flush under way count twice: writers may be refused once they fill half of it
            assertTrue(used >= QUOTA_BYTES / 3, used + " bytes");
        }
    }

    /** Writes rows until that is refused, and returns how many. */
    private static int fill(House house, int writer) {
        for (int row = 0; ; row++) {
            try {
                house.store().put(House.bytes(writer + "-" + row), new byte[VALUE_BYTES], WriteOptions.BUFFERED);
            } catch (QuotaExceededException e) {
                return row;
            }
        }
    }
}
