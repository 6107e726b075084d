package org.allidb.storage.server.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.allidb.storage.server.internal.net.HttpWire.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1 on the port of RESP: what is answered, and what is refused because others could read it in another way. */
@TestInstance(Lifecycle.PER_CLASS)
class HttpProtocolTest {

    private OpenDoor door;

    @BeforeAll
    void open(@TempDir Path directory) {
        door = OpenDoor.of(directory, Map.of("engine.durability", "buffered"), TestResource.echo());
    }

    @AfterEach
    void othersAreServed() {
        try (HttpWire other = door.http()) {
            assertEquals("GET [still] {} ", other.call("GET /echo/still").body());
        }
    }

    @AfterAll
    void close() {
        door.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /echo | GET [] {}",
                "GET /echo/ | GET [] {}",
                "GET /echo/a/b | GET [a, b] {}",
                "GET /echo/a%2Fb/%C3%A4%20 | GET [a/b, ä ] {}",
                "GET /echo/100%25 | GET [100%] {}",
                "GET /echo?a=1&b=x+y%2B&c | GET [] {a=1, b=x y+, c=}",
                "GET /echo/a+b:c@d | GET [a+b:c@d] {}",
            })
    void pathsAndQueriesAreDecodedOnce(String sent, String seen) {
        try (HttpWire wire = door.http()) {
            Answer answer = wire.call(sent);
            assertEquals(200, answer.status());
            assertEquals(seen.strip(), answer.body().strip());
            assertEquals("nosniff", answer.header("x-content-type-options"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/echo/..",
                "/echo/../caller",
                "/echo/%2e%2E/x",
                "/echo/.",
                "/echo//x",
                "//echo",
                "/echo/%00",
                "/echo/a%0d%0ab",
                "/echo/%7f",
                "/echo/%252e%252e",
                "/echo/%2541",
                "/echo/%",
                "/echo/%4",
                "/echo/%zz",
                "/echo/%C3",
                "/echo/%c0%ae",
                "/echo/a\\b",
                "/echo/<x>",
                "/echo/\u00e4",
                "/echo?a=1&a=2",
                "/echo?=1",
                "/echo?a=%00",
                "/echo#x",
                "http://localhost/echo",
                "echo",
                "*",
            })
    void targetsThatOthersReadInAnotherWayAreRefused(String target) {
        try (HttpWire wire = door.http()) {
            Answer answer = wire.call("GET " + target);
            assertEquals(400, answer.status(), answer.body());
            assertEquals("application/problem+json", answer.header("content-type"));
            assertEquals("bad-request", answer.type());
        }
    }

    /** Each of these is two requests to one reader and one to another. Nothing that follows it is read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\\r\\nContent-Length: 5\\r\\n",
                "Content-Length: 5\\r\\nContent-Length: 5\\r\\n",
                "Content-Length: 5, 5\\r\\n",
                "Content-Length: +5\\r\\n",
                "Content-Length: -1\\r\\n",
                "Content-Length: 0x5\\r\\n",
                "Content-Length: 99999999999999999999\\r\\n",
                "Content-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n",
                "Transfer-Encoding: chunked\\r\\nContent-Length: 5\\r\\n",
                "Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n",
                "Transfer-Encoding: chunked, identity\\r\\n",
                "Transfer-Encoding: identity\\r\\n",
                "Transfer-Encoding: gzip, chunked\\r\\n",
                "Transfer-Encoding: xchunked\\r\\n",
                "Transfer-Encoding : chunked\\r\\n",
                "Transfer-Encoding:\\x0bchunked\\r\\n",
                "Content-Length : 5\\r\\n",
                "Host: other\\r\\n",
                " folded: x\\r\\n",
                "X: a\\x00b\\r\\n",
                "X\\r\\n",
                ": x\\r\\n",
                "X: a\\nContent-Length: 5\\r\\n",
            })
    void requestsAreNotSmuggled(String headers) {
        try (HttpWire wire = door.http()) {
            wire.raw("PUT /echo HTTP/1.1\r\nHost: localhost\r\n"
                    + headers.replace("\\r", "\r")
                            .replace("\\n", "\n")
                            .replace("\\x00", "\0")
                            .replace("\\x0b", "\u000b")
                    + "\r\n0\r\n\r\nGET /echo/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Answer answer = wire.read();
            assertEquals(400, answer.status(), answer.body());
            assertEquals("close", answer.header("connection"));
            assertTrue(wire.isClosedByServer(), "what follows is not read");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /echo HTTP/1.1\\r\\n\\r\\n | 400",
                "GET /echo HTTP/1.1\\r\\nHost: a b\\r\\n\\r\\n | 400",
                "GET /echo HTTP/1.1\\r\\nHost:\\r\\n\\r\\n | 400",
                "GET /echo HTTP/1.1\\r\\nHost: localhost:x\\r\\n\\r\\n | 400",
                "GET /echo HTTP/1.1\\r\\nHost: user@localhost\\r\\n\\r\\n | 400",
                "GET /echo HTTP/2.0\\r\\nHost: localhost\\r\\n\\r\\n | 505",
                "PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n | 505",
                "GET /echo HTTP/1.1\\nHost: localhost\\n\\n | 400",
                "GET /echo HTTP/1.1\\r\\nHost: localhost\\r\\nExpect: coffee\\r\\n\\r\\n | 417",
                "CONNECT localhost:80 HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n | 400",
                "TRACE /echo HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n | 405",
                "DELETE /echo HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n | 405",
                "GET /nothing HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n | 404",
                "GET /echoes HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n | 404",
                "GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n | 404",
                "GET /v1/caller/x HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n | 404",
                "PUT /echo HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 999999999999\\r\\n\\r\\n | 413",
                "PUT /echo HTTP/1.1\\r\\nHost: localhost\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nxyz\\r\\n | 400",
                "PUT /echo HTTP/1.1\\r\\nHost: localhost\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n-1\\r\\n | 400",
            })
    void refusalsHaveTheirStatus(String sent, int status) {
        try (HttpWire wire = door.http()) {
            wire.raw(sent.replace("\\r", "\r").replace("\\n", "\n"));
            Answer answer = wire.read();
            assertEquals(status, answer.status(), answer.body());
            assertTrue(answer.body().contains("\"detail\":\""), answer.body());
        }
    }

    @Test
    void longLinesAndHeadersAreRefused() {
        try (HttpWire wire = door.http()) {
            Answer answer = wire.call("GET /echo/" + "x".repeat(20_000));
            assertEquals(414, answer.status());
            assertTrue(wire.isClosedByServer());
        }
        try (HttpWire wire = door.http()) {
            Answer answer = wire.call("GET /echo", "X: " + "x".repeat(20_000));
            assertEquals(431, answer.status());
            assertTrue(wire.isClosedByServer());
        }
    }

    @Test
    void whatIsAllowedIsSaid() {
        try (HttpWire wire = door.http()) {
            Answer refused = wire.call("DELETE /echo");
            assertEquals("GET, HEAD, PUT, OPTIONS", refused.header("allow"));
            assertEquals(
                    "{\"type\":\"urn:allidb:problem:method-not-allowed\",\"title\":\"Method not allowed\","
                            + "\"status\":405,\"detail\":\"this path answers GET, HEAD, PUT, OPTIONS\"}\n",
                    refused.body());
            Answer options = wire.call("OPTIONS /echo/x");
            assertEquals(204, options.status());
            assertEquals("GET, HEAD, PUT, OPTIONS", options.header("allow"));
            assertEquals("GET [x] {} ", wire.call("GET /echo/x").body(), "the connection stays");
        }
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() {
        try (HttpWire wire = door.http()) {
            Answer head = wire.call("HEAD /echo/x");
            assertEquals(200, head.status());
            assertEquals("11", head.header("content-length"));
            assertEquals("GET [y] {} ", wire.call("GET /echo/y").body());
        }
    }

    @Test
    void aClientThatWaitsIsToldToSendItsBody() {
        try (HttpWire wire = door.http()) {
            wire.send("PUT /echo", "Content-Length: 4", "Expect: 100-continue");
            assertEquals(100, wire.read().status());
            wire.raw("body");
            assertEquals("PUT [] {} body", wire.read().body());
            wire.send("PUT /nothing", "Content-Length: 4", "Expect: 100-continue");
            assertEquals(404, wire.read().status(), "it need not send it");
            assertTrue(wire.isClosedByServer());
        }
    }

    @Test
    void requestsThatAreSentTogetherAreAnsweredInTheirOrder() {
        try (HttpWire wire = door.http()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                all.append("PUT /echo/" + i + " HTTP/1.1\r\nHost: localhost\r\n")
                        .append(
                                i % 2 == 0
                                        ? "Content-Length: 3\r\n\r\nabc"
                                        : "Transfer-Encoding: chunked\r\n\r\n"
                                                + "2;x=y\r\nab\r\n1\r\nc\r\n0\r\nTrailer: x\r\n\r\n");
            }
            wire.raw(all.toString());
            for (int i = 0; i < 50; i++) {
                assertEquals("PUT [" + i + "] {} abc", wire.read().body());
            }
        }
    }

    @Test
    void aRequestMayComeByteByByte() {
        try (HttpWire wire = door.http()) {
            for (char c : "PUT /echo/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nab".toCharArray()) {
                wire.raw(String.valueOf(c));
            }
            assertEquals("PUT [x] {} ab", wire.read().body());
        }
    }

    @Test
    void connectionsStayOpenAsTheClientWants() {
        try (HttpWire wire = door.http()) {
            assertEquals("close", wire.call("GET /echo", "Connection: close").header("connection"));
            assertTrue(wire.isClosedByServer());
        }
        try (HttpWire wire = door.http()) {
            wire.raw("GET /echo HTTP/1.0\r\n\r\n");
            assertEquals("GET [] {} ", wire.read().body());
            assertTrue(wire.isClosedByServer());
        }
        try (HttpWire wire = door.http()) {
            wire.raw("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertEquals("keep-alive", wire.read().header("connection"));
            assertEquals(200, wire.call("GET /echo").status());
        }
    }

    /** A command of Redis that a person types begins like a request. */
    @Test
    void respAndHttpAreToldApart() {
        try (Wire resp = door.connect()) {
            resp.raw("GET /echo\r\n");
            assertEquals("(nil)", resp.read());
            resp.raw("GET x\n");
            assertEquals("(nil)", resp.read());
            resp.raw("GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEquals(
                    "(error) ERR wrong number of arguments for 'get' command",
                    resp.read(),
                    "a connection speaks one of the two");
        }
        try (Wire resp = door.connect()) {
            for (char c : "PING\r\n".toCharArray()) {
                resp.raw(String.valueOf(c));
            }
            assertEquals("PONG", resp.read());
        }
    }
}
