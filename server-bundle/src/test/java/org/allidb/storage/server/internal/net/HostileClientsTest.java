package org.allidb.storage.server.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that take more than their share, send what is no command, or do nothing: they end, and others do not notice. */
class HostileClientsTest {

    private static final int MANY = 1 << 20;

    @TempDir
    Path directory;

    private OpenDoor door;
    private Wire other;

    @AfterEach
    void close() {
        if (other != null) {
            assertEquals("OK", other.call("set", "still", "served"));
            assertEquals("\"served\"", other.call("get", "still"));
            other.close();
        }
        door.close();
    }

    private void open(Map<String, ?> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("engine.durability", "buffered");
        door = OpenDoor.of(directory, all);
        other = door.connect();
        assertEquals("PONG", other.call("ping"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "*1000000000\\r\\n | ERR Protocol error: invalid multibulk length",
                "*99999999999999999999\\r\\n | ERR Protocol error: invalid multibulk length",
                "*x\\r\\n | ERR Protocol error: invalid multibulk length",
                "*\\r\\n | ERR Protocol error: invalid multibulk length",
                "*2\\r\\n*1\\r\\n$1\\r\\na\\r\\n | ERR Protocol error: expected '$', got '*'",
                "*1\\r\\n*1\\r\\n*1\\r\\n*1\\r\\n*1\\r\\n | ERR Protocol error: expected '$', got '*'",
                "*1\\r\\n$9000000000\\r\\n | ERR Protocol error: invalid bulk length",
                "*1\\r\\n$-1\\r\\n | ERR Protocol error: invalid bulk length",
                "*1\\r\\n$-\\r\\n | ERR Protocol error: invalid bulk length",
                "*1\\r\\n$4\\r\\nPINGxx | ERR Protocol error: expected the end of a bulk string of 4 bytes",
                "*1\\r\\n\\x00 | ERR Protocol error: expected '$', got '0x00'",
                "*11111111111111111111111111111111111111 | ERR Protocol error: too big mbulk count string",
                "\"unbalanced\\r\\n | ERR Protocol error: unbalanced quotes in request",
                "POST / HTTP/1.1\\r"
                    + "\\n"
                    + "Host: x\\r"
                    + "\\n"
                    + "\\r"
                    + "\\n"
                    + "set a 1\\r"
                    + "\\n"
                    + " | ERR Protocol error: this is HTTP, and the door speaks RESP; connect with a client of Redis",
            })
    void whatIsNoCommandIsToldSoAndClosed(String sent, String error) {
        open(Map.of());
        try (Wire wire = door.connect()) {
            wire.raw("*1\r\n$4\r\nPING\r\n"
                    + sent.replace("\\r", "\r").replace("\\n", "\n").replace("\\x00", "\0"));
            assertEquals("PONG", wire.read(), "what came before is answered");
            assertEquals("(error) " + error, wire.read());
            assertTrue(wire.isClosedByServer());
        }
        assertEquals("(nil)", other.call("get", "a"));
    }

    @Test
    void anEndlessLineIsClosed() {
        open(Map.of());
        try (Wire wire = door.connect()) {
            wire.raw("x".repeat(65_536));
            wire.raw("x");
            assertEquals("(error) ERR Protocol error: too big inline request", wire.read());
            assertTrue(wire.isClosedByServer());
        }
    }

    /** Before it has presented a key a client sends small commands alone. */
    @Test
    void strangersSendLittle() {
        open(Map.of());
        String key = door.key("acme", AccessRole.WRITER);
        other.close();
        other = door.connect();
        other.call("auth", key);
        try (Wire wire = door.connect()) {
            Await.until("a key is needed", () -> wire.call("get", "a").startsWith("(error) NOAUTH"));
            wire.raw("*11\r\n");
            assertEquals("(error) ERR Protocol error: unauthenticated multibulk length", wire.read());
        }
        try (Wire wire = door.connect()) {
            wire.raw("*2\r\n$4\r\nauth\r\n$16385\r\n");
            assertEquals("(error) ERR Protocol error: unauthenticated bulk length", wire.read());
            assertTrue(wire.isClosedByServer());
        }
    }

    @Test
    void strangersHaveLittleTime() {
        open(Map.of());
        String key = door.key("acme", AccessRole.WRITER);
        other.close();
        other = door.connect();
        assertEquals("OK", other.call("auth", key));
        door.platform().configure(door.platform().configuration().with("server.auth_seconds", "1"));
        try (Wire wire = door.connect()) {
            assertTrue(wire.isClosedByServer());
        }
    }

    /** A hundred connections that declare 100 MiB each reserve nothing. */
    @Test
    void aDeclaredLengthReservesNothing() {
        open(Map.of("server.max_request_mb", 128, "server.max_buffered_mb", 1));
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Wire wire = door.connect();
            wires.add(wire);
            wire.raw("*3\r\n$3\r\nset\r\n$1\r\na\r\n$104857600\r\nbegin");
        }
        assertEquals("OK", other.call("set", "b", "1"));
        Await.until("all are connected", () -> door.server().connections() == 101);
        wires.forEach(Wire::close);
    }

