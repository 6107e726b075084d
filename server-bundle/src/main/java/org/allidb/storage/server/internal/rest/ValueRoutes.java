package org.allidb.storage.server.internal.rest;

import java.util.List;
import java.util.Map;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.server.internal.rest.Route.Level;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/** Plain values, as bytes. */
final class ValueRoutes {

    private static final String PATH = "tenants/{tenant}/values/{entity}";

    private ValueRoutes() {}

    static List<Route> all() {
        return List.of(
                new Route(HttpMethod.GET, PATH, Level.KNOWN, ValueRoutes::get),
                new Route(HttpMethod.PUT, PATH, Level.KNOWN, ValueRoutes::put),
                new Route(HttpMethod.DELETE, PATH, Level.KNOWN, ValueRoutes::delete));
    }

    private static HttpAnswer get(HttpRequest request, Map<String, String> parts) {
        StoredRow row = Rows.toRead(request, parts)
                .get(RowKey.value(Rows.entity(parts)))
                .orElseThrow(() -> HttpRefusedException.notFound("there is no value of this entity"));
        String tag = Rows.tag(row);
        if (request.header("if-none-match")
                .filter(known -> known.equals(tag) || known.equals("*"))
                .isPresent()) {
            return HttpAnswer.empty().withStatus(304).withHeader("ETag", tag);
        }
        byte[] bytes =
                row.row() instanceof ValueRow value ? value.value() : row.row().encodedValue();
        HttpAnswer answer = HttpAnswer.of("application/octet-stream", bytes).withHeader("ETag", tag);
        return row.expires()
                .map(moment -> answer.withHeader("Allidb-Expires", moment.toString()))
                .orElse(answer);
    }

    private static HttpAnswer put(HttpRequest request, Map<String, String> parts) {
        ValueRow row = ValueRow.of(Rows.entity(parts), request.body());
        return Rows.put(request, Rows.toWrite(request, parts), row);
    }

    private static HttpAnswer delete(HttpRequest request, Map<String, String> parts) {
        RowKey key = RowKey.value(Rows.entity(parts));
        return Rows.delete(request, Rows.toWrite(request, parts), key);
    }
}
