package org.allidb.storage.server.internal.net;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.allidb.storage.spi.http.HttpAnswer;

/** Encodes what stands before the body of an answer of HTTP/1.1 (RFC 9112). */
final class AnswerHead {

    static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
    static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private AnswerHead() {}

    /**
     * Encodes a head.
     *
     * @param answer the answer
     * @param end how the end of its body is known
     * @param keepAlive whether the connection stays open
     * @param now the time
     */
    static byte[] encode(HttpAnswer answer, AnswerPlan.End end, boolean keepAlive, Instant now) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(answer.status())
                .append(' ')
                .append(reason(answer.status()))
                .append("\r\n");
        header(head, "Date", DATE.format(now));
        if (!answer.mediaType().isEmpty()) {
            header(head, "Content-Type", answer.mediaType());
            header(head, "X-Content-Type-Options", "nosniff");
        }
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            header(head, header.getKey(), header.getValue());
        }
        boolean bodiless = answer.status() == NO_CONTENT || answer.status() == NOT_MODIFIED;
        if (end == AnswerPlan.End.LENGTH && !bodiless && !answer.headers().containsKey("Content-Length")) {
            header(head, "Content-Length", Integer.toString(answer.body().length));
        } else if (end == AnswerPlan.End.CHUNK) {
            header(head, "Transfer-Encoding", "chunked");
        }
        header(head, "Connection", keepAlive ? "keep-alive" : "close");
        return ascii(head.append("\r\n").toString());
    }

    private static void header(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    /** Returns a piece of a body as a chunk. */
    static byte[] chunk(byte[] piece) {
        byte[] begin = ascii(Integer.toHexString(piece.length) + "\r\n");
        byte[] chunk = new byte[begin.length + piece.length + 2];
        System.arraycopy(begin, 0, chunk, 0, begin.length);
        System.arraycopy(piece, 0, chunk, begin.length, piece.length);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        return chunk;
    }

    private static String reason(int status) {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
