package org.allidb.storage.server.internal.rest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.text.RowFields;
import org.allidb.storage.server.internal.http.Json;
import org.allidb.storage.server.internal.rest.Route.Level;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/** Entities, and their rows of each kind, as JSON. The path has the key of a row, and the body what is not in the path. */
final class RowRoutes {

    private static final String ENTITY = "tenants/{tenant}/entities/{entity}";

    private RowRoutes() {}

    /**
     * A kind of rows.
     *
     * @param pattern its path
     * @param key finds the key in the parts of the path
     * @param fields finds what fields of the row the path has
     */
    private record RowPath(
            String pattern,
            Function<Map<String, String>, RowKey> key,
            Function<Map<String, String>, Map<String, Object>> fields) {}

    private static final List<RowPath> PATHS = List.of(
            new RowPath(
                    ENTITY + "/vectors/{name}",
                    parts -> RowKey.vector(Rows.entity(parts), part(parts, "name")),
                    parts -> Map.of("vector", part(parts, "name"))),
            new RowPath(
                    ENTITY + "/edges/{relation}/{target}",
                    parts -> RowKey.edge(Rows.entity(parts), part(parts, "relation"), target(parts)),
                    parts -> {
                        Map<String, Object> fields = new HashMap<>();
                        fields.put("edge", part(parts, "relation"));
                        RowFields.put(fields, "target", target(parts).toByteArray());
                        return fields;
                    }),
            new RowPath(
                    ENTITY + "/chunks/{chunk}",
                    parts -> RowKey.chunk(Rows.entity(parts), part(parts, "chunk")),
                    parts -> Map.of("chunk", part(parts, "chunk"))),
            new RowPath(ENTITY + "/meta", parts -> RowKey.meta(Rows.entity(parts)), parts -> Map.of()));

    static List<Route> all() {
        List<Route> routes = new ArrayList<>();
        routes.add(new Route(HttpMethod.GET, ENTITY, Level.KNOWN, RowRoutes::entity));
        routes.add(new Route(HttpMethod.DELETE, ENTITY, Level.KNOWN, RowRoutes::deleteEntity));
        for (RowPath path : PATHS) {
            routes.add(new Route(
                    HttpMethod.GET, path.pattern, Level.KNOWN, (request, parts) -> get(request, parts, path)));
            routes.add(new Route(
                    HttpMethod.PUT, path.pattern, Level.KNOWN, (request, parts) -> put(request, parts, path)));
            routes.add(new Route(
                    HttpMethod.DELETE, path.pattern, Level.KNOWN, (request, parts) -> delete(request, parts, path)));
        }
        return routes;
    }

    private static String part(Map<String, String> parts, String name) {
        return parts.getOrDefault(name, "");
    }

    private static EntityId target(Map<String, String> parts) {
        return Rows.entity(part(parts, "target"));
    }

    private static HttpAnswer entity(HttpRequest request, Map<String, String> parts) {
        EntityId entity = Rows.entity(parts);
        List<StoredRow> rows = Rows.toRead(request, parts).getEntity(entity);
        if (rows.isEmpty()) {
            throw HttpRefusedException.notFound("there is no row of this entity");
        }
        return Json.answer(Map.of("rows", rows.stream().map(Rows::describe).toList()));
    }

    private static HttpAnswer deleteEntity(HttpRequest request, Map<String, String> parts) {
        TenantStore store = Rows.toWrite(request, parts);
        Rows.write(store, store.newBatch().deleteEntity(Rows.entity(parts)));
        return HttpAnswer.empty();
    }

    private static HttpAnswer get(HttpRequest request, Map<String, String> parts, RowPath path) {
        StoredRow row = Rows.toRead(request, parts)
                .get(path.key.apply(parts))
                .orElseThrow(() -> HttpRefusedException.notFound("there is no such row of this entity"));
        return Json.answer(Rows.describe(row)).withHeader("ETag", Rows.tag(row));
    }

    private static HttpAnswer put(HttpRequest request, Map<String, String> parts, RowPath path) {
        TenantStore store = Rows.toWrite(request, parts);
        Map<String, Object> fields = new HashMap<>(Json.object(request.body()));
        Map<String, Object> named = new HashMap<>(path.fields.apply(parts));
        RowFields.put(named, "entity", Rows.entity(parts).toByteArray());
        named.forEach((name, value) -> {
            if (fields.putIfAbsent(name, value) != null) {
                throw HttpRefusedException.badRequest("the path has '" + name + "' already; leave it out of the body");
            }
        });
        Row row = RowFields.of(fields).row();
        if (!row.key().equals(path.key.apply(parts))) {
            throw HttpRefusedException.badRequest(
                    "the body is a row of another kind than the path; /v1/openapi.yaml has what each has");
        }
        return Rows.put(request, store, row);
    }

    private static HttpAnswer delete(HttpRequest request, Map<String, String> parts, RowPath path) {
        RowKey key = path.key.apply(parts);
        return Rows.delete(request, Rows.toWrite(request, parts), key);
    }
}
