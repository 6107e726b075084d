package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.allidb.storage.api.CustomRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Neighbour;
import org.allidb.storage.api.Neighbours;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.VectorMetric;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.VectorSearch;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The nearest vectors, compared with a search that is written down as it is defined. */
class NearestTest {

    private static final int VECTORS = 200;

    private final Random random = new Random(Seed.get());

    @ParameterizedTest
    @EnumSource(House.Place.class)
    void nearestAreThoseOfTheDefinition(House.Place place) {
        for (int dimension : new int[] {1, 3, 63, 64, 65, 130}) {
            try (House house = new House()) {
                List<VectorRow> rows = new ArrayList<>();
                for (int i = 0; i < VECTORS; i++) {
                    VectorRow row = VectorRow.of(EntityId.of("e%03d".formatted(i)), "body", vector(dimension));
                    rows.add(row);
                    house.store().put(row);
                    house.store().put(VectorRow.of(row.entity(), "other", row.components()));
                }
                house.store().put(VectorRow.of(EntityId.of("longer"), "body", vector(dimension + 1)));
                VectorRow gone = rows.remove(random.nextInt(VECTORS));
                house.store().delete(gone.key());
                house.bringTo(place);
                float[] wanted = vector(dimension);
                for (VectorMetric metric : VectorMetric.values()) {
                    Neighbours found = house.store()
                            .nearest(VectorSearch.of("body", wanted)
                                    .metric(metric)
                                    .count(7));
                    List<VectorRow> expected = rows.stream()
                            .sorted(Comparator.comparingDouble(row -> distance(metric, wanted, row.components())))
                            .limit(7)
                            .toList();
                    List<Double> distances = expected.stream()
                            .map(row -> distance(metric, wanted, row.components()))
                            .toList();
                    for (int i = 0; i < 7; i++) {
                        double distance = found.nearest().get(i).distance();
                        // float32 may exchange two that are as good as equal
                        assertEquals(distances.get(i), distance, 1e-4, metric + " of " + dimension);
                    }
                    assertEquals(VECTORS - 1, found.compared());
                    assertEquals(1, found.otherDimension());
                }
            }
        }
    }

