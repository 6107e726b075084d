package org.allidb.storage.semantics;

import static org.allidb.storage.semantics.House.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.Change;
import org.allidb.storage.api.ChangeBatch;
import org.allidb.storage.api.ChangeFeed;
import org.allidb.storage.api.ChangePosition;
import org.allidb.storage.api.Changes;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A consumer of a tenant's changes sees each write once, whole and in order, across restarts, and can make a copy of them. */
class ChangeFeedTest {

    private static final TenantId OTHER = TenantId.of("other");

    private static House house(Map<String, Object> settings) {
        return new House((operation, name) -> {}, settings);
    }

    private static House house() {
        return house(Map.of("feed.retention_mb", 64));
    }

    @Test
    void changesAreWhatWasWritten() {
        try (House house = house()) {
            TenantStore store = house.store();
            ChangePosition begin = store.changeFeed().oldest();
            assertEquals(0, begin.sequence());
            EntityId zero = EntityId.of(new byte[] {0, (byte) 0xFF, 0});
            WriteBatch batch = store.newBatch()
                    .put(ValueRow.of(EntityId.of("a"), bytes("1")), Duration.ofMinutes(1))
                    .put(EdgeRow.of(zero, "knows", EntityId.of("b")))
                    .delete(RowKey.value(EntityId.of("c")))
                    .deleteEntity(zero)
                    .deleteRange(EntityId.of("d"), EntityId.of("e"))
                    .deleteFrom(EntityId.of("x"));
            store.write(batch, WriteOptions.SYNC.withTimestamp(7));
            store.put("a", bytes("2"));

            List<ChangeBatch> read = FollowedRows.read(store, begin);
            assertEquals(2, read.size());
            List<Change> changes = read.getFirst().changes();
            Change.Put first = assertInstanceOf(Change.Put.class, changes.get(0));
            assertEquals(7, first.timestamp());
            assertEquals(1, first.sequence());
            Instant expires = Instant.ofEpochMilli(house.clock().wallMillis() + 60_000);
            assertEquals(Optional.of(expires), first.row().expires());
            Change.Put edge = assertInstanceOf(Change.Put.class, changes.get(1));
            assertEquals("b", ((EdgeRow) edge.row().row()).target().toText());
            assertEquals(
                    RowKey.value(EntityId.of("c")),
                    assertInstanceOf(Change.Delete.class, changes.get(2)).key());
            assertEquals(
                    zero,
                    assertInstanceOf(Change.DeleteEntity.class, changes.get(3)).entity());
            Change.DeleteRange range = assertInstanceOf(Change.DeleteRange.class, changes.get(4));
            assertEquals(EntityId.of("d"), range.from());
            assertEquals(Optional.of(EntityId.of("e")), range.to());
            Change.DeleteRange rest = assertInstanceOf(Change.DeleteRange.class, changes.get(5));
            assertEquals(EntityId.of("x"), rest.from());
            assertEquals(Optional.empty(), rest.to());
            assertEquals(7, read.getLast().position().sequence());
            Change.Put last =
                    assertInstanceOf(Change.Put.class, read.getLast().changes().getFirst());
            assertEquals(store.get(RowKey.value(EntityId.of("a"))).orElseThrow(), last.row());
            assertEquals(store.changeFeed().newest(), read.getLast().position());
        }
    }

    @ParameterizedTest
    @EnumSource(House.Place.class)
    void everyPositionCanBeContinuedWhereverTheRowsAre(House.Place place) {
        try (House house = house()) {
            ChangePosition begin = house.store().changeFeed().oldest();
            for (int i = 0; i < 40; i++) {
                house.store().put("row " + i % 7, bytes("value " + i));
                house.store().delete("row " + (i + 3) % 7);
                if (i % 10 == 9) {
                    house.bringTo(place);
                }
            }
            List<ChangeBatch> all = FollowedRows.read(house.store(), begin);
            assertEquals(80, all.size());
            house.reopen();
            assertEquals(all, FollowedRows.read(house.store(), begin));
            for (int i = 0; i < all.size(); i++) {
                ChangePosition stored =
                        ChangePosition.parse(all.get(i).position().toString());
                assertEquals(all.subList(i + 1, all.size()), FollowedRows.read(house.store(), stored));
            }
        }
    }

