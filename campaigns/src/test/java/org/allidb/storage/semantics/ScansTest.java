package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.ResumeKey;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.semantics.House.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scans: bounds, prefixes, kinds, directions, limits, resuming. */
class ScansTest {

    private static final List<String> NAMES = List.of("a", "a/1", "a/2", "a/2/x", "b", "b/1", "c");

    private static House filled(Place place) {
        House house = new House();
        for (int i = 0; i < NAMES.size(); i++) {
            house.store().put(NAMES.get(i), new byte[1]);
            if (i == NAMES.size() / 2) {
                house.bringTo(place);
            }
        }
        house.bringTo(place);
        return house;
    }

    private static void both(House house, ScanRequest request, String... expected) {
        List<String> names = new ArrayList<>(List.of(expected));
        assertEquals(names, House.entities(house.store(), request));
        Collections.reverse(names);
        assertEquals(names, House.entities(house.store(), request.reversed()));
    }

    @ParameterizedTest
    @EnumSource
    void boundsAndPrefixesHoldInBothDirections(Place place) {
        try (House house = filled(place)) {
            both(house, ScanRequest.all(), NAMES.toArray(String[]::new));
            both(house, ScanRequest.all().from(EntityId.of("a/2")), "a/2", "a/2/x", "b", "b/1", "c");
            both(house, ScanRequest.all().to(EntityId.of("a/2")), "a", "a/1");
            both(house, ScanRequest.all().from(EntityId.of("a/1x")).to(EntityId.of("b/0")), "a/2", "a/2/x", "b");
            both(house, ScanRequest.ofPrefix("a/"), "a/1", "a/2", "a/2/x");
            both(house, ScanRequest.ofPrefix("a/").from(EntityId.of("a/2")), "a/2", "a/2/x");
            both(house, ScanRequest.ofPrefix("z"));
            both(house, ScanRequest.all().from(EntityId.of("c")).to(EntityId.of("a")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void limitedScanGoesOnWhereItStopped(Place place) {
        try (House house = filled(place)) {
            for (ScanRequest whole :
                    List.of(ScanRequest.all(), ScanRequest.all().reversed())) {
                List<String> paged = new ArrayList<>();
                Optional<ResumeKey> resume = Optional.empty();
                do {
                    ScanRequest page = whole.limit(2);
                    if (resume.isPresent()) {
                        page = page.resumeAfter(ResumeKey.of(resume.get().toByteArray()));
                    }
                    resume = Optional.empty();
                    try (Cursor cursor = house.store().scan(page)) {
                        while (cursor.next()) {
                            paged.add(cursor.entity().toText());
                            resume = Optional.of(cursor.resumeKey());
                        }
                    }
                } while (resume.isPresent());
                assertEquals(House.entities(house.store(), whole), paged);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void kindsAreFiltered(Place place) {
        try (House house = new House()) {
            for (String name : NAMES) {
                EntityId entity = EntityId.of(name);
                house.store().put(name, new byte[1]);
                house.store().put(VectorRow.of(entity, "", 1, 2));
                house.store().put(EdgeRow.of(entity, "is", EntityId.of("b")));
                house.store().put(EdgeRow.of(entity, "is", EntityId.of("c")));
            }
            house.bringTo(place);
            both(house, ScanRequest.all().kinds(Kind.VECTOR), NAMES.toArray(String[]::new));
            assertEquals(
                    3 * NAMES.size(),
                    House.entities(house.store(), ScanRequest.all().kinds(Kind.VECTOR, Kind.EDGE))
                            .size());
            both(house, ScanRequest.ofPrefix("b").kinds(Kind.EDGE), "b", "b", "b/1", "b/1");
            both(house, ScanRequest.all().kinds(Kind.CHUNK));
        }
    }

    @Test
    void scanGoesOnWhileAMergeReplacesTheTablesUnderIt() {
        int rows = 5_000;
        Map<String, Object> unthrottled = Map.of("compaction.max_bandwidth_mbps", 0, "compaction.max_iops", 0);
        try (House house = new House((operation, name) -> {}, unthrottled)) {
            for (int i = 0; i < rows; i++) {
                house.store().put(String.format("key-%05d", i), new byte[500]);
            }
            house.store().flush();
            try (Cursor cursor = house.store().scan(ScanRequest.all())) {
                assertTrue(cursor.next());
                house.store().deleteRange(EntityId.of("a"), EntityId.of("z"));
                house.store().compact();
                assertEquals(List.of(), house.store().tables());
                for (int i = 1; i < rows; i++) {
                    assertTrue(cursor.next(), "the scan ends after " + i + " rows");
                    assertEquals(String.format("key-%05d", i), cursor.entity().toText());
                }
                assertFalse(cursor.next());
            }
        }
    }

    @Test
    void closedCursorSaysSo() {
        try (House house = filled(Place.TABLE)) {
            Cursor cursor = house.store().scan(ScanRequest.all());
            assertTrue(cursor.next());
            cursor.close();
            cursor.close();
            assertThrows(StoreClosedException.class, cursor::next);
            assertThrows(StoreClosedException.class, cursor::entity);
            assertThrows(StoreClosedException.class, cursor::value);
        }
    }

    @Test
    void cursorThatIsNotAtARowSaysSo() {
        try (House house = filled(Place.TABLE);
                Cursor cursor = house.store().scan(ScanRequest.ofPrefix("c"))) {
            assertThrows(IllegalStateException.class, cursor::value);
            assertTrue(cursor.next());
            assertFalse(cursor.next());
            assertThrows(IllegalStateException.class, cursor::value);
            assertFalse(cursor.next());
        }
    }

    @Test
    void negativeLimitIsRefused() {
        assertEquals(
                "a scan's limit is -1; use 0 for all rows",
                assertThrows(
                                InvalidArgumentException.class,
                                () -> ScanRequest.all().limit(-1))
                        .getMessage());
    }

    @ParameterizedTest
    @EnumSource(House.Place.class)
    void sliceIsReadByQualifierInBothDirections(House.Place place) {
        try (House house = new House()) {
            EntityId person = EntityId.of("person");
            for (String relation : List.of("know", "knows", "knows2")) {
                for (int i = 0; i < 5; i++) {
                    house.store().put(EdgeRow.of(person, relation, EntityId.of("friend" + i)));
                }
            }
            house.store().put(MetaRow.of(person, "a person"));
            house.store().put(EdgeRow.of(EntityId.of("person2"), "knows", person));
            house.bringTo(place);
            ScanRequest edges = ScanRequest.ofEdges(person, "knows");
            assertEquals(List.of("friend0", "friend1", "friend2", "friend3", "friend4"), targets(house, edges));
            assertEquals(
                    List.of("friend4", "friend3"),
                    targets(house, edges.reversed().limit(2)));
            RowKey second = RowKey.edge(person, "knows", EntityId.of("friend1"));
            RowKey fourth = RowKey.edge(person, "knows", EntityId.of("friend3"));
            assertEquals(
                    List.of("friend1", "friend2"),
                    targets(house, edges.fromRow(second).toRow(fourth)));
            assertEquals(
                    List.of("friend3", "friend2", "friend1"),
                    targets(house, edges.fromRow(second).throughRow(fourth).reversed()));
            assertEquals(15, targets(house, ScanRequest.of(person, Kind.EDGE)).size());
            assertEquals(
                    16, House.entities(house.store(), ScanRequest.of(person)).size());
            assertEquals(
                    17,
                    House.entities(house.store(), ScanRequest.all().through(EntityId.of("person2")))
                            .size());
        }
    }

    private static List<String> targets(House house, ScanRequest request) {
        List<String> targets = new ArrayList<>();
        try (Cursor cursor = house.store().scan(request)) {
            while (cursor.next()) {
                targets.add(((EdgeRow) cursor.row().row()).target().toText());
            }
        }
        return targets;
    }

    @ParameterizedTest
    @EnumSource(House.Place.class)
    void cursorIsMovedForthAndBackWithinItsRange(House.Place place) {
        try (House house = new House()) {
            for (int i = 0; i < 100; i++) {
                house.store().put("e%02d".formatted(i), new byte[1]);
                house.store().put("e%02d".formatted(i), new byte[2]);
            }
            house.store().deleteRange(EntityId.of("e40"), EntityId.of("e50"));
            house.bringTo(place);
            ScanRequest range = ScanRequest.all().from(EntityId.of("e10")).to(EntityId.of("e90"));
            try (Cursor cursor = house.store().scan(range.limit(12))) {
                assertEquals("e10", next(cursor));
                assertEquals("e20", sought(cursor, "e20"));
                assertEquals("e21", next(cursor));
                assertEquals("e15", sought(cursor, "e15"));
                assertEquals("e50", sought(cursor, "e40"));
                assertEquals("e10", sought(cursor, "a"), "the range stays");
                assertEquals("", sought(cursor, "e90"));
                assertEquals("", next(cursor));
                assertEquals("e89", sought(cursor, "e89"), "a seek leads back from the end");
                assertEquals("", next(cursor));
                assertEquals("e33", sought(cursor, "e32x"));
                cursor.seek(row("e60"));
                assertThrows(IllegalStateException.class, cursor::entity);
                for (int i = 60; i < 64; i++) {
                    assertEquals("e" + i, next(cursor));
                }
                assertEquals("", next(cursor), "the limit is that of all rows");
                assertEquals("", sought(cursor, "e20"));
            }
            try (Cursor cursor = house.store().scan(range.reversed())) {
                for (int steps = 0; steps < 20; steps++) {
                    // somewhere the walk has looked at what lies behind the rows that it has read ahead
                    for (int i = 0; i < steps; i++) {
                        assertEquals("e" + (89 - i), i == 0 ? sought(cursor, "z") : next(cursor));
                    }
                    assertEquals("e20", sought(cursor, "e20"));
                    assertEquals("e19", next(cursor));
                }
                assertEquals("e39", sought(cursor, "e45"));
                assertEquals("e89", sought(cursor, "z"));
                assertEquals("", sought(cursor, "e09"));
                assertEquals("e10", sought(cursor, "e10"));
            }
        }
    }

    private static String sought(Cursor cursor, String entity) {
        cursor.seek(row(entity));
        return next(cursor);
    }

    private static String next(Cursor cursor) {
        return cursor.next() ? cursor.entity().toText() : "";
    }

    private static RowKey row(String entity) {
        return RowKey.value(EntityId.of(entity));
    }
}
