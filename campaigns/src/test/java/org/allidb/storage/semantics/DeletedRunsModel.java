package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.ResumeKey;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.semantics.House.Place;

/**
 * Deletes long runs of rows, puts rows inside and at their edges, takes snapshots, and scans in every form. Each scan
 * must show what a map of the rows shows.
 */
final class DeletedRunsModel {

    private static final int STEPS = 60;
    private static final int ENTITIES = 5_000;
    private static final int SHORTEST_RUN = 1_100;
    private static final int MOST_SNAPSHOTS = 3;
    private static final long NEVER = Long.MAX_VALUE;
    private static final Duration TIME_TO_LIVE = Duration.ofHours(1);

    /** A snapshot and what it must show. */
    private record Held(Snapshot view, NavigableMap<RowKey, Long> rows) {}

    private final List<Held> snapshots = new ArrayList<>();
    /** When each row expires. */
    private final NavigableMap<RowKey, Long> rows = new TreeMap<>();

    private final Random random;
    private final House house;
    private int from;
    private int to;
    private String step = "";

    private DeletedRunsModel(House house, long seed) {
        this.house = house;
        this.random = new Random(seed);
    }

    /** Changes and scans. */
    static void run(House house, long seed) {
        DeletedRunsModel model = new DeletedRunsModel(house, seed);
        model.putRun(0, ENTITIES, 0);
        for (int i = 0; i < STEPS; i++) {
            model.step = "seed " + seed + ", step " + i;
            model.change();
            for (int scans = model.random.nextInt(4); scans > 0; scans--) {
                model.scan(house.store(), model.rows);
            }
        }
        model.closeSnapshots();
    }

