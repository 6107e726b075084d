package org.allidb.storage.server.internal.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.allidb.storage.server.internal.failure.Failure;
import org.allidb.storage.server.internal.failure.FailureKind;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpRefusedException;

/** Failures as clients of HTTP read them (RFC 9457). */
public final class Problems {

    /** What programs compare begins so. */
    static final String TYPE = "urn:allidb:problem:";

    /** The connections have more in buffers than they may. */
    public static final Failure TOO_MUCH_BUFFERED = new Failure(
            FailureKind.TOO_MANY,
            "the connections need more memory than server.max_buffered_mb allows; send less at a time");

    private static final String MEDIA_TYPE = "application/problem+json";
    private static final String RETRY_SECONDS = "1";
    private static final String CHALLENGE = "Bearer realm=\"allidb\"";
    private static final String BASIC_CHALLENGE = "Basic realm=\"allidb\", charset=\"UTF-8\"";

    private Problems() {}

    /** Returns the refusal of a failure. */
    public static HttpRefusedException refusal(Failure failure) {
        FailureKind kind = failure.kind();
        Map<String, String> headers = Map.of();
        if (kind == FailureKind.NO_KEY || kind == FailureKind.WRONG_KEY) {
            headers = Map.of("WWW-Authenticate", CHALLENGE + ", " + BASIC_CHALLENGE);
        } else if (kind.isTemporary()) {
            headers = Map.of("Retry-After", RETRY_SECONDS);
        }
        return new HttpRefusedException(kind.status(), kind.type(), failure.text(), headers);
    }

    /** Returns the answer that says what a refusal is. */
    public static HttpAnswer answer(HttpRefusedException refusal) {
        HttpAnswer answer = Json.answer(MEDIA_TYPE, fields(refusal)).withStatus(refusal.status());
        for (Map.Entry<String, String> header : refusal.headers().entrySet()) {
            answer = answer.withHeader(header.getKey(), header.getValue());
        }
        return answer;
    }

    /** Returns the members of a problem. */
    public static Map<String, Object> fields(HttpRefusedException refusal) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", TYPE + refusal.type());
        fields.put("title", title(refusal));
        fields.put("status", refusal.status());
        fields.put("detail", String.valueOf(refusal.getMessage()));
        return fields;
    }

    private static String title(HttpRefusedException refusal) {
        for (FailureKind kind : FailureKind.values()) {
            if (kind.type().equals(refusal.type())) {
                return kind.title();
            }
        }
        String words = refusal.type().replace('-', ' ');
        return words.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + words.substring(1);
    }
}
