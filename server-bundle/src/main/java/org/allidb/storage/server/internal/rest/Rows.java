package org.allidb.storage.server.internal.rest;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.allidb.storage.api.ConditionFailedException;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.text.RowFields;
import org.allidb.storage.server.internal.http.Json;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/** What the routes of rows have in common: names in paths, tags, conditions and times to live. */
final class Rows {

    private static final String BASE64 = "b64:";
    private static final Pattern TAG = Pattern.compile("\"([0-9]{1,19})\"");
    private static final String TENANT = "tenant";
    private static final String ENTITY = "entity";

    private Rows() {}

    /** Returns the tenant of a path. */
    static TenantId tenant(Map<String, String> parts) {
        return TenantId.of(parts.getOrDefault(TENANT, ""));
    }

    static TenantStore toRead(HttpRequest request, Map<String, String> parts) {
        return request.storeToRead(tenant(parts));
    }

    static TenantStore toWrite(HttpRequest request, Map<String, String> parts) {
        return request.storeToWrite(tenant(parts));
    }

    static EntityId entity(Map<String, String> parts) {
        return entity(parts.getOrDefault(ENTITY, ""));
    }

    /** Returns an entity as a path says it: its text, or {@code b64:} and its bytes in base64 as it is for URLs. */
    static EntityId entity(String segment) {
        if (!segment.startsWith(BASE64)) {
            return EntityId.of(Json.utf8(segment));
        }
        try {
            return EntityId.of(Base64.getUrlDecoder().decode(segment.substring(BASE64.length())));
        } catch (IllegalArgumentException e) {
            throw HttpRefusedException.badRequest("what follows b64: is not in base64 as it is for URLs");
        }
    }

    /** Returns the tag of a row: its sequence. */
    static String tag(StoredRow row) {
        return tag(row.sequence());
    }

    private static String tag(long sequence) {
        return "\"" + sequence + "\"";
    }

    /** Returns the fields of a row with what the storage knows of it. */
    static Map<String, Object> describe(StoredRow row) {
        Map<String, Object> fields = RowFields.describe(row.row());
        fields.put("sequence", row.sequence());
        fields.put("timestamp", row.timestamp());
        row.expires().ifPresent(moment -> fields.put("expires", moment));
        return fields;
    }

    /** Returns the time to live that a query asks for. */
    private static Optional<Duration> timeToLive(HttpRequest request) {
        return Optional.ofNullable(request.query().get("ttl")).map(Rows::seconds);
    }

    private static Duration seconds(String text) {
        try {
            double seconds = Double.parseDouble(text);
            if (seconds > 0 && seconds < Integer.MAX_VALUE * 40.0) {
                return Duration.ofMillis(Math.max(1, Math.round(seconds * 1_000)));
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw HttpRefusedException.badRequest("ttl is a positive number of seconds");
    }

    /**
     * Puts a row, if the conditions in the headers hold.
     *
     * @return an answer with the tag of the row as it is now
     * @throws HttpRefusedException with status 412 if they do not
     */
    static HttpAnswer put(HttpRequest request, TenantStore store, Row row) {
        Optional<Duration> timeToLive = timeToLive(request);
        WriteBatch written = write(
                request,
                store,
                row.key(),
                batch -> timeToLive.ifPresentOrElse(time -> batch.put(row, time), () -> batch.put(row)));
        return HttpAnswer.empty().withHeader("ETag", tag(written.lastSequence().orElseThrow()));
    }

    /**
     * Deletes a row, if the conditions in the headers hold.
     *
     * @throws HttpRefusedException with status 412 if they do not
     */
    static HttpAnswer delete(HttpRequest request, TenantStore store, RowKey key) {
        write(request, store, key, batch -> batch.delete(key));
        return HttpAnswer.empty();
    }

    private static WriteBatch write(HttpRequest request, TenantStore store, RowKey key, Consumer<WriteBatch> change) {
        WriteBatch batch = store.newBatch();
        request.header("if-match").ifPresent(tag -> {
            if (tag.equals("*")) {
                batch.onlyIfPresent(key);
            } else {
                batch.onlyIfAt(key, sequence(tag));
            }
        });
        request.header("if-none-match").ifPresent(tag -> {
            if (!tag.equals("*")) {
                throw HttpRefusedException.badRequest(
                        "a write takes 'If-None-Match: *', which is: only if there is none");
            }
            batch.onlyIfAbsent(key);
        });
        change.accept(batch);
        write(store, batch);
        return batch;
    }

    /** Writes a batch. */
    static void write(TenantStore store, WriteBatch batch) {
        try {
            store.write(batch);
        } catch (ConditionFailedException e) {
            Map<String, String> headers =
                    e.current().map(row -> Map.of("ETag", tag(row))).orElse(Map.of());
            throw new HttpRefusedException(
                    412,
                    "precondition-failed",
                    "nothing was written, because a row is not as the request demands; read it and try again",
                    headers);
        }
    }

    private static long sequence(String tag) {
        var matcher = TAG.matcher(tag);
        if (!matcher.matches()) {
            throw HttpRefusedException.badRequest(
                    "If-Match is '*' or one tag in quotes, as ETag has it, for example \"17\"");
        }
        try {
            return Long.parseLong(matcher.group(1));
        } catch (NumberFormatException e) {
            throw HttpRefusedException.badRequest("this tag is none that ETag had");
        }
    }
}
