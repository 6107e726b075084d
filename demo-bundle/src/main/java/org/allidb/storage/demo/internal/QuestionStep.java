package org.allidb.storage.demo.internal;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Neighbour;
import org.allidb.storage.api.Neighbours;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.VectorSearch;
import org.allidb.storage.api.text.Human;

/** The step that asks questions of the data, and the same of a tenant that must not see it. */
final class QuestionStep implements Step {

    private static final EntityId HASH_MAP = EntityId.of("java/util/HashMap");
    private static final EntityId ABSTRACT_MAP = EntityId.of("java/util/AbstractMap");
    private static final String CONCURRENT = "java/util/concurrent/";
    private static final int NEIGHBOURS = 10;

    private final TenantStore store;
    private final TenantStore stranger;

    QuestionStep(TenantStore store, TenantStore stranger) {
        this.store = store;
        this.stranger = stranger;
    }

    @Override
    public String title() {
        return "questions, each with its time";
    }

    @Override
    public void run(Stage stage) {
        allRows(stage);
        whoExtends(stage);
        nearest(stage);
        prefix(stage);
        strangerSeesNothing(stage);
    }

    private void allRows(Stage stage) {
        long start = System.nanoTime();
        List<StoredRow> rows = store.getEntity(HASH_MAP);
        long nanos = System.nanoTime() - start;
        Map<Kind, Long> kinds = rows.stream()
                .collect(Collectors.groupingBy(
                        stored -> stored.row().key().kind(), TreeMap::new, Collectors.counting()));
        stage.answer("all rows of " + HASH_MAP, rows.size() + " rows: " + counts(kinds), nanos);
        stage.check(kinds.size() == 4, "its META, EDGE, CHUNK and VECTOR rows are there");
    }

    private void whoExtends(Stage stage) {
        long start = System.nanoTime();
        List<String> children = store.getKind(ABSTRACT_MAP, Kind.EDGE).stream()
                .map(stored -> (EdgeRow) stored.row())
                .filter(edge -> edge.relation().equals(ClassRows.EXTENDED_BY))
                .map(edge -> edge.target().toText())
                .toList();
        long nanos = System.nanoTime() - start;
        stage.answer("who extends " + ABSTRACT_MAP, children.size() + " classes: " + shortened(children), nanos);
        stage.check(children.contains(HASH_MAP.toText()), HASH_MAP + " is one of them");
    }

    private void nearest(Stage stage) {
        VectorRow vector = store.get(RowKey.vector(HASH_MAP, ClassRows.VECTOR_NAME))
                .map(stored -> (VectorRow) stored.row())
                .orElseThrow();
        VectorSearch search =
                VectorSearch.of(ClassRows.VECTOR_NAME, vector.components()).count(NEIGHBOURS);
        long start = System.nanoTime();
        Neighbours found = store.nearest(search);
        long nanos = System.nanoTime() - start;
        stage.answer(
                "the ten classes nearest to " + HASH_MAP,
                Human.count(found.compared()) + " vectors (of classes with code), all of them compared by angle:",
                nanos);
        for (Neighbour neighbour : found.nearest()) {
            stage.say(String.format(
                    "  %.4f  %s", 1 - neighbour.distance(), neighbour.key().entity()));
        }
        stage.check(
                found.nearest().getFirst().key().entity().equals(HASH_MAP), "the nearest of all is the class itself");
    }

    private void prefix(Stage stage) {
        long start = System.nanoTime();
        long rows = 0;
        long bytes = 0;
        try (Cursor cursor = store.scan(ScanRequest.ofPrefix(CONCURRENT))) {
            while (cursor.next()) {
                rows++;
                bytes += cursor.valueLength();
            }
        }
        long nanos = System.nanoTime() - start;
        stage.answer(
                "everything that begins with " + CONCURRENT,
                Human.count(rows) + " rows, " + Human.bytes(bytes) + ", " + Human.rate(rows, nanos),
                nanos);
        stage.check(rows > 0, "the scan found rows");
    }

    private void strangerSeesNothing(Stage stage) {
        long start = System.nanoTime();
        int rows = stranger.getEntity(HASH_MAP).size();
        try (Cursor cursor = stranger.scan(ScanRequest.all())) {
            rows += cursor.next() ? 1 : 0;
        }
        long nanos = System.nanoTime() - start;
        stage.answer("the same of tenant '" + stranger.id() + "'", rows + " rows", nanos);
        stage.check(rows == 0, "a tenant sees nothing of another");
    }

    private static String counts(Map<Kind, Long> kinds) {
        return kinds.entrySet().stream()
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String shortened(List<String> names) {
        String all = names.stream()
                .map(name -> name.substring(name.lastIndexOf('/') + 1))
                .collect(Collectors.joining(", "));
        return all.length() <= 60 ? all : all.substring(0, 59) + "…";
    }
}