    @Test
    void moreBytesThanAllMayHaveInBuffersCloseTheOneThatNeedsThem() {
        open(Map.of("server.max_request_mb", 64, "server.max_buffered_mb", 2));
        try (Wire wire = door.connect()) {
            wire.raw("*3\r\n$3\r\nset\r\n$1\r\na\r\n$10000000\r\n");
            byte[] part = new byte[MANY];
            try {
                for (int i = 0; i < 9; i++) {
                    wire.raw(part);
                }
            } catch (UncheckedIOException e) {
                // closed already
            }
            assertTrue(wire.isClosedByServer());
        }
    }

    @Test
    void aCommandThatIsTooLargeIsRefused() {
        open(Map.of("server.max_request_mb", 1));
        try (Wire wire = door.connect()) {
            wire.raw("*3\r\n$3\r\nset\r\n$1\r\na\r\n$1048576\r\n");
            assertEquals("(error) ERR Protocol error: invalid bulk length", wire.read());
        }
    }

    @Test
    void tooManyConnectionsAreToldSo() {
        open(Map.of("server.max_connections", 3));
        try (Wire second = door.connect();
                Wire third = door.connect()) {
            assertEquals("PONG", second.call("ping"));
            assertEquals("PONG", third.call("ping"));
            try (Wire fourth = door.connect();
                    HttpWire fifth = door.http();
                    Wire silent = door.connect()) {
                assertEquals("(error) ERR max number of clients reached", fourth.call("ping"));
                assertTrue(fourth.isClosedByServer());
                HttpWire.Answer answer = fifth.call("GET /v1/caller");
                assertEquals(429, answer.status());
                assertEquals("too-many-connections", answer.type());
                assertTrue(
                        answer.body()
                                .contains("max number of clients reached; close some, or raise server.max_connections"),
                        answer.body());
                assertTrue(fifth.isClosedByServer());
                assertEquals("(error) ERR max number of clients reached", silent.read());
                assertTrue(silent.isClosedByServer());
            }
        }
        Await.until("the places are free again", () -> door.server().connections() == 1);
        try (Wire again = door.connect()) {
            assertEquals("PONG", again.call("ping"));
        }
    }

    /** One tenant takes no connections of another. */
    @Test
    void connectionsOfATenantAreBounded() {
        open(Map.of("server.max_connections_per_tenant", 2));
        String acme = door.key("acme", AccessRole.READER);
        String globex = door.key("globex", AccessRole.READER);
        other.close();
        other = null;
        try (Wire first = door.connect();
                Wire second = door.connect();
                Wire third = door.connect()) {
            assertEquals("OK", first.call("auth", acme));
            assertEquals("OK", second.call("auth", acme));
            assertEquals(
                    "(error) ERR max number of clients of this tenant reached; close some, or raise"
                            + " server.max_connections_per_tenant",
                    third.call("auth", acme));
            assertEquals("OK", third.call("auth", globex));
            assertEquals("RESET", first.call("reset"));
            assertEquals("OK", third.call("auth", acme));
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsAnErrorInstead() {
        open(Map.of("server.max_output_mb", 1));
        assertEquals("OK", other.call("set", "large", "x".repeat(600_000)));
        assertEquals(
                "(error) ERR the answer is larger than the 1048576 bytes that server.max_output_mb allows; ask for less"
                        + " at a time",
                other.call("mget", "large", "large"));
        assertEquals("OK", other.call("multi"));
        other.call("get", "large");
        other.call("get", "large");
        assertEquals(
                "(error) ERR the answer is larger than the 1048576 bytes that server.max_output_mb allows; ask for less"
                        + " at a time",
                other.call("exec"));
        assertEquals("(integer) 600000", other.call("strlen", "large"));
    }

    /** A client that asks for gigabytes and reads nothing: the server stops carrying out, and ends it. */
    @Test
    void aClientThatReadsNothingIsEnded() {
        open(Map.of("server.output_seconds", 1));
        assertEquals("OK", other.call("set", "large", "x".repeat(MANY)));
        try (Wire wire = door.connect()) {
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 2_000; i++) {
                many.append("get large\r\n");
            }
            wire.raw(many.toString());
            Await.until("it is ended", () -> door.server().connections() == 1);
            assertEquals("PONG", other.call("ping"), "the other one is not");
        }
    }

    /** A client that reads slowly gets everything. */
    @Test
    void aClientThatReadsLateIsServed() {
        open(Map.of());
        assertEquals("OK", other.call("set", "large", "x".repeat(MANY)));
        try (Wire wire = door.connect()) {
            for (int i = 0; i < 100; i++) {
                wire.send("get", "large");
            }
            assertEquals("OK", other.call("set", "other", "1"));
            for (int i = 0; i < 100; i++) {
                assertEquals(MANY + 2, wire.read().length());
            }
        }
    }

    @Test
    void aCommandThatComesByteByByteIsEnded() {
        open(Map.of("server.request_seconds", 1));
        try (Wire wire = door.connect()) {
            wire.raw("*1\r\n$4\r\nPI");
            assertTrue(wire.isClosedByServer());
        }
    }

    @Test
    void commandsInPiecesAreCarriedOut() {
        open(Map.of());
        try (Wire wire = door.connect()) {
            for (byte each : Wire.encode("set".getBytes(), "a".getBytes(), "in pieces".getBytes())) {
                wire.raw(new byte[] {each});
            }
            assertEquals("OK", wire.read());
            assertEquals("\"in pieces\"", wire.call("get", "a"));
        }
    }

    @Test
    void anIdleClientIsEndedIfThatIsWanted() {
        open(Map.of());
        try (Wire wire = door.connect()) {
            assertEquals("PONG", wire.call("ping"));
            door.platform().configure(door.platform().configuration().with("server.idle_seconds", "1"));
            assertTrue(wire.isClosedByServer());
        }
        other.close();
        other = null;
    }

    @Test
    void aQueueOfATransactionIsBounded() {
        open(Map.of());
        try (Wire wire = door.connect()) {
            wire.call("multi");
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 10_001; i++) {
                many.append("get a\r\n");
            }
            wire.raw(many.toString());
            for (int i = 0; i < 10_000; i++) {
                assertEquals("QUEUED", wire.read());
            }
            assertEquals(
                    "(error) ERR the transaction is too large; use at most 10000 commands of 16777216 bytes together",
                    wire.read());
            assertEquals("(error) EXECABORT Transaction discarded because of previous errors.", wire.call("exec"));
        }
    }

