package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.allidb.storage.api.ConditionFailedException;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.config.ClusterOptions;
import org.allidb.storage.spi.replication.ProposedWrite;
import org.allidb.storage.spi.replication.ReplicaEngine;
import org.allidb.storage.spi.replication.ReplicaStore;
import org.allidb.storage.spi.replication.ReplicationProvider;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is applied to a replica depends on the writes alone: not on its clock, its tables, its merges or its restarts. */
class ReplicaTest {

    private static final Map<StoragePlatform, ReplicaEngine> JOINED = new ConcurrentHashMap<>();
    private static final long MICROS_IN_A_MILLI = 1_000;
    private static final long NOW = 1_700_000_000_000_000L;

    @ParameterizedTest
    @EnumSource(House.Place.class)
    void aWriteIsAppliedOnce(House.Place place) {
        try (House house = house(Map.of())) {
            byte[] write = encoded(house, "row", "first");
            replica(house).found(1);
            long sequence = applied(house, write, 2);
            house.bringTo(place);
            assertEquals(2, replica(house).appliedPosition());
            assertEquals(1, replica(house).foundedAt());
            replica(house).apply(encoded(house, "row", "again"), NOW, 2);
            assertEquals("first", value(house, "row"));
            assertEquals(sequence, row(house, "row").sequence());
            assertEquals(sequence + 2, applied(house, encoded(house, "other", "second"), 3), "the mark has one");
        }
    }

    @Test
    void theMarkIsSeenByNoReader() {
        try (House house = house(Map.of())) {
            replica(house).found(1);
            house.store().flush();
            applied(house, encoded(house, "row", "value"), 2);
            assertEquals(List.of("row"), House.entities(house.store(), ScanRequest.all()));
            assertEquals(
                    List.of("row"),
                    House.entities(house.store(), ScanRequest.all().reversed()));
            assertEquals(1, house.store().estimateRows(ScanRequest.all()));
        }
    }

    @Test
    void replicasOfDifferentClocksTablesAndRestartsAreEqual() {
        List<byte[]> writes = new ArrayList<>();
        try (House origin = house(Map.of())) {
            for (int i = 0; i < 60; i++) {
                WriteBatch batch = origin.store().newBatch();
                batch.put(EntityId.of("row-" + i % 7).toByteArray(), House.bytes("value-" + i));
                if (i % 5 == 0) {
                    batch.delete(EntityId.of("row-" + (i + 1) % 7).toByteArray());
                }
                if (i % 3 == 0) {
                    batch.onlyIfPresent(key("row-" + (i + 2) % 7));
                }
                WriteOptions options = i % 4 == 0
                        ? WriteOptions.DEFAULTS.withTimeToLive(Duration.ofMillis(20))
                        : WriteOptions.DEFAULTS;
                writes.add(origin(origin).propose(batch, options).encoded());
            }
            long start = origin.clock().wallMicros();
            String calm = replayed(writes, start, 0, 1_000);
            assertEquals(calm, replayed(writes, start, -3_600_000, 5));
            assertEquals(calm, replayed(writes, start, 3_600_000, 1));
            assertEquals(calm, replayed(writes, start, 3_600_000, 7));
        }
    }

    /** Applies writes on a machine whose clock is wrong and that merges or restarts now and then; returns every row with its version. */
    private static String replayed(List<byte[]> writes, long start, long clockOffMillis, int every) {
        try (House house = house(Map.of())) {
            house.clock().jumpMillis(clockOffMillis);
            replica(house).found(1);
            for (int i = 0; i < writes.size(); i++) {
                long wallMicros = start + i * 2 * MICROS_IN_A_MILLI;
                replica(house).apply(writes.get(i), wallMicros, i + 2L);
                if (i % every == every - 1) {
                    house.bringTo(House.Place.values()[1 + i % 3]);
                }
            }
            StringBuilder rows = new StringBuilder();
            house.clock().jumpMillis(-2 * 3_600_000);
            try (Cursor cursor = house.store().scan(ScanRequest.all())) {
                while (cursor.next()) {
                    StoredRow row = cursor.row();
                    boolean lives = row.expires()
                            .filter(end -> end.toEpochMilli() * MICROS_IN_A_MILLI
                                    <= start + writes.size() * 2 * MICROS_IN_A_MILLI)
                            .isEmpty();
                    if (lives) {
                        rows.append(row)
                                .append(row.sequence())
                                .append(' ')
                                .append(row.timestamp())
                                .append('\n');
                    }
                }
            }
            return rows.toString();
        }
    }

