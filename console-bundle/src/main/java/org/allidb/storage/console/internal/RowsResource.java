package org.allidb.storage.console.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.CustomRow;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.Neighbour;
import org.allidb.storage.api.ResumeKey;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.VectorSearch;
import org.allidb.storage.spi.http.HttpAccess;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;
import org.allidb.storage.spi.http.HttpResource;

/**
 * {@code /console/rows}: rows of a tenant for those who may read them, at most 200 at a time; with {@code nearest}, the entities whose
 * vectors are nearest to that of one. Entities are in Base64 beside their text, because they are bytes.
 */
public final class RowsResource implements HttpResource {

    private static final int DEFAULT_ROWS = 50;
    private static final int MOST_ROWS = 200;
    private static final int SHOWN_CHARACTERS = 200;
    private static final int SHOWN_COMPONENTS = 32;

    /** Called by {@code ServiceLoader}. */
    public RowsResource() {}

    @Override
    public String path() {
        return "/console/rows";
    }

    @Override
    public Set<HttpMethod> methods() {
        return Set.of(HttpMethod.GET);
    }

    @Override
    public HttpAccess access() {
        return HttpAccess.KNOWN;
    }

    @Override
    public HttpAnswer answer(HttpRequest request) {
        if (!request.segments().isEmpty()) {
            throw HttpRefusedException.notFound("there is nothing below /console/rows; it takes ?tenant=T");
        }
        Parameters parameters = Parameters.of(request);
        TenantStore store = request.storeToRead(parameters.tenant());
        try {
            return parameters.has("nearest") ? nearest(store, parameters) : scan(store, parameters);
        } catch (InvalidArgumentException e) {
            throw HttpRefusedException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static HttpAnswer scan(TenantStore store, Parameters parameters) {
        ScanRequest wanted = ScanRequest.all();
        if (parameters.has("entity")) {
            wanted = ScanRequest.of(entity(parameters));
        } else if (parameters.has("prefix")) {
            wanted = ScanRequest.ofPrefix(parameters.text("prefix"));
        }
        if (parameters.has("after")) {
            wanted = wanted.resumeAfter(ResumeKey.of(decoded(parameters.text("after"))));
        }
        int limit = parameters.number("limit", DEFAULT_ROWS, MOST_ROWS);
        List<StoredRow> rows = new ArrayList<>();
        Optional<String> more = Optional.empty();
        try (Cursor cursor = store.scan(wanted)) {
            while (rows.size() < limit && cursor.next()) {
                rows.add(cursor.row());
                more = Optional.of(encoded(cursor.resumeKey().toByteArray()));
            }
            if (rows.size() < limit) {
                more = Optional.empty();
            }
        }
        String next = more.orElse("");
        return Json.answer(json -> {
            json.writeArrayFieldStart("rows");
            for (StoredRow row : rows) {
                write(json, row);
            }
            json.writeEndArray();
            json.writeStringField("after", next);
        });
    }

    private static HttpAnswer nearest(TenantStore store, Parameters parameters) {
        String name = parameters.text("nearest");
        Row row = store.get(RowKey.vector(entity(parameters), name))
                .map(StoredRow::row)
                .orElseThrow(() -> HttpRefusedException.notFound("the entity has no vector of that name"));
        float[] components = ((VectorRow) row).components();
        List<Neighbour> found = store.nearest(
                        VectorSearch.of(name, components).count(parameters.number("count", 10, MOST_ROWS)))
                .nearest();
        return Json.answer(json -> {
            json.writeArrayFieldStart("nearest");
            for (Neighbour neighbour : found) {
                json.writeStartObject();
                entity(json, "entity", neighbour.key().entity());
                json.writeNumberField("distance", neighbour.distance());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static EntityId entity(Parameters parameters) {
        return EntityId.of(decoded(parameters.required("entity")));
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getUrlDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw HttpRefusedException.badRequest("entities and positions are in Base64 with the alphabet of URLs");
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void entity(JsonGenerator json, String name, EntityId entity) throws IOException {
        json.writeStringField(name, entity.toString());
        json.writeStringField(name + "_base64", encoded(entity.toByteArray()));
    }

    private static void write(JsonGenerator json, StoredRow stored) throws IOException {
        Row row = stored.row();
        json.writeStartObject();
        entity(json, "entity", row.entity());
        json.writeStringField("kind", row.key().kind().toString());
        switch (row) {
            case EdgeRow edge -> {
                json.writeStringField("relation", edge.relation());
                entity(json, "target", edge.target());
                json.writeStringField(
                        "text", edge.weight() + (edge.properties().isEmpty() ? "" : " " + edge.properties()));
            }
            case VectorRow vector -> {
                json.writeStringField("name", vector.name());
                json.writeNumberField("dimension", vector.dimension());
                json.writeArrayFieldStart("components");
                for (int i = 0; i < Math.min(SHOWN_COMPONENTS, vector.dimension()); i++) {
                    json.writeNumber(vector.components()[i]);
                }
                json.writeEndArray();
            }
            case ChunkRow chunk -> {
                json.writeStringField("name", chunk.chunkId());
                json.writeStringField("text", shown(chunk.text()));
            }
            case MetaRow meta -> json.writeStringField("text", meta.type() + ", importance " + meta.importance());
            case ValueRow value -> json.writeStringField("text", shown(value.value()));
            case CustomRow custom -> {
                json.writeStringField("name", custom.key().qualifier().toString());
                json.writeStringField("text", shown(custom.value()));
            }
        }
        json.writeNumberField("sequence", stored.sequence());
        json.writeStringField("expires", stored.expires().map(Object::toString).orElse(""));
        json.writeEndObject();
    }

    private static String shown(byte[] value) {
        String text = new String(value, StandardCharsets.UTF_8);
        boolean printable = text.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0xFFFD);
        return printable ? shown(text) : value.length + " bytes";
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
    }
}
