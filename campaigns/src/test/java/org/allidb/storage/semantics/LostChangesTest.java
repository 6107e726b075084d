package org.allidb.storage.semantics;

import static org.allidb.storage.semantics.House.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.ChangePosition;
import org.allidb.storage.api.Changes;
import org.allidb.storage.api.ChangesLostException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.ReadOnlyException;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.testkit.FaultPlan;
import org.junit.jupiter.api.Test;

/** Where changes are missing, a consumer gets an error in their place, and can begin again with a snapshot. */
class LostChangesTest {

    private static final String REMEDY =
            ". No row is lost: take a snapshot, scan it, and continue at ChangeFeed.at(snapshot)";
    private static final TenantId COPY = TenantId.of("copy");

    private final AtomicReference<FaultPlan> plan = new AtomicReference<>((operation, name) -> {});

    private House house(Map<String, Object> settings) {
        return new House((operation, name) -> plan.get().before(operation, name), settings);
    }

    private House house() {
        return house(Map.of("feed.retention_mb", 1));
    }

    private static ChangesLostException assertLost(String why, TenantStore store, ChangePosition position) {
        ChangesLostException told = assertThrows(ChangesLostException.class, () -> FollowedRows.read(store, position));
        assertEquals("tenant '" + store.id() + "' " + why + REMEDY, told.getMessage());
        return told;
    }

    private static void assertFollows(TenantStore store) {
        FollowedRows copy = FollowedRows.fromSnapshot(store);
        store.put("after " + copy.position(), bytes("value"));
        assertEquals(FollowedRows.scanned(store), copy.follow(store).rows());
    }

    @Test
    void retentionByBytesTakesTheOldestAndSaysFromWhereOn() {
        try (House house = house()) {
            TenantStore store = house.store();
            ChangePosition begin = store.changeFeed().oldest();
            Changes slow = store.changeFeed().read(begin);
            store.put("first", bytes("value"));
            ChangePosition behindFirst = slow.next(Duration.ZERO).orElseThrow().position();
            for (int i = 0; i < 300; i++) {
                store.put("row " + i, new byte[10_000], WriteOptions.BUFFERED);
                assertTrue(
                        store.statistics().feedBytes() <= 1 << 20,
                        store.statistics().feedBytes() + " bytes");
            }
            ChangePosition oldest = store.changeFeed().oldest();
            assertTrue(oldest.sequence() > 150, oldest.toString());
            assertEquals(oldest.sequence(), store.statistics().feedOldestSequence());
            String kept = " any more, but those behind " + oldest.sequence()
                    + " (feed.retention_mb is 1.0, feed.retention_hours 0.0)";
            ChangesLostException told = assertLost("does not have all changes behind sequence 0" + kept, store, begin);
            assertEquals(Optional.of(oldest), told.oldest());
            // a reader that was in the middle of it
            ChangesLostException slowTold = assertThrows(ChangesLostException.class, () -> slow.next(Duration.ZERO));
            assertEquals(
                    "tenant 'tenant' does not have all changes behind sequence 1" + kept + REMEDY,
                    slowTold.getMessage());
            assertEquals(behindFirst, slow.position());
            assertEquals(
                    301 - oldest.sequence(), FollowedRows.read(store, oldest).size());
            house.reopen();
            assertEquals(
                    301 - oldest.sequence(),
                    FollowedRows.read(house.store(), oldest).size());
            assertFollows(house.store());
        }
    }

    @Test
    void retentionByAgeTakesWhatIsOlder() {
        try (House house = house(Map.of("feed.retention_mb", 64, "feed.retention_hours", 8))) {
            TenantStore store = house.store();
            for (int i = 0; i < 24; i++) {
                store.put("row " + i, bytes("value"));
                house.clock().advanceMillis(3_600_001);
            }
            store.flush();
            long oldest = store.changeFeed().oldest().sequence();
            assertTrue(oldest >= 14 && oldest <= 17, "behind " + oldest);
            assertEquals(
                    24 - oldest,
                    FollowedRows.read(store, store.changeFeed().oldest()).size());
        }
    }