    @Test
    void snapshotAndTheChangesBehindItAreACopy() {
        try (House house = house()) {
            TenantStore store = house.store();
            for (int i = 0; i < 100; i++) {
                store.put("row " + i, bytes("first"));
            }
            FollowedRows copy = FollowedRows.fromSnapshot(store);
            for (int i = 0; i < 100; i++) {
                store.put("row " + i * 2, bytes("second"), WriteOptions.BUFFERED);
            }
            store.deleteRange(EntityId.of("row 3"), EntityId.of("row 4"));
            store.flush();
            store.deleteEntity(EntityId.of("row 10"));
            assertEquals(FollowedRows.scanned(store), copy.follow(store).rows());
            house.reopen();
            house.store().put("later", bytes("third"));
            assertEquals(
                    FollowedRows.scanned(house.store()),
                    copy.follow(house.store()).rows());
        }
    }

    @Test
    void largeBatchesAndManyFilesAreReadBack() {
        try (House house = house()) {
            FollowedRows copy = FollowedRows.fromOldest(house.store());
            for (int i = 0; i < 20; i++) {
                WriteBatch batch = house.store().newBatch();
                for (int j = 0; j < 20; j++) {
                    batch.put(
                            ("row " + j).getBytes(),
                            ("value " + i + " ").repeat(10_000).getBytes());
                }
                house.store().write(batch, WriteOptions.BUFFERED);
                house.store().put("small", bytes("value " + i), WriteOptions.BUFFERED);
            }
            assertEquals(
                    FollowedRows.scanned(house.store()),
                    copy.follow(house.store()).rows());
            assertTrue(house.store().statistics().feedBytes() > 30_000_000);
            FollowedRows again = FollowedRows.fromOldest(house.store());
            house.reopen();
            assertEquals(copy.rows(), again.follow(house.store()).rows());
        }
    }

    @Test
    void readerThatWaitsIsWokenByAWriteAndEndsWithItsTime() throws InterruptedException {
        try (House house = house();
                Changes changes = house.store()
                        .changeFeed()
                        .read(house.store().changeFeed().oldest())) {
            assertEquals(Optional.empty(), changes.next(Duration.ofMillis(1)));
            List<ChangeBatch> got = new ArrayList<>();
            Thread waiting = Thread.ofVirtual()
                    .start(() -> got.add(changes.next(Duration.ofDays(365_000)).orElseThrow()));
            Await.until("the reader waits", () -> waiting.getState() != Thread.State.NEW);
            house.store().put("row", bytes("value"));
            waiting.join();
            assertEquals(1, got.getFirst().position().sequence());
            Thread.currentThread().interrupt();
            assertEquals(Optional.empty(), changes.next(Duration.ofDays(1)));
            assertTrue(Thread.interrupted(), "the interrupt is kept");
        }
    }