    private void change() {
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> {
                chooseRun();
                deleteRun();
            }
            case 3 -> {
                chooseRun();
                house.store().deleteRange(id(from), id(to));
                rows.subMap(first(from), first(to)).clear();
            }
            case 4, 5, 6 -> {
                int[] places = {from - 1, from, from + 1, to - 1, to, to + 1, between(from, to), between(0, ENTITIES)};
                int entity = Math.clamp(places[random.nextInt(places.length)], 0, ENTITIES - 1);
                putRun(entity, entity + 1, 0);
            }
            case 7 -> {
                int start = between(0, ENTITIES - 100);
                putRun(start, start + 1 + random.nextInt(100), random.nextInt(3) == 0 ? 1 : 0);
            }
            case 8 -> putRun(0, ENTITIES, 0);
            case 9 -> house.clock().advanceMillis(TIME_TO_LIVE.toMillis() / 2);
            case 10 -> bringTo(Place.values()[random.nextInt(Place.values().length)]);
            case 11 -> openOrCloseSnapshot();
            case 12 -> scanAroundAChange();
            default -> snapshots.forEach(held -> scan(held.view(), held.rows()));
        }
    }

    private void scanAroundAChange() {
        NavigableMap<RowKey, Long> before = new TreeMap<>(rows);
        long now = house.clock().wallMicros() / 1_000;
        ScanRequest request =
                random.nextBoolean() ? ScanRequest.all() : ScanRequest.all().reversed();
        List<RowKey> expected = expected(before, request, now);
        List<RowKey> found = new ArrayList<>();
        try (Cursor cursor = house.store().scan(request)) {
            for (int i = random.nextInt(20); i > 0 && cursor.next(); i--) {
                found.add(key(cursor));
            }
            int entity = between(from, to);
            putRun(entity, entity + 1, 0);
            chooseRun();
            deleteRun();
            while (cursor.next()) {
                found.add(key(cursor));
            }
        }
        assertEquals(expected, found, step);
    }

    private void scan(ReadView view, NavigableMap<RowKey, Long> shown) {
        ScanRequest request = request();
        List<RowKey> expected = expected(shown, request, house.clock().wallMicros() / 1_000);
        for (int i = 0; i < 2; i++) {
            List<RowKey> found = new ArrayList<>();
            Optional<ResumeKey> last = Optional.empty();
            try (Cursor cursor = view.scan(request)) {
                while (cursor.next()) {
                    found.add(key(cursor));
                    last = Optional.of(cursor.resumeKey());
                }
            }
            assertEquals(expected, found, step);
            if (request.limit() > 0 && last.isPresent()) {
                found.clear();
                try (Cursor cursor = view.scan(request.resumeAfter(last.get()).limit(0))) {
                    while (cursor.next()) {
                        found.add(key(cursor));
                    }
                }
                List<RowKey> all =
                        expected(shown, request.limit(0), house.clock().wallMicros() / 1_000);
                assertEquals(all.subList(expected.size(), all.size()), found, step);
            }
        }
    }

    private ScanRequest request() {
        ScanRequest request = ScanRequest.all();
        switch (random.nextInt(4)) {
            case 0 -> request = ScanRequest.ofPrefix(name(between(0, ENTITIES)).substring(0, 2 + random.nextInt(3)));
            case 1 -> request = request.from(id(between(0, ENTITIES)));
            case 2 -> request = request.from(id(between(0, to))).to(id(between(from, ENTITIES)));
            default -> {}
        }
        if (random.nextInt(3) == 0) {
            request = request.kinds(random.nextBoolean() ? Kind.META : Kind.VALUE);
        }
        if (random.nextBoolean()) {
            request = request.limit(1 + random.nextInt(20));
        }
        return random.nextBoolean() ? request : request.reversed();
    }

    private static List<RowKey> expected(NavigableMap<RowKey, Long> rows, ScanRequest request, long nowMillis) {
        List<RowKey> expected = new ArrayList<>();
        (request.reverse() ? rows.descendingMap() : rows).forEach((key, expiry) -> {
            String name = key.entity().toText();
            boolean wanted = expiry > nowMillis
                    && request.prefix()
                            .map(prefix -> name.startsWith(prefix.toText()))
                            .orElse(true)
                    && request.from()
                            .map(bound -> key.entity().compareTo(bound) >= 0)
                            .orElse(true)
                    && request.to()
                            .map(bound -> key.entity().compareTo(bound) < 0)
                            .orElse(true)
                    && (request.kinds().isEmpty() || request.kinds().contains(key.kind()));
            if (wanted && (request.limit() == 0 || expected.size() < request.limit())) {
                expected.add(key);
            }
        });
        return expected;
    }

    private void chooseRun() {
        from = between(0, ENTITIES - SHORTEST_RUN);
        to = between(from + SHORTEST_RUN, ENTITIES);
    }

    private void deleteRun() {
        NavigableMap<RowKey, Long> run = rows.subMap(first(from), true, first(to), false);
        WriteBatch batch = house.store().newBatch();
        run.keySet().forEach(batch::delete);
        house.store().write(batch, WriteOptions.BUFFERED);
        run.clear();
    }

    private void putRun(int start, int end, long lives) {
        WriteBatch batch = house.store().newBatch();
        long expiry = lives == 0 ? NEVER : house.clock().wallMicros() / 1_000 + TIME_TO_LIVE.toMillis();
        for (int entity = start; entity < end; entity++) {
            batch.put(id(entity).toByteArray(), new byte[1]);
            rows.put(RowKey.value(id(entity)), expiry);
            if (entity % 5 == 0) {
                batch.put(MetaRow.of(id(entity), "thing").withImportance(1));
                rows.put(RowKey.meta(id(entity)), expiry);
            }
        }
        WriteOptions options = WriteOptions.BUFFERED;
        house.store().write(batch, lives == 0 ? options : options.withTimeToLive(TIME_TO_LIVE));
    }

    private void bringTo(Place place) {
        if (place == Place.REPLAYED) {
            closeSnapshots();
        }
        house.bringTo(place);
    }

    private void openOrCloseSnapshot() {
        if (snapshots.size() == MOST_SNAPSHOTS) {
            snapshots.remove(random.nextInt(MOST_SNAPSHOTS)).view().close();
        } else {
            snapshots.add(new Held(house.store().snapshot(), new TreeMap<>(rows)));
        }
    }

    private void closeSnapshots() {
        snapshots.forEach(held -> held.view().close());
        snapshots.clear();
    }

    private int between(int least, int end) {
        return least + random.nextInt(Math.max(1, end - least));
    }

    private static RowKey key(Cursor cursor) {
        return RowKey.of(cursor.entity(), cursor.kind(), cursor.qualifier());
    }

    /** Not after any row of the entity. */
    private static RowKey first(int entity) {
        return RowKey.vector(id(entity), "");
    }

    private static EntityId id(int entity) {
        return EntityId.of(name(entity));
    }

    private static String name(int entity) {
        return "k%04d".formatted(entity);
    }
}