    @Test
    void bulkLoadIsAGapForThoseBeforeItAndForNoneBehind() {
        try (House house = house()) {
            TenantStore store = house.store();
            ChangePosition begin = store.changeFeed().oldest();
            store.put("before", bytes("value"));
            try (BulkLoad load = store.bulkLoad(BulkLoadOptions.SORTED)) {
                load.add(bytes("loaded"), bytes("value"));
                load.finish();
            }
            store.put("behind", bytes("value"));
            String gap = "was loaded in bulk behind sequence 1, and such rows are not among its changes";
            assertEquals(Optional.empty(), assertLost(gap, store, begin).oldest());
            house.reopen();
            assertLost(gap, house.store(), begin);
            assertFollows(house.store());
        }
    }

    @Test
    void feedOfATenantThatWasCreatedAgainIsAnotherOne() {
        try (House house = house()) {
            ChangePosition position = written(house.store());
            house.platform().drop(House.TENANT);
            TenantStore again = house.platform().create(House.TENANT, TenantSettings.DEFAULTS);
            written(again);
            assertOtherFeed(again, position, 0);
            assertFollows(again);
        }
    }

    @Test
    void feedThatWasSwitchedOffIsAnotherOneAfterwards() {
        try (House house = house()) {
            ChangePosition position = written(house.store());
            house.platform()
                    .update(House.TENANT, TenantSettings.DEFAULTS.withParameters(Map.of("feed.retention_mb", "0")));
            house.store().put("unseen", bytes("value"));
            house.reopen();
            house.store().put("unseen too", bytes("value"));
            house.platform().update(House.TENANT, TenantSettings.DEFAULTS);
            assertOtherFeed(house.store(), position, 12);
            assertFollows(house.store());
        }
    }

    @Test
    void copyBeginsItsOwnFeedBehindItsRows() {
        try (House house = house()) {
            ChangePosition position = written(house.store());
            house.platform().copy(House.TENANT, COPY);
            try (TenantStore copy = house.platform().open(COPY)) {
                long after = copy.changeFeed().oldest().sequence();
                assertOtherFeed(copy, position, after);
                assertFollows(copy);
            }
        }
    }

    private static ChangePosition written(TenantStore store) {
        for (int i = 0; i < 10; i++) {
            store.put("row " + i, bytes("value"));
        }
        return store.changeFeed().newest();
    }

    private static void assertOtherFeed(TenantStore store, ChangePosition position, long after) {
        assertLost(
                "has another change feed than that of position " + position + ": it began behind sequence " + after
                        + ", because it was switched on, could not be continued, or the tenant was created, restored,"
                        + " copied or moved since",
                store,
                position);
    }

    /** Another feed's failures are nobody's: neither a write nor a flush fails, and the consumer is told. */
    @Test
    void feedThatCannotBeWrittenFailsNoWriteAndBeginsAgainWithAFlush() {
        try (House house = house()) {
            List<String> events = new CopyOnWriteArrayList<>();
            house.platform().subscribe(event -> {
                if (event.type() == StorageEvent.Type.FAILURE) {
                    events.add(event.message());
                }
            });
            TenantStore store = house.store();
            ChangePosition position = written(store);
            plan.set((operation, name) -> {
                if (name.endsWith(".feed") && operation == FaultPlan.Operation.WRITE) {
                    throw new IOException("planned fault");
                }
            });
            // larger than what is kept in memory
            store.put("large", new byte[100_000]);
            store.put("unseen", bytes("value"));
            assertLost(
                    "has a change feed that could not be written; it begins again with the next flush",
                    store,
                    position);
            store.flush();
            assertLost(
                    "has a change feed that could not be written; it begins again with the next flush",
                    store,
                    position);
            plan.set((operation, name) -> {});
            store.put("later", bytes("value"));
            store.flush();
            assertOtherFeed(store, position, 13);
            assertFollows(store);
            org.allidb.storage.testkit.Await.until("the event is told", () -> !events.isEmpty());
            assertTrue(
                    events.getFirst()
                            .startsWith("the change feed ended, because a change could not be added; it begins again"
                                    + " with the next flush, and its consumers with a snapshot (planned fault"),
                    events.toString());
            house.reopen();
            assertFollows(house.store());
        }
    }