    private float[] vector(int dimension) {
        float[] components = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            components[i] = random.nextFloat() - 0.5f;
        }
        return components;
    }

    private static double distance(VectorMetric metric, float[] a, float[] b) {
        double dot = 0;
        double lengthA = 0;
        double lengthB = 0;
        double difference = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            lengthA += (double) a[i] * a[i];
            lengthB += (double) b[i] * b[i];
            difference += Math.pow((double) a[i] - b[i], 2);
        }
        return switch (metric) {
            case COSINE -> 1 - dot / Math.sqrt(lengthA) / Math.sqrt(lengthB);
            case DOT_PRODUCT -> -dot;
            case EUCLIDEAN -> Math.sqrt(difference);
        };
    }

    @Test
    void equalOnesComeInTheOrderOfAScan() {
        try (House house = new House()) {
            for (String entity : List.of("d", "b", "a", "c")) {
                house.store().put(VectorRow.of(EntityId.of(entity), "", 1, 0));
            }
            house.store().put(VectorRow.of(EntityId.of("x"), "", 0, 1));
            house.store().put(VectorRow.of(EntityId.of("nothing"), "", 0, 0));
            assertEquals(
                    List.of("a", "b", "c"),
                    entities(house.store(), VectorSearch.of("", 2, 0).count(3)));
            Neighbours all = house.store().nearest(VectorSearch.of("", 2, 0));
            assertEquals(
                    List.of(0.0, 0.0, 0.0, 0.0, 1.0, 1.0),
                    all.nearest().stream().map(Neighbour::distance).toList());
        }
    }

    @Test
    void searchIsBoundedByPrefixKindAndSnapshot() {
        try (House house = new House()) {
            TenantStore store = house.store();
            store.put(VectorRow.of(EntityId.of("cat:1"), "body", 1, 0));
            store.put(VectorRow.of(EntityId.of("dog:1"), "body", 1, 1));
            Kind own = Kind.custom(0x50);
            VectorRow stored = VectorRow.of(EntityId.of("cat:2"), "body", 1, 2);
            store.put(CustomRow.of(RowKey.of(stored.entity(), own, Qualifier.of("body")), stored.encodedValue()));
            VectorSearch search = VectorSearch.of("body", 1, 1);
            assertEquals(List.of("dog:1", "cat:1"), entities(store, search));
            assertEquals(List.of("cat:1"), entities(store, search.prefix(EntityId.of("cat:"))));
            assertEquals(List.of("cat:2"), entities(store, search.kind(own)));
            try (Snapshot snapshot = store.snapshot()) {
                store.delete(RowKey.vector(EntityId.of("dog:1"), "body"));
                assertEquals(2, snapshot.nearest(search).nearest().size());
                assertEquals(List.of("cat:1"), entities(store, search));
            }
            assertEquals(List.of(), entities(store, VectorSearch.of("none", 1, 1)));
            assertEquals(0, store.statistics().usage().openCursors());
        }
    }

    @Test
    void filterFindsAsManyAsAreWantedHoweverFarTheyAre() {
        try (House house = new House()) {
            TenantStore store = house.store();
            for (int i = 0; i < VECTORS; i++) {
                store.put(VectorRow.of(EntityId.of("e%03d".formatted(i)), "body", i % 50 == 17 ? -1 : 1, VECTORS - i));
            }
            AtomicInteger asked = new AtomicInteger();
            Predicate<RowKey> filter = key -> {
                asked.incrementAndGet();
                // the view may be read meanwhile
                return store.get(key).orElseThrow().row() instanceof VectorRow row && row.components()[0] < 0;
            };
            VectorSearch nearer = VectorSearch.of("body", 1, 0)
                    .metric(VectorMetric.EUCLIDEAN)
                    .count(3)
                    .filter(filter);
            assertEquals(List.of("e167", "e117", "e067"), entities(store, nearer));
            assertEquals(VECTORS, asked.getAndSet(0), "each is nearer than those before it");
            VectorSearch farther = VectorSearch.of("body", 1, VECTORS + 1)
                    .metric(VectorMetric.EUCLIDEAN)
                    .count(3)
                    .filter(filter);
            assertEquals(List.of("e017", "e067", "e117"), entities(store, farther));
            assertEquals(118, asked.get(), "none behind the third is nearer");
            assertEquals(VECTORS, store.nearest(nearer).compared());
            assertEquals(List.of(), entities(store, nearer.filter(_ -> false)));
            VectorSearch failing = nearer.filter(_ -> {
                throw new IllegalStateException("not this one");
            });
            assertEquals(
                    "not this one",
                    assertThrows(IllegalStateException.class, () -> store.nearest(failing))
                            .getMessage());
            assertEquals(0, store.statistics().usage().openCursors());
        }
    }

    @Test
    void wrongSearchesAreRefused() {
        VectorSearch search = VectorSearch.of("body", 1);
        assertEquals(
                "a search for 0 neighbours is not allowed; use 1 to 10000",
                assertThrows(InvalidArgumentException.class, () -> search.count(0))
                        .getMessage());
        assertThrows(InvalidArgumentException.class, () -> search.count(10_001));
        assertEquals(
                "component 1 of a vector is NaN; all components must be finite",
                assertThrows(InvalidArgumentException.class, () -> VectorSearch.of("body", 1, Float.NaN))
                        .getMessage());
        assertEquals(
                "a vector of 0 components is not allowed; use 1 to 1048576",
                assertThrows(InvalidArgumentException.class, () -> VectorSearch.of("body"))
                        .getMessage());
    }

    private static List<String> entities(TenantStore store, VectorSearch search) {
        return store.nearest(search).nearest().stream()
                .map(found -> found.key().entity().toText())
                .toList();
    }
}
