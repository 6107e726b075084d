package org.allidb.storage.server.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of HTTP that are slow, take more than their share, or do nothing: they end, and others do not notice. */
class HostileHttpTest {

    private static final int MANY = 1 << 20;

    @TempDir
    Path directory;

    private OpenDoor door;

    @AfterEach
    void othersAreServed() {
        try (Wire other = door.connect();
                HttpWire http = door.http()) {
            assertTrue(
                    other.call("ping").startsWith("PONG") || other.call("ping").startsWith("(error) NOAUTH"));
            assertTrue(http.call("GET /v1/caller").status() > 0);
        }
        door.close();
    }

    private void open(Map<String, ?> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("engine.durability", "buffered");
        door = OpenDoor.of(directory, all);
    }

    @Test
    void headersAndBodiesThatDoNotEndAreClosed() {
        open(Map.of("server.request_seconds", 1));
        try (HttpWire line = door.http();
                HttpWire headers = door.http();
                HttpWire body = door.http();
                HttpWire chunks = door.http()) {
            line.raw("GET /v1/cal");
            headers.raw("GET /v1/caller HTTP/1.1\r\nHost: localhost\r\nX: ");
            body.raw("PUT /v1/tenants/default/values/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nbegin");
            chunks.raw("PUT /v1/tenants/default/values/a HTTP/1.1\r\nHost: localhost\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
            for (HttpWire wire : List.of(line, headers, body, chunks)) {
                assertTrue(wire.isClosedByServer());
            }
        }
    }

    /** A hundred clients that declare 100 MiB each reserve nothing. */
    @Test
    void aDeclaredLengthReservesNothing() {
        open(Map.of("server.max_request_mb", 128, "server.max_buffered_mb", 1));
        List<HttpWire> wires = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            HttpWire wire = door.http();
            wires.add(wire);
            wire.raw("PUT /v1/tenants/default/values/a HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Length: 104857600\r\n\r\nbegin");
        }
        try (HttpWire other = door.http()) {
            assertEquals(200, other.call("GET /v1/caller").status());
        }
        assertTrue(door.server().connections() >= 100, "all are there");
        wires.forEach(HttpWire::close);
    }

    @Test
    void moreBytesThanAllMayHaveInBuffersAreRefused() {
        open(Map.of("server.max_request_mb", 64, "server.max_buffered_mb", 2));
        try (HttpWire wire = door.http()) {
            wire.raw(
                    "PUT /v1/tenants/default/values/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000\r\n\r\n");
            byte[] part = new byte[MANY];
            try {
                for (int i = 0; i < 9; i++) {
                    wire.raw(part);
                }
                assertEquals("too-many", wire.read().type());
            } catch (UncheckedIOException e) {
                // closed before the answer could be read
            }
        }
        Await.until("it is closed", () -> door.server().connections() == 0);
    }

    /** What is sent in chunks has no length that could be refused at once. */
    @Test
    void aBodyThatGrowsTooLargeIsRefused() {
        open(Map.of("server.max_request_mb", 1));
        try (HttpWire wire = door.http()) {
            wire.raw("PUT /v1/tenants/default/values/a HTTP/1.1\r\nHost: localhost\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n");
            byte[] chunk = new byte[0x8000];
            try {
                for (int i = 0; i < 100; i++) {
                    wire.raw("8000\r\n");
                    wire.raw(chunk);
                    wire.raw("\r\n");
                }
            } catch (UncheckedIOException e) {
                // closed already
            }
        }
        Await.until("it is closed", () -> door.server().connections() == 0);
        try (HttpWire other = door.http()) {
            assertEquals(404, other.call("GET /v1/tenants/default/values/a").status());
        }
    }

    /** Requests without end, and no answer is read. */
    @Test
    void aClientThatReadsNothingIsEnded() {
        open(Map.of("server.output_seconds", 1));
        try (HttpWire wire = door.http()) {
            wire.send("PUT /v1/tenants/default/values/large", "Content-Length: " + MANY);
            wire.raw(new byte[MANY]);
            assertEquals(204, wire.read().status());
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                many.append("GET /v1/tenants/default/values/large HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }
            wire.raw(many.toString());
            Await.until("it is ended", () -> door.server().connections() == 0);
        }
    }

    /** Half of a connection: the client says that it sends nothing more. */
    @Test
    void aClientThatEndsItsSideIsStillAnswered() {
        open(Map.of());
        try (HttpWire wire = door.http()) {
            wire.send("GET /v1/caller");
            assertEquals(200, wire.read().status());
            wire.endOutput();
            assertTrue(wire.isClosedByServer());
        }
    }

    @Test
    void strangersHaveLittleTime() {
        open(Map.of("server.auth_seconds", 1));
        door.key("acme", AccessRole.READER);
        Await.until("a key is needed", () -> {
            try (HttpWire wire = door.http()) {
                return wire.call("GET /v1/caller").status() == 401;
            }
        });
        try (HttpWire wire = door.http()) {
            assertEquals(401, wire.call("GET /v1/caller").status());
            assertTrue(wire.isClosedByServer());
        }
    }

    /** One tenant takes no connections of another. */
    @Test
    void connectionsOfATenantAreBounded() {
        open(Map.of("server.max_connections_per_tenant", 1));
        String acme = "Authorization: Bearer " + door.key("acme", AccessRole.READER);
        String globex = "Authorization: Bearer " + door.key("globex", AccessRole.READER);
        try (HttpWire first = door.http();
                HttpWire second = door.http()) {
            assertEquals(200, first.call("GET /v1/caller", acme).status());
            HttpWire.Answer refused = second.call("GET /v1/caller", acme);
            assertEquals(429, refused.status());
            assertEquals("1", refused.header("retry-after"));
            assertEquals(200, second.call("GET /v1/caller", globex).status());
            assertEquals(200, first.call("GET /v1/caller", acme).status());
        }
    }
}