    @Test
    void conditionsAreDecidedWhereTheyAreApplied() {
        try (House house = house(Map.of())) {
            replica(house).found(1);
            ProposedWrite first = origin(house).proposePutIfAbsent(row("row", "first"), WriteOptions.DEFAULTS);
            ProposedWrite second = origin(house).proposePutIfAbsent(row("row", "second"), WriteOptions.DEFAULTS);
            assertEquals(Optional.empty(), first.finish(replica(house).apply(first.encoded(), NOW, 2)));
            StoredRow there = second.finish(replica(house).apply(second.encoded(), NOW, 3))
                    .orElseThrow();
            assertEquals("first", House.text(there.row().encodedValue()));
            ProposedWrite deleted = origin(house).proposeGetAndDelete(key("row"), WriteOptions.DEFAULTS);
            StoredRow gone = deleted.finish(replica(house).apply(deleted.encoded(), NOW, 4))
                    .orElseThrow();
            assertEquals(there.sequence(), gone.sequence());
            assertTrue(house.store().get("row").isEmpty());
            WriteBatch batch = house.store().newBatch().put(EntityId.of("row").toByteArray(), House.bytes("third"));
            ProposedWrite conditional = origin(house).propose(batch.onlyIfPresent(key("row")), WriteOptions.DEFAULTS);
            byte[] outcome = replica(house).apply(conditional.encoded(), NOW, 5);
            ConditionFailedException refused =
                    assertThrows(ConditionFailedException.class, () -> conditional.finish(outcome));
            assertEquals(
                    "tenant 'tenant' has not written this batch: the row does not exist. Nothing was changed; look at"
                            + " current(), decide again and write again",
                    refused.getMessage());
            assertEquals(5, replica(house).appliedPosition(), "a write that is refused has its position");
        }
    }

    @Test
    void anExpiredRowIsThereAsLongAsTheClusterSaysSo() {
        try (House house = house(Map.of())) {
            replica(house).found(1);
            long start = house.clock().wallMicros();
            WriteBatch batch = house.store().newBatch().put(EntityId.of("row").toByteArray(), House.bytes("value"));
            byte[] write = origin(house)
                    .propose(batch, WriteOptions.DEFAULTS.withTimeToLive(Duration.ofMillis(100)))
                    .encoded();
            applied(house, write, 2);
            house.clock().jumpMillis(3_600_000);
            house.bringTo(House.Place.MERGED);
            ProposedWrite late = origin(house).proposePutIfAbsent(row("row", "later"), WriteOptions.DEFAULTS);
            assertTrue(
                    late.finish(replica(house).apply(late.encoded(), start + 99 * MICROS_IN_A_MILLI, 3))
                            .isPresent(),
                    "its clock is ahead, and it has dropped nothing that others have");
            ProposedWrite later = origin(house).proposePutIfAbsent(row("row", "later"), WriteOptions.DEFAULTS);
            assertTrue(later.finish(replica(house).apply(later.encoded(), start + 101 * MICROS_IN_A_MILLI, 4))
                    .isEmpty());
        }
    }

    @Test
    void aFullTenantAppliesWhatTheClusterHasCommitted() {
        try (House house = house(Map.of("tenants.default_row_bytes", 1_000))) {
            replica(house).found(1);
            ProposedWrite write = origin(house)
                    .propose(
                            house.store().newBatch().put(EntityId.of("row").toByteArray(), new byte[100]),
                            WriteOptions.DEFAULTS);
            origin(house).admit(write);
            replica(house).apply(write.encoded(), NOW, 2);
            assertArrayEquals(new byte[100], house.store().get("row").orElseThrow());
        }
    }

    @Test
    void aCallersTimestampIsRefused() {
        try (House house = house(Map.of())) {
            WriteBatch batch = house.store().newBatch().put(EntityId.of("row").toByteArray(), new byte[1]);
            InvalidArgumentException refused = assertThrows(
                    InvalidArgumentException.class,
                    () -> origin(house).propose(batch, WriteOptions.DEFAULTS.withTimestamp(7)));
            assertEquals(
                    "a write of tenant 'tenant' was given a timestamp; in a cluster the leader gives timestamps, so"
                            + " leave it out",
                    refused.getMessage());
        }
    }

    /** Opens a house that is a node of a cluster of its own, which only this test writes to. */
    private static House house(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("cluster.provider", "spy");
        return new House((operation, name) -> {}, all, new Spy());
    }

    /** Replicates to nobody. */
    private static final class Spy implements ReplicationProvider {

        @Override
        public String name() {
            return "spy";
        }

        @Override
        public StoragePlatform join(
                ReplicaEngine engine, Path directory, ClusterOptions options, StorageRuntime runtime) {
            JOINED.put(engine.platform(), engine);
            return engine.platform();
        }
    }

    private static ReplicaStore replica(House house) {
        return JOINED.get(house.platform()).replica(house.store());
    }

    private static ReplicaStore origin(House house) {
        return replica(house);
    }

    private static byte[] encoded(House house, String entity, String value) {
        TenantStore store = house.store();
        return origin(house)
                .propose(
                        store.newBatch().put(EntityId.of(entity).toByteArray(), House.bytes(value)),
                        WriteOptions.DEFAULTS)
                .encoded();
    }

    /** Applies a write of one row, and returns the row's sequence. */
    private static long applied(House house, byte[] write, long position) {
        replica(house).apply(write, NOW, position);
        try (Cursor cursor = house.store().scan(ScanRequest.all())) {
            long newest = 0;
            while (cursor.next()) {
                newest = Math.max(newest, cursor.sequence());
            }
            return newest;
        }
    }

    private static StoredRow row(House house, String entity) {
        return house.store().get(key(entity)).orElseThrow();
    }

    private static String value(House house, String entity) {
        return House.text(house.store().get(entity).orElseThrow());
    }

    private static ValueRow row(String entity, String value) {
        return ValueRow.of(EntityId.of(entity), House.bytes(value));
    }

    private static RowKey key(String entity) {
        return RowKey.of(EntityId.of(entity), Kind.VALUE, Qualifier.NONE);
    }
}
