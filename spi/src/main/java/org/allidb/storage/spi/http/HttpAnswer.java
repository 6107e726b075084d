package org.allidb.storage.spi.http;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An answer: a status, a media type, headers, and a body of bytes or a stream. Immutable; a stream is used once. The door writes
 * {@code Content-Length}, {@code Transfer-Encoding}, {@code Connection} and {@code Date}.
 */
@ProviderType
public final class HttpAnswer {

    private static final int LEAST_STATUS = 200;
    private static final int MOST_STATUS = 599;
    private static final byte[] NONE = {};

    private final int status;
    private final String mediaType;
    private final Map<String, String> headers;
    private final byte[] body;
    private final Optional<HttpStream> stream;

    private HttpAnswer(
            int status, String mediaType, Map<String, String> headers, byte[] body, Optional<HttpStream> stream) {
        if (status < LEAST_STATUS || status > MOST_STATUS) {
            throw new IllegalArgumentException("a status of an answer is 200 to 599, not " + status);
        }
        this.status = status;
        this.mediaType = mediaType;
        this.headers = Collections.unmodifiableMap(headers);
        this.body = body;
        this.stream = stream;
    }

    /**
     * Returns an answer with bytes.
     *
     * @param mediaType the media type, for example {@code application/json}
     * @param body the body; not copied
     * @return the answer, 200
     */
    public static HttpAnswer of(String mediaType, byte[] body) {
        return new HttpAnswer(LEAST_STATUS, mediaType, new TreeMap<>(), body, Optional.empty());
    }

    /**
     * Returns an answer with text.
     *
     * @param mediaType the media type with its charset, for example {@code text/plain; charset=utf-8}
     * @param body the body, which is sent as UTF-8
     * @return the answer, 200
     */
    public static HttpAnswer of(String mediaType, String body) {
        return of(mediaType, body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns an answer with a stream.
     *
     * @param mediaType the media type
     * @param stream makes the body; the door closes it
     * @return the answer, 200
     */
    public static HttpAnswer of(String mediaType, HttpStream stream) {
        return new HttpAnswer(LEAST_STATUS, mediaType, new TreeMap<>(), NONE, Optional.of(stream));
    }

    /**
     * Returns an answer without a body.
     *
     * @return the answer, 204
     */
    public static HttpAnswer empty() {
        return of("", NONE).withStatus(204);
    }

    /**
     * Returns this answer with another status.
     *
     * @param newStatus the status, 200 to 599
     * @return the answer
     */
    public HttpAnswer withStatus(int newStatus) {
        return new HttpAnswer(newStatus, mediaType, headers, body, stream);
    }

    /**
     * Returns this answer with one more header.
     *
     * @param name its name
     * @param value its value, without characters of control
     * @return the answer
     * @throws IllegalArgumentException if they are not allowed in a header
     */
    public HttpAnswer withHeader(String name, String value) {
        boolean fits = name.matches("[A-Za-z0-9-]+") && value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (!fits) {
            throw new IllegalArgumentException("a header is not allowed: its name has letters, digits and hyphens, its"
                    + " value printable characters of ASCII");
        }
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new HttpAnswer(status, mediaType, more, body, stream);
    }

    /** {@return the status} */
    public int status() {
        return status;
    }

    /** {@return the media type; empty for none} */
    public String mediaType() {
        return mediaType;
    }

    /** {@return the headers, by name} */
    public Map<String, String> headers() {
        return headers;
    }

    /** {@return the bytes; none if there is a stream; not to be changed} */
    public byte[] body() {
        return body;
    }

    /** {@return the stream; empty if the body is bytes} */
    public Optional<HttpStream> stream() {
        return stream;
    }
}
