package org.allidb.storage.server.internal.rest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Neighbour;
import org.allidb.storage.api.Neighbours;
import org.allidb.storage.api.ResumeKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.VectorMetric;
import org.allidb.storage.api.VectorSearch;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.text.RowFields;
import org.allidb.storage.server.internal.http.Json;
import org.allidb.storage.server.internal.rest.Route.Level;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/** Requests with a body that says what is wanted: batches, scans, nearest vectors. */
final class QueryRoutes {

    private static final int MOST_ROWS = 1_000_000;
    private static final int USUAL_ROWS = 1_000;
    private static final int USUAL_COUNT = 10;
    /** So many chunks, and so many edges, come with each neighbour. */
    private static final int ROWS_OF_A_NEIGHBOUR = 100;

    private QueryRoutes() {}

    static List<Route> all() {
        return List.of(
                new Route(HttpMethod.POST, "tenants/{tenant}/batch", Level.KNOWN, QueryRoutes::batch),
                new Route(HttpMethod.POST, "tenants/{tenant}/scan", Level.KNOWN, QueryRoutes::scan),
                new Route(HttpMethod.POST, "tenants/{tenant}/nearest", Level.KNOWN, QueryRoutes::nearest));
    }

    /** Carries out the lines of a body, all or none. */
    private static HttpAnswer batch(HttpRequest request, Map<String, String> parts) {
        TenantStore store = Rows.toWrite(request, parts);
        WriteBatch batch = store.newBatch();
        List<Map<String, Object>> lines = Json.objects(request.body());
        lines.forEach(line -> add(batch, RowFields.of(line)));
        Rows.write(store, batch);
        return Json.answer(Map.of("lines", lines.size()));
    }

    private static void add(WriteBatch batch, RowFields fields) {
        switch (fields.take("op", String.class).orElse("put")) {
            case "put" -> {
                Optional<Duration> time = fields.take("ttl", Number.class)
                        .map(seconds -> Duration.ofMillis(Math.round(seconds.doubleValue() * 1_000)));
                if (time.isPresent()) {
                    batch.put(fields.row(), time.get());
                } else {
                    batch.put(fields.row());
                }
            }
            case "delete" -> batch.delete(fields.key());
            case "if_absent" -> batch.onlyIfAbsent(fields.key());
            case "if_present" -> batch.onlyIfPresent(fields.key());
            case "if_at" -> {
                long sequence = fields.take("sequence", Number.class)
                        .map(Number::longValue)
                        .orElseThrow(() -> HttpRefusedException.badRequest("'if_at' needs a 'sequence'"));
                batch.onlyIfAt(fields.key(), sequence);
            }
            default ->
                throw HttpRefusedException.badRequest(
                        "'op' is put, delete, if_absent, if_present or if_at; without it a line is put");
        }
    }

    private static HttpAnswer scan(HttpRequest request, Map<String, String> parts) {
        TenantStore store = Rows.toRead(request, parts);
        Members wanted = new Members(request.body().length == 0 ? Map.of() : Json.object(request.body()));
        ScanRequest scan = ScanRequest.all();
        Optional<EntityId> entity = wanted.entity("entity");
        if (entity.isPresent()) {
            scan = ScanRequest.of(entity.get());
        }
        scan = with(scan, wanted.entity("prefix"), ScanRequest::prefix);
        scan = with(scan, wanted.entity("from"), ScanRequest::from);
        scan = with(scan, wanted.entity("to"), ScanRequest::to);
        List<String> kinds = wanted.texts("kinds");
        if (!kinds.isEmpty()) {
            scan = scan.kinds(kinds.stream().map(QueryRoutes::kind).toArray(Kind[]::new));
        }
        if (wanted.flag("reverse")) {
            scan = scan.reversed();
        }
        scan = with(scan, wanted.text("after").map(QueryRoutes::resumeKey), ScanRequest::resumeAfter);
        long limit = wanted.number("limit", 1, MOST_ROWS).orElse(USUAL_ROWS);
        wanted.end();
        return HttpAnswer.of(Json.LINES, new ScanStream(store.scan(scan), limit));
    }

    private static <T> ScanRequest with(
            ScanRequest scan, Optional<T> value, java.util.function.BiFunction<ScanRequest, T, ScanRequest> change) {
        return value.map(known -> change.apply(scan, known)).orElse(scan);
    }

    private static ResumeKey resumeKey(String text) {
        try {
            return ResumeKey.of(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw HttpRefusedException.badRequest("'after' is what 'resume' of an earlier scan was");
        }
    }

    private static Kind kind(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "meta" -> Kind.META;
            case "edge" -> Kind.EDGE;
            case "chunk" -> Kind.CHUNK;
            case "vector" -> Kind.VECTOR;
            case "value" -> Kind.VALUE;
            default -> custom(name);
        };
    }

    private static Kind custom(String name) {
        try {
            return Kind.custom(Integer.parseInt(name));
        } catch (NumberFormatException e) {
            throw HttpRefusedException.badRequest("a kind is meta, edge, chunk, vector, value, or a number");
        }
    }

    private static HttpAnswer nearest(HttpRequest request, Map<String, String> parts) {
        TenantStore store = Rows.toRead(request, parts);
        Members wanted = new Members(Json.object(request.body()));
        VectorSearch search = VectorSearch.of(wanted.requireText("name"), wanted.vector("vector"))
                .count((int) wanted.number("k", 1, VectorSearch.MAX_COUNT).orElse(USUAL_COUNT));
        Optional<EntityId> prefix = wanted.entity("prefix");
        if (prefix.isPresent()) {
            search = search.prefix(prefix.get());
        }
        Optional<VectorMetric> metric = wanted.text("metric").map(QueryRoutes::metric);
        if (metric.isPresent()) {
            search = search.metric(metric.get());
        }
        List<String> more = wanted.texts("return");
        wanted.end();
        Neighbours found = store.nearest(search);
        List<Map<String, Object>> neighbours = new ArrayList<>();
        for (Neighbour neighbour : found.nearest()) {
            neighbours.add(describe(store, neighbour, more));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("neighbours", neighbours);
        answer.put("compared", found.compared());
        answer.put("other_dimension", found.otherDimension());
        return Json.answer(answer);
    }

    private static VectorMetric metric(String name) {
        for (VectorMetric metric : VectorMetric.values()) {
            if (metric.name().equalsIgnoreCase(name)) {
                return metric;
            }
        }
        throw HttpRefusedException.badRequest("'metric' is one of "
                + List.of(VectorMetric.values()).toString().toLowerCase(Locale.ROOT));
    }

    private static Map<String, Object> describe(TenantStore store, Neighbour neighbour, List<String> more) {
        EntityId entity = neighbour.key().entity();
        Map<String, Object> fields = new LinkedHashMap<>();
        RowFields.put(fields, "entity", entity.toByteArray());
        fields.put("distance", neighbour.distance());
        BiConsumer<String, Kind> add = (name, kind) -> {
            List<StoredRow> rows = new ArrayList<>();
            try (var cursor = store.scan(ScanRequest.of(entity).kinds(kind).limit(ROWS_OF_A_NEIGHBOUR))) {
                while (cursor.next()) {
                    rows.add(cursor.row());
                }
            }
            fields.put(name, rows.stream().map(Rows::describe).toList());
        };
        for (String name : more) {
            switch (name) {
                case "chunks" -> add.accept(name, Kind.CHUNK);
                case "edges" -> add.accept(name, Kind.EDGE);
                case "meta" -> add.accept(name, Kind.META);
                default -> throw HttpRefusedException.badRequest("'return' has chunks, edges and meta");
            }
        }
        return fields;
    }
}
