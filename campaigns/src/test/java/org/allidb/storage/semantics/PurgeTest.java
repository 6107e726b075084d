package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.testkit.FaultPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tombstone goes only when no row can come to light behind it, wherever that row is and whenever it comes. */
class PurgeTest {

    private static final Map<String, Object> AT_ONCE = Map.of("compaction.tombstone_retention_minutes", 0);
    private static final String GONE = "gone";

    /** Does something once, in the middle of a call of the file system. */
    private static final class Interlude implements FaultPlan {

        private BiPredicate<Operation, String> when = (operation, name) -> false;
        private Runnable what = () -> {};

        void once(BiPredicate<Operation, String> moment, Runnable action) {
            when = moment;
            what = action;
        }

        @Override
        public void before(Operation operation, String name) {
            if (when.test(operation, name)) {
                when = (_, _) -> false;
                what.run();
            }
        }
    }

    @Test
    void tombstoneStaysWhileATableOutsideTheMergeHasTheRow() {
        try (House house = new House()) {
            house.store().put(GONE, new byte[1]);
            house.store().flush();
            house.store().delete(House.bytes(GONE));
            house.store().put("z", new byte[1]);
            mergeTheTableWithZ(house.store());
            assertGone(house);
        }
    }

    @Test
    void rangeTombstoneStaysWhileATableOutsideTheMergeHasTheRow() {
        try (House house = new House()) {
            house.store().put(GONE, new byte[1]);
            house.store().flush();
            house.store().deleteRange(EntityId.of("a"), EntityId.of("h"));
            house.store().put("z", new byte[1]);
            mergeTheTableWithZ(house.store());
            assertGone(house);
        }
    }

    @Test
    void expiredRowHidesTheVersionInATableOutsideTheMerge() {
        try (House house = new House()) {
            house.store().put(GONE, new byte[1]);
            house.store().flush();
            house.store().put(House.bytes(GONE), new byte[2], WriteOptions.SYNC.withTimeToLive(Duration.ofHours(1)));
            house.store().put("z", new byte[1]);
            house.store().flush();
            house.clock().advanceMillis(Duration.ofHours(2).toMillis());
            mergeTheTableWithZ(house.store());
            assertGone(house);
        }
    }

    @Test
    void tableOfExpiredRowsHidesTheVersionsInOthers() {
        try (House house = new House((operation, name) -> {}, Map.of("compaction.enabled", true))) {
            house.store().put(GONE, new byte[1]);
            house.store().flush();
            house.store().put(House.bytes(GONE), new byte[2], WriteOptions.SYNC.withTimeToLive(Duration.ofHours(1)));
            house.store().flush();
            house.clock().advanceMillis(Duration.ofHours(2).toMillis());
            house.store().awaitQuiet();
            assertGone(house);
        }
    }

    @Test
    void tableIsKeptForTheRowsInItThatDoNotExpire() {
        try (House house = new House((operation, name) -> {}, Map.of("compaction.enabled", true))) {
            house.store().put(House.bytes("brief"), new byte[1], WriteOptions.SYNC.withTimeToLive(Duration.ofHours(1)));
            house.store().put(House.bytes("long"), new byte[1], WriteOptions.SYNC.withTimeToLive(Duration.ofHours(9)));
            house.store().flush();
            house.store().put(House.bytes("brief"), new byte[1], WriteOptions.SYNC.withTimeToLive(Duration.ofHours(1)));
            house.store().put("z", new byte[1]);
            house.store().flush();
            house.clock().advanceMillis(Duration.ofHours(2).toMillis());
            house.store().awaitQuiet();
            assertEquals(List.of("long", "z"), House.entities(house.store(), ScanRequest.all()));
        }
    }

