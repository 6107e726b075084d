package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.CompactionSimulation;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.HistoryRecording;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteHistory;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.config.CompactionOptions;
import org.junit.jupiter.api.Test;

/** What flushes write is recorded without its keys, and strategies are tried with it. */
class RecordedHistoryTest {

    @Test
    void flushesAndMergesAreRecordedAsTheyHappen() {
        try (House house = new House()) {
            TenantStore store = house.store();
            put(store, "before", 100);
            store.flush();
            try (HistoryRecording recording = store.recordHistory()) {
                house.clock().advanceMillis(5_000);
                put(store, "a", 100);
                put(store, "c", 100);
                put(store, "c", 100);
                put(store, "d", 100);
                store.flush();
                house.clock().advanceMillis(2_500);
                put(store, "b", 100);
                store.delete("c");
                store.delete("unknown");
                store.flush();
                store.deleteRange(EntityId.of("a"), EntityId.of("c"));
                put(store, "b", 100);
                store.flush();
                store.compact();
                assertEquals(3, recording.flushes());
                List<String> lines = recording.lines();
                assertEquals(
                        "# rows are numbers, in the order of their keys; each stands for about 1 row", lines.get(0));
                assertTrue(
                        lines.get(1)
                                .matches("# 3 flushes of [0-9.]+ KiB, 1 merge that wrote [0-9.]+ (Ki)?B: 1\\.[0-9]+"
                                        + " bytes written for each byte flushed"),
                        lines.get(1));
                assertTrue(lines.get(2).matches("row-bytes [0-9]+"), lines.get(2));
                assertTrue(lines.get(3).matches("tombstone-bytes [0-9]+"), lines.get(3));
                assertEquals("at 5.000 put 0 2..3", lines.get(4));
                assertEquals("at 7.500 put 1 delete 2 4", lines.get(5));
                assertEquals("at 7.500 put 1 delete 0", lines.get(6));
                assertTrue(
                        lines.get(7)
                                .matches("# at 7\\.500 a merge of 4 tables with [0-9.]+ (Ki)?B of keys and values into"
                                        + " 1 of [0-9.]+ (Ki)?B in level 0"),
                        lines.get(7));
                assertEquals(8, lines.size());
            }
        }
    }

    @Test
    void bytesAreThoseThatWereFlushed() {
        try (House house = new House();
                HistoryRecording recording = house.store().recordHistory()) {
            for (int i = 0; i < 100; i++) {
                put(house.store(), "row-" + i, 1_000);
            }
            house.store().flush();
            for (int i = 0; i < 50; i++) {
                house.store().delete("row-" + i);
            }
            house.store().flush();
            WriteHistory history = WriteHistory.parse(recording.lines());
            long recorded = 100L * history.rowBytes() + 50L * history.tombstoneBytes();
            long flushed = house.store().statistics().flushedBytes();
            assertTrue(Math.abs(recorded - flushed) <= 150, recorded + " recorded, " + flushed + " flushed");
            assertTrue(history.rowBytes() > 10 * history.tombstoneBytes(), history::toString);
            CompactionSimulation run =
                    house.platform().simulateCompaction("size-tiered", history, CompactionOptions.DEFAULTS);
            assertEquals(2, run.spaceOverTime().size());
            assertEquals(
                    (100.0 * history.rowBytes() + 50 * history.tombstoneBytes()) / (50 * history.rowBytes()),
                    run.spaceOverTime().getLast(),
                    0.001);
        }
    }

    @Test
    void largeTenantIsRecordedAsASampleWithTheSameRowsInEachFlush() {
        try (House house = new House();
                HistoryRecording recording = house.store().recordHistory()) {
            for (int flush = 0; flush < 3; flush++) {
                WriteBatch batch = house.store().newBatch();
                for (int i = 0; i < 50_000; i++) {
                    batch.put(House.bytes("secret-" + i), new byte[4]);
                }
                house.store().write(batch);
                house.store().flush();
            }
            List<String> lines = recording.lines();
            assertEquals("# rows are numbers, in the order of their keys; each stands for about 2 rows", lines.get(0));
            assertFalse(String.join(" ", lines).contains("secret"), "no key leaves the tenant");
            WriteHistory history = WriteHistory.parse(lines);
            int rows = history.puts(0).length;
            assertTrue(rows > 24_000 && rows < 26_000, rows + " rows");
            assertArrayEquals(history.puts(0), history.puts(1));
            assertArrayEquals(history.puts(0), history.puts(2));
            long flushed = house.store().statistics().flushedBytes();
            assertEquals(flushed, 3.0 * rows * history.rowBytes(), 0.01 * flushed);
        }
    }

    @Test
    void rowsThatExpireAreRecordedWithTheirLife() {
        try (House house = new House();
                HistoryRecording recording = house.store().recordHistory()) {
            house.store().put(House.bytes("a"), new byte[1], expiring(40));
            house.store().put(House.bytes("b"), new byte[1], expiring(60));
            house.store().flush();
            assertEquals(Duration.ofSeconds(50), life(recording));
            house.store().put("c", new byte[1]);
            house.store().flush();
            assertEquals(Duration.ZERO, life(recording), "one that lives for ever");
        }
    }

    @Test
    void closedRecordingRecordsNoMore() {
        try (House house = new House()) {
            HistoryRecording recording = house.store().recordHistory();
            put(house.store(), "a", 10);
            house.store().flush();
            recording.close();
            recording.close();
            put(house.store(), "b", 10);
            house.store().flush();
            assertEquals(1, recording.flushes());
            assertEquals("at 0.000 put 0", recording.lines().getLast());
            TenantStore closed = house.platform().open(House.TENANT);
            closed.close();
            assertThrows(StoreClosedException.class, closed::recordHistory);
        }
    }

    @Test
    void recordingThatFailsEndsAndTheFlushDoesNotFail() {
        HalfwayMemtables memtables = new HalfwayMemtables();
        try (House house =
                new House((operation, name) -> {}, Map.of("memtable.provider", HalfwayMemtables.NAME), memtables)) {
            HistoryRecording recording = house.store().recordHistory();
            memtables.cursorsUntilFailure = 1;
            put(house.store(), "a", 10);
            house.store().flush();
            memtables.cursorsUntilFailure = -1;
            put(house.store(), "b", 10);
            house.store().flush();
            assertEquals(2, house.store().tables().size());
            assertEquals(1, recording.flushes());
            assertEquals(
                    "# it ended because of java.lang.OutOfMemoryError: no cursor",
                    recording.lines().get(2));
        }
    }

    private static Duration life(HistoryRecording recording) {
        return WriteHistory.parse(recording.lines()).timeToLive();
    }

    private static WriteOptions expiring(int seconds) {
        return WriteOptions.DEFAULTS.withTimeToLive(Duration.ofSeconds(seconds));
    }

    private static void put(TenantStore store, String entity, int bytes) {
        store.put(entity, new byte[bytes]);
    }
}
