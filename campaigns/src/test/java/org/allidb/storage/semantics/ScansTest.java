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
import org.allidb.storage.api.ResumeKey;
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
}