    /** It is in the log, and not in the store unless a crash brings it back: a consumer must not have seen it. */
    @Test
    void writeThatCouldNotBeCompletedInMemoryIsNoChange() {
        HalfwayMemtables memtables = new HalfwayMemtables();
        Map<String, Object> settings = Map.of("feed.retention_mb", 1, "memtable.provider", HalfwayMemtables.NAME);
        try (House house = new House((operation, name) -> {}, settings, memtables)) {
            TenantStore store = house.store();
            ChangePosition position = written(store);
            memtables.entriesUntilFailure = 1;
            var batch = store.newBatch().put(bytes("half"), bytes("1")).put(bytes("other half"), bytes("2"));
            assertThrows(OutOfMemoryError.class, () -> store.write(batch));
            memtables.entriesUntilFailure = -1;
            store.put("behind", bytes("value"));
            store.flush();
            assertEquals(Optional.empty(), store.get("half"));
            long oldest = store.changeFeed().oldest().sequence();
            assertTrue(oldest >= 12, "behind " + oldest);
            assertOtherFeed(store, position, oldest);
            assertFollows(store);
        }
    }

    @Test
    void feedThatCannotBeSyncedBeginsAgainWithTheSameFlush() {
        try (House house = house()) {
            TenantStore store = house.store();
            ChangePosition position = written(store);
            boolean[] failed = new boolean[1];
            plan.set((operation, name) -> {
                if (!failed[0] && name.endsWith(".feed") && operation == FaultPlan.Operation.SYNC) {
                    failed[0] = true;
                    throw new IOException("planned fault");
                }
            });
            store.flush();
            assertTrue(failed[0]);
            assertOtherFeed(store, position, 10);
            assertFollows(store);
        }
    }

    @Test
    void positionInTheMiddleOfABatchOrBehindTheLastIsRefused() {
        try (House house = house()) {
            TenantStore store = house.store();
            store.write(store.newBatch().put(bytes("a"), bytes("1")).put(bytes("b"), bytes("2")));
            long feed = store.changeFeed().oldest().feed();
            for (long sequence : new long[] {1, 3}) {
                ChangePosition position = ChangePosition.of(feed, sequence);
                assertEquals(
                        "no change of tenant 'tenant' ends at position " + position
                                + "; give a position that its change feed has given",
                        assertThrows(
                                        InvalidArgumentException.class,
                                        () -> store.changeFeed().read(position))
                                .getMessage());
            }
        }
    }

    @Test
    void snapshotFromBeforeTheFeedIsNoPosition() {
        try (House house = house(Map.of())) {
            TenantStore store = house.store();
            try (Snapshot snapshot = store.snapshot()) {
                for (int i = 0; i < 10; i++) {
                    store.put("row", bytes("value " + i));
                }
                house.platform()
                        .update(House.TENANT, TenantSettings.DEFAULTS.withParameters(Map.of("feed.retention_mb", "2")));
                ChangesLostException told = assertThrows(
                        ChangesLostException.class, () -> store.changeFeed().at(snapshot));
                assertEquals(
                        "tenant 'tenant' does not have all changes behind sequence 0 any more, but those behind 10"
                                + " (feed.retention_mb is 2.0, feed.retention_hours 0.0)" + REMEDY,
                        told.getMessage());
            }
            assertFollows(store);
        }
    }

    @Test
    void platformForReadingHasNoFeeds() {
        try (House house = house();
                StoragePlatform reading = house.builder().openReadOnly();
                TenantStore store = reading.open(House.TENANT)) {
            assertEquals(
                    "tenant 'tenant' is open for reading only, so a change feed is refused; open the data directory"
                            + " with StoragePlatform.open to change it",
                    assertThrows(ReadOnlyException.class, store::changeFeed).getMessage());
        }
    }

    /** What a power cut takes was not seen: the sequences that are given again are other changes. */
    @Test
    void positionIsDurableWhenItIsGiven() {
        try (House house = house()) {
            TenantStore store = house.store();
            int[] syncs = new int[1];
            plan.set((operation, name) -> {
                if (name.endsWith(".wal") && operation == FaultPlan.Operation.SYNC) {
                    syncs[0]++;
                }
            });
            store.put("row", bytes("value"), WriteOptions.BUFFERED);
            assertEquals(0, syncs[0]);
            ChangePosition first = store.changeFeed().newest();
            assertEquals(1, syncs[0]);
            assertEquals(first, store.changeFeed().newest());
            assertEquals(1, syncs[0], "what is durable is not synced again");
            store.put("row", bytes("another value"), WriteOptions.BUFFERED);
            assertEquals(1, FollowedRows.read(store, first).size());
            assertEquals(2, syncs[0]);
            store.put("row", bytes("a third value"), WriteOptions.BUFFERED);
            try (Snapshot snapshot = store.snapshot()) {
                assertNotEquals(first, store.changeFeed().at(snapshot));
                assertEquals(3, syncs[0]);
            }
        }
    }
}