    @Test
    void consumerBesideManyWritersGetsEachWriteOnceAndInOrder() throws InterruptedException {
        int threads = 4;
        int writes = 250;
        Map<String, Object> settings = Map.of("feed.retention_mb", 64, "memtable.max_mb", 0.0625);
        try (House house = house(settings);
                Changes changes = house.store()
                        .changeFeed()
                        .read(house.store().changeFeed().oldest())) {
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int writer = i;
                writers.add(Thread.ofVirtual().start(() -> {
                    for (int j = 0; j < writes; j++) {
                        WriteOptions options = j % 3 == 0 ? WriteOptions.SYNC : WriteOptions.BUFFERED;
                        house.store().put("writer " + writer, bytes(j + " " + "x".repeat(j % 7 * 200)), options);
                    }
                }));
            }
            int[] next = new int[threads];
            for (long sequence = 1; sequence <= threads * writes; sequence++) {
                ChangeBatch batch = changes.next(Duration.ofMinutes(5)).orElseThrow();
                assertEquals(sequence, batch.position().sequence());
                Change.Put put =
                        assertInstanceOf(Change.Put.class, batch.changes().getFirst());
                String text = House.text(put.row().row().encodedValue());
                int writer = put.row().row().entity().toText().charAt(7) - '0';
                assertEquals(next[writer]++, Integer.parseInt(text.substring(0, text.indexOf(' '))));
            }
            for (Thread writer : writers) {
                writer.join();
            }
            assertEquals(Optional.empty(), changes.next(Duration.ZERO));
            assertTrue(house.store().statistics().flushes() > 0, "there was a flush");
        }
    }

    @Test
    void readerThatIsClosedSaysSoAndOneOfADroppedTenantToo() {
        try (House house = house()) {
            Changes changes =
                    house.store().changeFeed().read(house.store().changeFeed().oldest());
            changes.close();
            changes.close();
            assertEquals(
                    "this reader of changes of tenant 'tenant' is closed; read from its last position again",
                    assertThrows(StoreClosedException.class, () -> changes.next(Duration.ZERO))
                            .getMessage());
            Changes left =
                    house.store().changeFeed().read(house.store().changeFeed().oldest());
            ChangeFeed feed = house.store().changeFeed();
            house.platform().drop(House.TENANT);
            assertThrows(TenantUnknownException.class, () -> left.next(Duration.ofDays(1)));
            assertThrows(TenantUnknownException.class, feed::newest);
        }
    }

    @Test
    void tenantsWithoutAFeedSayWhatToSet() {
        try (House house = house(Map.of())) {
            assertEquals(
                    "tenant 'tenant' keeps no changes; set its parameter feed.retention_mb, then take a snapshot to"
                            + " begin with",
                    assertThrows(
                                    InvalidArgumentException.class,
                                    () -> house.store().changeFeed())
                            .getMessage());
            assertEquals(0, house.store().statistics().feedBytes());
        }
    }

    /** A feed is a tenant's own: what others write is not in it, and they need none. */
    @Test
    void feedIsSwitchedOnAndOffForATenantAlone() {
        try (House house = house(Map.of());
                TenantStore other = house.platform().openOrCreate(OTHER)) {
            TenantStore store = house.store();
            store.put("before", bytes("value"));
            house.platform()
                    .update(House.TENANT, TenantSettings.DEFAULTS.withParameters(Map.of("feed.retention_mb", "1")));
            FollowedRows copy = FollowedRows.fromSnapshot(store);
            assertEquals(1, store.changeFeed().oldest().sequence());
            assertThrows(InvalidArgumentException.class, other::changeFeed);
            for (int i = 0; i < 10; i++) {
                store.put("row " + i, bytes("value"));
                other.put("row " + i, bytes("another value"));
            }
            assertEquals(FollowedRows.scanned(store), copy.follow(store).rows());
            assertTrue(store.statistics().feedBytes() > 0);
            assertEquals(1, store.statistics().feedOldestSequence());
            assertEquals(0, other.statistics().feedBytes());

            long withFeed = store.statistics().usage().diskBytes();
            ChangeFeed feed = store.changeFeed();
            house.platform().update(House.TENANT, TenantSettings.DEFAULTS);
            assertThrows(InvalidArgumentException.class, feed::oldest);
            assertTrue(store.statistics().usage().diskBytes() < withFeed, "the files are gone");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void snapshotsOfOtherTenantsArePositionsOfNone(boolean dropped) {
        try (House house = house();
                TenantStore other = house.platform().openOrCreate(OTHER);
                Snapshot snapshot = other.snapshot()) {
            if (dropped) {
                house.platform().drop(OTHER);
            }
            assertEquals(
                    "this snapshot was not taken from tenant 'tenant'",
                    assertThrows(
                                    InvalidArgumentException.class,
                                    () -> house.store().changeFeed().at(snapshot))
                            .getMessage());
        }
    }

    @Test
    void textsThatAreNoPositionsAreRefused() {
        for (String text : List.of("", "1", "0123456789abcdef-", "0123456789abcdef-9999999999999999999", "x-1")) {
            assertEquals(
                    "'" + text
                            + "' is no position of a change feed; give one that a feed has given, such as"
                            + " 00000000075bcd15-42",
                    assertThrows(InvalidArgumentException.class, () -> ChangePosition.parse(text))
                            .getMessage());
        }
        assertEquals(ChangePosition.of(-2, Long.MAX_VALUE), ChangePosition.parse("fffffffffffffffe-" + Long.MAX_VALUE));
        assertFalse(ChangePosition.of(1, 2).equals(ChangePosition.of(2, 2)));
    }
}