    /** The one that lives must not keep thousands on the disk, also where the table was written by an earlier process. */
    @ParameterizedTest
    @ValueSource(strings = {"size-tiered", "leveled", "time-window", "unified"})
    void expiredRowsGoAlthoughOneRowOfTheirTableLives(String strategy) {
        Map<String, Object> settings =
                Map.of("compaction.strategy", strategy, "compaction.max_iops", 0, "compaction.max_bandwidth_mbps", 0);
        try (House house = new House((operation, name) -> {}, settings)) {
            house.store().put("lives", new byte[1]);
            for (int i = 0; i < 300; i++) {
                house.store()
                        .put(
                                House.bytes("brief/" + i),
                                new byte[100],
                                WriteOptions.BUFFERED.withTimeToLive(Duration.ofMinutes(1 + i % 60)));
            }
            house.store().flush();
            house.reopen();
            house.platform().configure(house.platform().configuration().with("compaction.enabled", "true"));
            house.store().awaitQuiet();
            assertEquals(301, house.store().tables().getFirst().rows());
            house.clock().advanceMillis(Duration.ofMinutes(40).toMillis());
            house.store().awaitQuiet();
            assertEquals(1 + 5 * 20, house.store().tables().getFirst().rows());
            house.clock().advanceMillis(Duration.ofHours(1).toMillis());
            house.store().awaitQuiet();
            assertEquals(1, house.store().tables().getFirst().rows());
            assertEquals(300, house.store().statistics().expiredDropped());
            assertEquals(List.of("lives"), House.entities(house.store(), ScanRequest.all()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lateWriteUnderADroppedTombstoneIsRefusedAlsoAfterARestart(boolean restart) {
        try (House house = new House((operation, name) -> {}, AT_ONCE)) {
            deleteAt200(house.store());
            house.store().compact();
            assertEquals(1, house.store().tables().getFirst().rows());
            if (restart) {
                house.reopen();
            }
            InvalidArgumentException told = assertThrows(InvalidArgumentException.class, () -> putAt150(house.store()));
            assertTrue(told.getMessage().contains("deleted row back"), told.getMessage());
            assertGone(house);
        }
    }

    @Test
    void tombstonesOfCallersTimestampsAreRetainedAlsoAfterARestart() {
        try (House house = new House()) {
            deleteAt200(house.store());
            house.reopen();
            house.store().compact();
            putAt150(house.store());
            assertGone(house);
        }
    }

    @Test
    void lateWriteThatComesWhileItsTombstoneIsDroppedStaysHidden() {
        Interlude interlude = new Interlude();
        try (House house = new House(interlude, AT_ONCE)) {
            deleteAt200(house.store());
            house.store().flush();
            interlude.once(
                    (operation, name) -> operation == FaultPlan.Operation.SYNC && name.endsWith(".sst"),
                    () -> putAt150(house.store()));
            house.store().compact();
            assertGone(house);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tombstoneStaysWhileTheRowIsInMemory(boolean range) {
        Interlude interlude = new Interlude();
        try (House house = new House(interlude, AT_ONCE)) {
            WriteBatch delete = house.store().newBatch();
            if (range) {
                delete.deleteRange(EntityId.of("a"), EntityId.of("h"));
            } else {
                delete.delete(House.bytes(GONE));
            }
            house.store().write(delete, WriteOptions.SYNC.withTimestamp(200));
            house.store().put("z", new byte[1]);
            // after the flush has sealed the memtable, and before the merge looks at the new one
            interlude.once(
                    (operation, name) -> operation == FaultPlan.Operation.SYNC && name.contains("MANIFEST"),
                    () -> putAt150(house.store()));
            house.store().compact();
            assertGone(house);
        }
    }

    /** Entities are written and deleted all the time, so that there is always a newer range tombstone, and a row, in memory. */
    @Test
    void rangeTombstonesAreDroppedWhileOthersAreWritten() {
        Interlude interlude = new Interlude();
        try (House house = new House(interlude, Map.of())) {
            for (int round = 0; round < 4; round++) {
                for (int i = 0; i < 500; i++) {
                    EntityId entity = EntityId.of("entity/" + round + "/" + i);
                    house.store().put(House.bytes(entity.toText()), new byte[10], WriteOptions.BUFFERED);
                    house.store().write(house.store().newBatch().deleteEntity(entity), WriteOptions.BUFFERED);
                }
                house.store().put("kept/" + round, new byte[10]);
                house.store().flush();
            }
            house.store().put("kept/more", new byte[10]);
            interlude.once(
                    (operation, name) -> operation == FaultPlan.Operation.SYNC && name.contains("MANIFEST"), () -> {
                        house.store().put(House.bytes("entity/0/1"), new byte[10], WriteOptions.BUFFERED);
                        house.store()
                                .write(
                                        house.store().newBatch().deleteEntity(EntityId.of("entity/0/1")),
                                        WriteOptions.BUFFERED);
                    });
            house.store().compact();
            TableInfo table = house.store().tables().getFirst();
            assertEquals(1, house.store().tables().size());
            assertEquals(0, table.tombstones());
            assertEquals(5, table.rows());
            assertEquals(2_000, house.store().statistics().tombstonesDropped());
        }
    }

    /** A table whose rows are all gone holds nothing that could come to light. */
    @Test
    void rangeTombstonesOutsideTheMergeKeepNoOther() {
        try (House house = new House()) {
            house.store().deleteRange(EntityId.of("a"), EntityId.of("h"));
            house.store().flush();
            house.store().put("c", new byte[1]);
            house.store().deleteRange(EntityId.of("b"), EntityId.of("d"));
            house.store().put("z", new byte[1]);
            mergeTheTableWithZ(house.store());
            assertEquals(
                    1,
                    house.store().tables().stream()
                            .mapToLong(TableInfo::tombstones)
                            .sum());
            assertEquals(List.of("z"), House.entities(house.store(), ScanRequest.all()));
        }
    }

    /** A row at 100, deleted at 200, and one that stays. */
    private static void deleteAt200(TenantStore store) {
        store.put(House.bytes(GONE), new byte[1], WriteOptions.SYNC.withTimestamp(100));
        store.delete(RowKey.value(EntityId.of(GONE)), WriteOptions.SYNC.withTimestamp(200));
        store.put("kept", new byte[1]);
    }

    private static void putAt150(TenantStore store) {
        store.put(House.bytes(GONE), new byte[3], WriteOptions.BUFFERED.withTimestamp(150));
    }

    /** The range of the merge has only tables in it that have the row z. */
    private static void mergeTheTableWithZ(TenantStore store) {
        store.compactRange(EntityId.of("y"), EntityId.of("zz"));
        assertEquals(2, store.tables().size());
    }

    private static void assertGone(House house) {
        for (int i = 0; i < 2; i++) {
            assertEquals(Optional.empty(), house.store().get(GONE));
            assertTrue(!House.entities(house.store(), ScanRequest.all()).contains(GONE), "found by a scan");
            house.reopen();
        }
        house.store().compact();
        assertEquals(Optional.empty(), house.store().get(GONE));
    }
}
