package org.allidb.storage.server.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageServer;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.access.AccessKey;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in by which key, and to which tenant. */
class AccessTest {

    private static final String REFUSED = "(error) WRONGPASS invalid username-password pair or user is disabled.";

    @TempDir
    Path directory;

    private OpenDoor door;

    @BeforeEach
    void open() {
        door = OpenDoor.of(directory, Map.of("engine.durability", "buffered"));
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void aKeyReachesItsTenantAndNoOther() {
        String acme = door.key("acme", AccessRole.WRITER);
        String globex = door.key("globex", AccessRole.WRITER);
        try (Wire one = door.connect();
                Wire other = door.connect()) {
            assertEquals("OK", one.call("auth", "acme", acme));
            assertEquals("OK", other.call("auth", globex));
            assertEquals("OK", one.call("set", "row", "of acme"));
            assertEquals("(nil)", other.call("get", "row"));
            assertEquals("[]", other.call("keys", "*"));
            assertEquals("OK", other.call("set", "row", "of globex"));
            assertEquals("\"of acme\"", one.call("get", "row"));
            assertEquals(REFUSED, other.call("auth", "acme", globex));
            assertEquals("\"of globex\"", other.call("get", "row"), "it stays who it was");
            assertEquals("OK", other.call("auth", "acme", acme));
            assertEquals("\"of acme\"", other.call("get", "row"));
        }
    }

    /** The id may be another customer's by then. */
    @Test
    void aKeyReachesNoTenantThatIsCreatedUnderTheIdOfADroppedOne() {
        TenantId acme = TenantId.of("acme");
        String old = door.key("acme", AccessRole.WRITER);
        AccessKeys keys = AccessKeys.of(door.platform());
        try (Wire open = door.connect();
                Wire late = door.connect()) {
            assertEquals("OK", open.call("auth", old));
            assertEquals("OK", open.call("set", "row", "of the first"));
            door.platform().drop(acme);
            assertEquals(REFUSED, late.call("auth", old));
            try (TenantStore second = door.platform().openOrCreate(acme)) {
                second.put("row", "of the second".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                assertEquals(REFUSED, late.call("auth", old));
                for (String attempt : List.of("get row", "set row 1", "keys *", "mget row")) {
                    String answer = open.line(attempt);
                    assertFalse(answer.contains("second") || answer.equals("OK") || answer.contains("row\""), answer);
                }
                assertEquals(
                        "of the second",
                        new String(second.get("row").orElseThrow(), java.nio.charset.StandardCharsets.UTF_8));
            }
            AccessKey known = keys.list().getFirst();
            assertEquals("acme", known.tenant().value());
            assertTrue(keys.find(known.id()).isEmpty());
            assertEquals(known, keys.revoke(known.id()));
            assertEquals(List.of(), keys.list());
        }
    }

    @Test
    void aKeyIsMadeForATenantThatExists() {
        TenantUnknownException refused = assertThrows(
                TenantUnknownException.class,
                () -> AccessKeys.of(door.platform()).create(TenantId.of("nobody"), AccessRole.READER, ""));
        assertEquals("there is no tenant 'nobody' that a key could reach; create it first", refused.getMessage());
    }

    @Test
    void whatIsBegunWithOneKeyIsForgottenWithTheNext() {
        String acme = door.key("acme", AccessRole.WRITER);
        String globex = door.key("globex", AccessRole.WRITER);
        try (Wire wire = door.connect()) {
            wire.call("auth", acme);
            wire.call("watch", "row");
            wire.call("auth", globex);
            assertEquals("OK", wire.call("set", "row", "1"));
            assertEquals("OK", wire.call("multi"));
            assertEquals("(error) ERR 'auth' is not allowed in a transaction", wire.call("auth", acme));
            assertEquals("(error) EXECABORT Transaction discarded because of previous errors.", wire.call("exec"));
            assertEquals("\"1\"", wire.call("get", "row"));
            assertEquals("RESET", wire.call("reset"));
            assertEquals("(error) NOAUTH Authentication required.", wire.call("get", "row"));
        }
    }

    /** Shaped like a key or not, of a known key with another secret, tenant or id: the same answer. */
    @Test
    void wrongAndUnknownKeysHaveOneAnswer() {
        String key = door.key("acme", AccessRole.WRITER);
        door.key("globex", AccessRole.WRITER);
        char last = key.charAt(key.length() - 1);
        String start = key.substring(0, key.length() - 1);
        String id = key.split("_", -1)[2];
        try (Wire wire = door.connect()) {
            for (String wrong : List.of(
                    "",
                    "x",
                    "allidb_",
                    start,
                    start + (last == '0' ? '1' : '0'),
                    start + "é",
                    key + "0",
                    key.replace("acme", "globex"),
                    key.replace("acme", ""),
                    key.replace("acme", "allidb-system"),
                    key.replace("acme", "../acme"),
                    key.replace(id, "0".repeat(16)),
                    key.replace(id, "\0".repeat(16)),
                    key.toUpperCase(Locale.ROOT),
                    "0".repeat(16_000))) {
                assertEquals(REFUSED, wire.call("auth", wrong), wrong);
                assertEquals(REFUSED, wire.call("auth", "acme", wrong), wrong);
                assertEquals(REFUSED, wire.call("hello", "3", "auth", "acme", wrong), wrong);
            }
            assertEquals(REFUSED, wire.call("auth", "globex", key));
            assertEquals("(error) NOAUTH Authentication required.", wire.call("get", "row"));
            assertEquals("OK", wire.call("auth", "default", key), "libraries that are given a key alone call it so");
            assertEquals("(nil)", wire.call("get", "row"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "READER,   true,  false, false",
        "WRITER,   true,  true,  false",
        "OPERATOR, false, false, false",
        "ADMIN,    true,  true,  true"
    })
    void rolesAllowWhatTheySay(AccessRole role, boolean reads, boolean writes, boolean administers) {
        String key = door.key("acme", role);
        try (Wire wire = door.connect()) {
            wire.call("auth", key);
            for (String read :
                    List.of("get a", "mget a", "keys *", "scan 0", "dbsize", "hgetall a", "vsim v VALUES 1 1")) {
                assertEquals(reads, !isRefused(wire.line(read)), read);
            }
            for (String write : List.of("set a 1", "del a", "incr a", "vrem v a", "getex a", "waitaof 1 0 0")) {
                assertEquals(writes, !isRefused(wire.line(write)), write);
            }
            assertEquals(administers, !isRefused(wire.line("allidb.keys")));
            assertFalse(isRefused(wire.line("info")));
            assertFalse(isRefused(wire.line("ping")));
            wire.line("multi");
            assertEquals(writes, wire.line("set a 1").equals("QUEUED"), "in a transaction too");
        }
    }

    private static boolean isRefused(String answer) {
        return answer.startsWith("(error) NOPERM");
    }

    @Test
    void administratorsRotateAndRevokeKeysOfTheirTenant() {
        String admin = door.key("acme", AccessRole.ADMIN);
        String foreign = door.key("globex", AccessRole.WRITER);
        try (Wire wire = door.connect();
                Wire client = door.connect();
                Wire stranger = door.connect()) {
            wire.call("auth", admin);
            String first = unquoted(wire.call("allidb.key", "create", "writer", "the first"));
            String second = unquoted(wire.call("allidb.key", "create", "writer"));
            assertEquals("OK", client.call("auth", first));
            assertEquals("OK", stranger.call("auth", second));
            String listed = wire.call("allidb.keys");
            assertTrue(listed.contains("\"writer\", \"the first\""), listed);
            assertFalse(listed.contains(foreign.split("_", -1)[2]), listed);
            assertFalse(listed.contains(first.substring(first.length() - 64)), "the secret is not kept");
            assertEquals("(integer) 0", wire.call("allidb.key", "revoke", foreign.split("_", -1)[2]));
            assertEquals("(integer) 1", wire.call("allidb.key", "revoke", first.split("_", -1)[2]));
            assertEquals("(integer) 0", wire.call("allidb.key", "revoke", first.split("_", -1)[2]));
            assertTrue(client.isClosedByServer(), "its connections end");
            assertEquals("PONG", stranger.call("ping"), "those of the other key do not");
            try (Wire late = door.connect()) {
                assertEquals(REFUSED, late.call("auth", first));
                assertEquals("OK", late.call("auth", second));
            }
            assertEquals(
                    "(error) ERR there is no role of that name; the roles are reader, writer, operator and admin",
                    wire.call("allidb.key", "create", "root"));
        }
    }

    private static String unquoted(String answer) {
        return answer.substring(1, answer.length() - 1);
    }

    @Test
    void clientsOfThisMachineNeedNoKeyUntilThereIsOne() {
        try (Wire wire = door.connect()) {
            assertEquals("OK", wire.call("set", "row", "1"));
            door.key("acme", AccessRole.READER);
            assertTrue(wire.isClosedByServer());
        }
        try (Wire wire = door.connect()) {
            assertEquals("(error) NOAUTH Authentication required.", wire.call("get", "row"));
            assertEquals("(error) NOAUTH Authentication required.", wire.call("hello", "3"));
            assertEquals("(error) NOAUTH Authentication required.", wire.call("ping"));
        }
        try (TenantStore store = door.platform().open(TenantId.of("default"))) {
            assertTrue(store.get("row").isPresent());
        }
    }

    @Test
    void withoutATenantForThemNoClientIsLetIn() {
        door.close();
        door = OpenDoor.of(directory, Map.of("server.loopback_tenant", "none"));
        try (Wire wire = door.connect()) {
            assertEquals("(error) NOAUTH Authentication required.", wire.call("get", "row"));
        }
        assertEquals(0, door.platform().tenants().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void theDoorStaysShutWhereOthersReachIt(String address) {
        door.close();
        try (StoragePlatform platform = StoragePlatform.builder(directory)
                .set("server.port", 0)
                .set("server.address", address)
                .open()) {
            assertEquals(
                    "server.address is '" + address
                            + "', which other machines reach, and there is no TLS: keys and rows"
                            + " would cross the network in the clear. Set server.tls_certificate and server.tls_key, or"
                            + " server.plaintext_off_loopback to true",
                    assertThrows(InvalidArgumentException.class, () -> StorageServer.start(platform))
                            .getMessage());
        }
        door = OpenDoor.of(directory, Map.of("server.address", "0.0.0.0", "server.plaintext_off_loopback", true));
        try (Wire wire = door.connect()) {
            assertEquals("PONG", wire.call("ping"));
        }
    }

    @Test
    void noKeyReachesTheTenantOfTheKeys() {
        door.key("acme", AccessRole.WRITER);
        assertEquals(
                "the tenant id 'allidb-system' is reserved for the platform; use another id",
                assertThrows(InvalidArgumentException.class, () -> TenantId.of("allidb-system"))
                        .getMessage());
        assertEquals(
                "no key reaches the tenant 'allidb-system', which has the keys",
                assertThrows(
                                InvalidArgumentException.class,
                                () -> AccessKeys.of(door.platform()).create(TenantId.SYSTEM, AccessRole.ADMIN, ""))
                        .getMessage());
    }

    /** A key is known after a restart, and no row has its secret. */
    @Test
    void keysOutliveARestartAndSecretsAreNotStored() {
        String key = door.key("acme", AccessRole.WRITER);
        door.close();
        door = OpenDoor.of(directory, Map.of());
        try (Wire wire = door.connect()) {
            assertEquals("OK", wire.call("auth", key));
        }
        AccessKey known = AccessKeys.of(door.platform()).list().getFirst();
        assertEquals(AccessRole.WRITER, known.role());
        try (TenantStore store = door.platform().open(TenantId.SYSTEM);
                Cursor cursor = store.scan(ScanRequest.all())) {
            int rows = 0;
            while (cursor.next()) {
                rows++;
                assertFalse(cursor.row().toString().contains(key.substring(key.length() - 64)));
            }
            assertEquals(1, rows);
        }
    }

    /** The tenant is dropped under its clients: they are told so, and another tenant of that name is another one's. */
    @Test
    void aDroppedTenantIsNotReached() {
        String key = door.key("acme", AccessRole.WRITER);
        try (Wire wire = door.connect()) {
            wire.call("auth", key);
            assertEquals("OK", wire.call("set", "row", "1"));
            door.platform().drop(TenantId.of("acme"));
            Await.until("the tenant is gone", () -> wire.call("get", "row").startsWith("(error) NOPERM "));
            assertTrue(wire.call("set", "row", "2").startsWith("(error) NOPERM "));
        }
    }

    @Test
    void aSuspendedTenantIsToldSo() {
        String key = door.key("acme", AccessRole.WRITER);
        try (Wire wire = door.connect()) {
            wire.call("auth", key);
            door.platform().suspend(TenantId.of("acme"));
            assertTrue(wire.call("set", "row", "2").startsWith("(error) NOPERM "));
            assertTrue(wire.call("get", "row").startsWith("(error) NOPERM "));
            door.platform().resume(TenantId.of("acme"));
            assertEquals("OK", wire.call("set", "row", "2"));
        }
    }
}
