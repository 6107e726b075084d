package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/** Rows that are written over and over, side by side: every way to read gives the version that the reader's moment has. */
class HotRowsTest {

    private static final int ROWS = 20;
    private static final int ROUNDS = 400;

    private final Random random = new Random(Seed.get());

    /** A moment with what is to be read at it. */
    private record Moment(Snapshot snapshot, Map<String, String> rows) {}

    @Test
    void everyReadAtEveryMoment() {
        check(false);
    }

    @Test
    void sameWhereCallersTimestampsPutVersionsBetweenOthers() {
        check(true);
    }

    private void check(boolean callersTimestamps) {
        try (House house = new House()) {
            TreeMap<String, String> rows = new TreeMap<>();
            Map<String, Long> newest = new TreeMap<>();
            List<Moment> moments = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                long timestamp = callersTimestamps ? 1 + random.nextInt(ROUNDS) : round + 1;
                WriteBatch batch = house.store().newBatch();
                for (int i = 0; i < ROWS; i++) {
                    String row = "row " + (char) ('a' + random.nextInt(ROWS));
                    boolean deletes = random.nextInt(50) == 0;
                    if (deletes) {
                        batch.delete(House.bytes(row));
                    } else {
                        batch.put(House.bytes(row), House.bytes("round " + round + "." + i));
                    }
                    if (timestamp >= newest.getOrDefault(row, 0L)) {
                        newest.put(row, timestamp);
                        rows.put(row, deletes ? "" : "round " + round + "." + i);
                    }
                }
                house.store().write(batch, WriteOptions.BUFFERED.withTimestamp(timestamp));
                if (round == 0 || random.nextInt(60) == 0) {
                    moments.add(new Moment(house.store().snapshot(), live(rows)));
                }
                if (round == ROUNDS / 2 && random.nextBoolean()) {
                    house.store().flush();
                }
            }
            check(house.store(), live(rows));
            moments.forEach(moment -> check(moment.snapshot(), moment.rows()));
            house.store().flush();
            check(house.store(), live(rows));
            moments.forEach(moment -> check(moment.snapshot(), moment.rows()));
            moments.forEach(moment -> moment.snapshot().close());
        }
    }

    private static Map<String, String> live(Map<String, String> rows) {
        TreeMap<String, String> live = new TreeMap<>(rows);
        live.values().removeIf(String::isEmpty);
        return live;
    }

    private void check(ReadView view, Map<String, String> rows) {
        List<String> entities = List.copyOf(rows.keySet());
        assertEquals(entities, House.entities(view, ScanRequest.all()));
        assertEquals(entities.reversed(), House.entities(view, ScanRequest.all().reversed()));
        String from = "row " + (char) ('a' + random.nextInt(ROWS));
        EntityId bound = EntityId.of(from);
        assertEquals(
                entities.stream().filter(row -> row.compareTo(from) >= 0).toList(),
                House.entities(view, ScanRequest.all().from(bound)));
        assertEquals(
                entities.stream()
                        .filter(row -> row.compareTo(from) < 0)
                        .toList()
                        .reversed(),
                House.entities(view, ScanRequest.all().to(bound).reversed()));
        List<RowKey> keys = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            String row = "row " + (char) ('a' + i);
            EntityId entity = EntityId.of(row);
            keys.add(RowKey.value(entity));
            assertEquals(rows.get(row), view.get(row).map(House::text).orElse(null));
            List<String> values = view.getKind(entity, Kind.VALUE).stream()
                    .map(stored -> House.text(((ValueRow) stored.row()).value()))
                    .toList();
            assertEquals(rows.containsKey(row) ? List.of(rows.get(row)) : List.of(), values);
            assertEquals(values.size(), view.getEntity(entity).size());
        }
        List<String> all = view.getAll(keys).stream()
                .flatMap(java.util.Optional::stream)
                .map(stored -> House.text(((ValueRow) stored.row()).value()))
                .toList();
        assertEquals(List.copyOf(rows.values()), all);
    }
}
