package org.allidb.storage.server.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.junit.jupiter.params.provider.MethodSource;

/** Targets and headers of clients of the network door. */
class HttpRequestFuzz {

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "GET /v1/tenants/acme/values/a%2Fb?ttl=1&x=%C3%A4 HTTP/1.1\n"
                                + "Host: localhost:6379\n"
                                + "Content-Length: 5",
                        "PUT /a/../b HTTP/1.1\nHost: [::1]\nTransfer-Encoding: chunked\nContent-Length: 5",
                        "GET /%252e%252e/%00 HTTP/1.0\nConnection: keep-alive",
                        "GET http://evil/ HTTP/1.1\nHost: a\nHost: b",
                        "POST /a?b=1&b=2 HTTP/2.0\nOrigin: null\nAuthorization: Basic Og==\nHost: localhost",
                        "HEAD / HTTP/1.1\nHost: 127.0.0.1\nOrigin: http://127.0.0.1\nExpect: 100-continue")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What is let through means the same to every reader. */
    @MethodSource("seeds")
    @FuzzTest
    void requestsAreWhatTheySayOrRefused(byte[] bytes) {
        String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1);
        String[] first = (lines[0] + "   ").split(" ", -1);
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.add(Map.entry(
                        lines[i].substring(0, colon),
                        lines[i].substring(colon + 1).strip()));
            }
        }
        try {
            RequestHead head = HeadRules.check(first[0], first[1], first[2], headers);
            checkFraming(head, headers);
            Credentials.of(head);
            RequestTarget target = RequestTarget.of(head.target());
            for (String segment : target.segments()) {
                assertFalse(segment.equals("..") || segment.equals("."), segment);
                assertTrue(segment.chars().noneMatch(Character::isISOControl), segment);
            }
            assertEquals(target, RequestTarget.of(head.target()));
            Origins.check(head, true);
            assertTrue(head.headers()
                    .getOrDefault("host", "localhost")
                    .matches("(?i)(.*\\.)?localhost(:.*)?|127\\..*|\\[::1].*"));
        } catch (HttpRefusedException e) {
            assertTrue(e.status() >= 400 && e.status() < 600);
            assertTrue(String.valueOf(e.getMessage()).chars().noneMatch(Character::isISOControl), e.getMessage());
        }
    }

    private static void checkFraming(RequestHead head, List<Map.Entry<String, String>> headers) {
        long lengths = count(headers, "content-length");
        long codings = count(headers, "transfer-encoding");
        assertTrue(lengths + codings <= 1, "two ends of a body");
        assertEquals(codings == 1, head.framing().length() < 0);
        assertTrue(head.framing().modern() || codings == 0);
    }

    private static long count(List<Map.Entry<String, String>> headers, String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .count();
    }
}