    @Test
    void scansAreForgottenOldestFirst() {
        open(Map.of("server.max_scan_cursors", 2));
        for (int i = 0; i < 30; i++) {
            other.call("set", "key-" + i, "1");
        }
        String first = cursor(other.call("scan", "0"));
        cursor(other.call("scan", "0"));
        cursor(other.call("scan", "0"));
        assertEquals(
                "(error) ERR there is no cursor of that number any more; begin again with SCAN 0",
                other.call("scan", first));
        List<String> pages = new ArrayList<>();
        String next = "0";
        do {
            String page = other.call("scan", next);
            pages.add(page);
            next = cursor(page);
        } while (!next.equals("0"));
        assertEquals(4, pages.size(), "30 keys, 10 by 10, and an empty page: " + pages);
    }

    private static String cursor(String page) {
        return page.substring(2, page.indexOf('"', 2));
    }

    /** Quotas have the words of Redis that make clients do the right thing, and each command its own answer. */
    @Test
    void quotasRefuseCommandByCommand() {
        open(Map.of());
        String key = door.key("acme", AccessRole.WRITER);
        door.platform().update(TenantId.of("acme"), TenantSettings.DEFAULTS.withQuota(Quota.NONE.withMaxRowBytes(100)));
        other.close();
        other = null;
        try (Wire wire = door.connect()) {
            wire.call("auth", key);
            wire.send("set", "a", "1");
            wire.send("set", "b", "x".repeat(200));
            wire.send("set", "c", "3");
            assertEquals("OK", wire.read());
            String refused = wire.read();
            assertTrue(refused.startsWith("(error) ERR ") && refused.contains("100"), refused);
            assertEquals("OK", wire.read());
            assertEquals("[\"1\", (nil), \"3\"]", wire.call("mget", "a", "b", "c"));
            door.platform().update(TenantId.of("acme"), TenantSettings.DEFAULTS.withQuota(Quota.NONE.withDiskBytes(1)));
            try (TenantStore store = door.platform().open(TenantId.of("acme"))) {
                store.flush();
            }
            String full = wire.call("set", "d", "4");
            assertTrue(full.startsWith("(error) OOM "), full);
        }
    }

    @Test
    void aKeyThatIsTooLongIsRefused() {
        open(Map.of());
        assertEquals(
                "(error) ERR an entity id of 16385 bytes is not allowed; use 1 to 16384 bytes",
                other.call("set", "k".repeat(16_385), "1"));
        assertEquals("(error) ERR an entity id of 0 bytes is not allowed; use 1 to 16384 bytes", other.call("get", ""));
    }
}
