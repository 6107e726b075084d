package org.allidb.storage.server.internal.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.allidb.storage.server.internal.http.RequestHead.Framing;
import org.allidb.storage.spi.http.HttpRefusedException;

/**
 * What the head of a request must be so that nothing before the door can read it in another way (RFC 9112, sections 3.2 and 6). Two
 * lengths, a length beside chunks, and codings beside chunks are how requests are smuggled.
 */
public final class HeadRules {

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern HOST =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9]([A-Za-z0-9._-]*))(:[0-9]{1,5})?");

    private HeadRules() {}

    /**
     * Checks a head.
     *
     * @param method the method
     * @param target the target
     * @param version for example {@code HTTP/1.1}
     * @param headers names and values, as they came
     * @return the head
     * @throws HttpRefusedException if it is not allowed; nothing that follows on the connection has a meaning then
     */
    public static RequestHead check(
            String method, String target, String version, List<Map.Entry<String, String>> headers) {
        boolean modern = version.equals("HTTP/1.1");
        if (!modern && !version.equals("HTTP/1.0")) {
            throw new HttpRefusedException(
                    505, "version-not-supported", "the door speaks HTTP/1.1; use that version", Map.of());
        }
        Map<String, String> joined = new LinkedHashMap<>();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            boolean known = joined.containsKey(name);
            if (known && isSingle(name)) {
                throw HttpRefusedException.badRequest("the header " + name + " is there twice; send it once");
            }
            joined.merge(name, header.getValue(), (before, value) -> before + ", " + value);
        }
        checkHost(modern, joined.get("host"));
        String expected = joined.getOrDefault("expect", "");
        if (!expected.isEmpty() && !expected.equalsIgnoreCase("100-continue")) {
            throw new HttpRefusedException(
                    417, "expectation-failed", "the door knows 'Expect: 100-continue' and no other", Map.of());
        }
        String connection = joined.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        boolean keep = modern ? !connection.contains("close") : connection.contains("keep-alive");
        return new RequestHead(
                method, target, joined, new Framing(length(modern, joined), keep, modern, !expected.isEmpty()));
    }

    private static boolean isSingle(String name) {
        return switch (name) {
            case "host", "content-length", "transfer-encoding", "authorization", "expect", "origin", "content-type" ->
                true;
            default -> false;
        };
    }

    private static void checkHost(boolean modern, @org.jspecify.annotations.Nullable String host) {
        if (host == null ? modern : !HOST.matcher(host).matches()) {
            throw HttpRefusedException.badRequest("the header host is a name or address, and possibly a port");
        }
    }

    private static long length(boolean modern, Map<String, String> headers) {
        String coding = headers.get("transfer-encoding");
        String length = headers.get("content-length");
        if (coding != null) {
            if (length != null || !modern || !coding.equalsIgnoreCase("chunked")) {
                throw HttpRefusedException.badRequest(
                        "a body has a Content-Length or 'Transfer-Encoding: chunked', one of the two and no other"
                                + " coding");
            }
            return -1;
        }
        if (length == null) {
            return 0;
        }
        if (!LENGTH.matcher(length).matches()) {
            throw HttpRefusedException.badRequest("Content-Length is one number of bytes");
        }
        return Long.parseLong(length);
    }
}
