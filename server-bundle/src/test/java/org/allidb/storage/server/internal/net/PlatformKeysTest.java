package org.allidb.storage.server.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Subscription;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.api.access.NewAccessKey;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.http.HttpAccess;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRequest;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Keys that are of the platform and not of a tenant. */
class PlatformKeysTest {

    private static final String KEYLESS =
            "{\"tenant\":\"default\",\"role\":\"writer\",\"figures_of_all\":true,\"administers\":false}\n";

    @TempDir
    Path directory;

    private final List<String> events = new CopyOnWriteArrayList<>();
    private OpenDoor door;
    private AccessKeys keys;
    private Subscription subscription;

    @BeforeEach
    void open() {
        door = OpenDoor.of(
                directory,
                Map.of("engine.durability", "buffered"),
                new TestResource("/row", Set.of(HttpMethod.GET), HttpAccess.KNOWN, PlatformKeysTest::row),
                new TestResource("/figures", Set.of(HttpMethod.GET), HttpAccess.FIGURES, request -> HttpAnswer.empty()),
                new TestResource(
                        "/administration",
                        Set.of(HttpMethod.GET),
                        HttpAccess.ADMINISTRATION,
                        request -> HttpAnswer.empty()));
        keys = AccessKeys.of(door.platform());
        subscription = door.platform().subscribe(event -> {
            if (event.type() == StorageEvent.Type.ACCESS) {
                events.add(event.message());
            }
        });
    }

    private static HttpAnswer row(HttpRequest request) {
        String tenant = request.segments().getFirst();
        TenantId id = tenant.equals("system") ? TenantId.SYSTEM : TenantId.of(tenant);
        return HttpAnswer.of(
                "text/plain",
                request.storeToRead(id)
                        .get("row")
                        .map(value -> new String(value, StandardCharsets.UTF_8))
                        .orElse("none"));
    }

    @AfterEach
    void close() {
        subscription.close();
        door.close();
    }

    private static String bearer(NewAccessKey key) {
        return "Authorization: Bearer " + key.text();
    }

    @Test
    void anAdministratorReachesAllTenantsAndNotTheKeys() {
        String acme = door.key("acme", AccessRole.WRITER);
        door.key("globex", AccessRole.WRITER);
        NewAccessKey admin = keys.createForPlatform(AccessRole.ADMIN, "boss");
        try (Wire wire = door.connect();
                HttpWire http = door.http()) {
            assertEquals("OK", wire.call("auth", acme));
            assertEquals("OK", wire.call("set", "row", "of acme"));
            assertEquals("of acme", http.call("GET /row/acme", bearer(admin)).body());
            assertEquals("none", http.call("GET /row/globex", bearer(admin)).body());
            assertEquals("of acme", http.call("GET /row/acme", bearer(admin)).body());
            assertEquals(404, http.call("GET /row/nothere", bearer(admin)).status());
            assertEquals(403, http.call("GET /row/system", bearer(admin)).status());
            assertEquals(204, http.call("GET /figures", bearer(admin)).status());
            assertEquals(204, http.call("GET /administration", bearer(admin)).status());
            assertEquals(
                    "{\"key\":\"" + admin.key().id()
                            + "\",\"role\":\"admin\",\"figures_of_all\":true,\"administers\":true}\n",
                    http.call("GET /v1/caller", bearer(admin)).body());
            assertEquals("OK", wire.call("auth", "acme", admin.text()), "the user is the tenant");
            assertEquals("\"of acme\"", wire.call("get", "row"));
            assertEquals(
                    "(error) NOPERM there is no tenant of that name; create it first",
                    wire.call("auth", "nothere", admin.text()));
            assertEquals("OK", wire.call("auth", admin.text()));
            assertEquals(
                    "(error) NOPERM this key is of the platform and not of a tenant; name one: AUTH tenant key",
                    wire.call("get", "row"));
        }
    }

    @Test
    void anOperatorSeesFiguresAndNoRows() {
        door.key("acme", AccessRole.WRITER);
        NewAccessKey operator = keys.createForPlatform(AccessRole.OPERATOR, "");
        try (Wire wire = door.connect();
                HttpWire http = door.http()) {
            assertEquals(204, http.call("GET /figures", bearer(operator)).status());
            assertEquals(403, http.call("GET /administration", bearer(operator)).status());
            assertEquals(403, http.call("GET /row/acme", bearer(operator)).status());
            assertEquals("OK", wire.call("auth", "acme", operator.text()));
            assertTrue(wire.call("get", "row").startsWith("(error) NOPERM "));
            assertTrue(wire.call("allidb.keys").startsWith("(error) NOPERM "));
            assertTrue(wire.call("info").contains("tenant:acme"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = AccessRole.class,
            names = {"OPERATOR", "ADMIN"},
            mode = Mode.EXCLUDE)
    void otherRolesAreOfATenant(AccessRole role) {
        assertEquals(
                "a key of the platform is that of an operator or an admin; make a key of a tenant for other roles",
                assertThrows(InvalidArgumentException.class, () -> keys.createForPlatform(role, ""))
                        .getMessage());
    }

    /** It is there so that a new platform can be administered; callers without keys stay until somebody makes one. */
    @Test
    void theFirstKeyEndsNoAccessWithoutKeys() {
        NewAccessKey first = keys.createFirst("first").orElseThrow();
        assertTrue(keys.isEmpty());
        assertEquals(1, keys.list().size());
        assertTrue(keys.createFirst("again").isEmpty());
        try (HttpWire http = door.http()) {
            assertEquals(KEYLESS, http.call("GET /v1/caller").body());
            assertTrue(http.call("GET /v1/caller", bearer(first)).body().contains("\"administers\":true"));
            keys.createForPlatform(AccessRole.OPERATOR, "");
            assertFalse(keys.isEmpty());
            Await.until("a key is needed", () -> {
                try (HttpWire late = door.http()) {
                    return late.call("GET /v1/caller").status() == 401;
                }
            });
        }
    }

    @Test
    void keysAndRefusalsAreEvents() {
        String acme = door.key("acme", AccessRole.READER);
        NewAccessKey admin = keys.createForPlatform(AccessRole.ADMIN, "");
        keys.revoke(admin.key().id());
        try (HttpWire http = door.http()) {
            for (int i = 0; i < 20; i++) {
                assertEquals(401, http.call("GET /figures", bearer(admin)).status());
            }
        }
        Await.until(
                "refusals are reported",
                () -> events.stream()
                                .filter(text -> text.startsWith("the door has refused "))
                                .mapToInt(text -> Integer.parseInt(text.split(" ", -1)[4]))
                                .sum()
                        == 20);
        assertEquals(
                List.of(
                        "made key " + acme.split("_", -1)[2] + ", reader of tenant 'acme'",
                        "made key " + admin.key().id() + ", admin of the platform",
                        "revoked key " + admin.key().id() + ", admin of the platform"),
                events.subList(0, 3));
        assertTrue(events.size() < 10, "a flood of wrong keys is no flood of events: " + events);
        assertTrue(events.stream().noneMatch(text -> text.contains(admin.text()) || text.contains(acme)));
    }
}
