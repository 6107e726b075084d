package org.allidb.storage.server.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.server.internal.net.HttpWire.Answer;
import org.allidb.storage.spi.http.HttpAccess;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRequest;
import org.allidb.storage.spi.http.HttpResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call resources, by key and without. */
class HttpAccessTest {

    @TempDir
    Path directory;

    private OpenDoor door;

    @BeforeEach
    void open() {
        door = OpenDoor.of(
                directory,
                Map.of("engine.durability", "buffered"),
                TestResource.echo(),
                resource("/known", HttpAccess.KNOWN),
                resource("/figures", HttpAccess.FIGURES),
                resource("/administration", HttpAccess.ADMINISTRATION),
                new TestResource("/row", Set.of(HttpMethod.GET), HttpAccess.KNOWN, HttpAccessTest::row),
                new TestResource("/write", Set.of(HttpMethod.PUT), HttpAccess.KNOWN, HttpAccessTest::write));
    }

    private static TestResource resource(String path, HttpAccess access) {
        return new TestResource(path, Set.of(HttpMethod.GET), access, request -> HttpAnswer.empty());
    }

    private static HttpAnswer row(HttpRequest request) {
        TenantId tenant = TenantId.of(request.segments().getFirst());
        return HttpAnswer.of(
                "text/plain",
                request.storeToRead(tenant)
                        .get("row")
                        .map(value -> new String(value, StandardCharsets.UTF_8))
                        .orElse("none"));
    }

    private static HttpAnswer write(HttpRequest request) {
        request.storeToWrite(TenantId.of(request.segments().getFirst())).put("row", request.body());
        return HttpAnswer.empty();
    }

    @AfterEach
    void close() {
        door.close();
    }

    private static String bearer(String key) {
        return "Authorization: Bearer " + key;
    }

    private static String basic(String user, String key) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":" + key).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aKeyReachesItsTenantAndNoOther() {
        String acme = door.key("acme", AccessRole.WRITER);
        String globex = door.key("globex", AccessRole.READER);
        try (HttpWire wire = door.http()) {
            wire.send("PUT /write/acme", bearer(acme), "Content-Length: 1");
            wire.raw("1");
            assertEquals(204, wire.read().status());
            assertEquals("1", wire.call("GET /row/acme", bearer(acme)).body());
            assertEquals("1", wire.call("GET /row/acme", basic("anybody", acme)).body());
            assertEquals("none", wire.call("GET /row/globex", bearer(globex)).body(), "the same connection");
            Answer other = wire.call("GET /row/acme", bearer(globex));
            Answer unknown = wire.call("GET /row/nothere", bearer(globex));
            assertEquals(403, other.status());
            assertEquals(other.body(), unknown.body(), "whether it exists is not told");
            wire.send("PUT /write/globex", bearer(globex), "Content-Length: 1");
            wire.raw("1");
            assertEquals(403, wire.read().status(), "a reader does not write");
            assertEquals(
                    "{\"tenant\":\"globex\",\"key\":\"" + globex.split("_", -1)[2]
                            + "\",\"role\":\"reader\",\"figures_of_all\":false,\"administers\":false}\n",
                    wire.call("GET /v1/caller", bearer(globex)).body());
            assertEquals(401, wire.call("GET /row/acme").status(), "no key is remembered");
        }
    }

    @Test
    void wrongAndUnknownKeysHaveOneAnswer() {
        String key = door.key("acme", AccessRole.WRITER);
        try (HttpWire wire = door.http()) {
            Answer first = wire.call("GET /known", bearer("x"));
            assertEquals(401, first.status());
            assertEquals("key-refused", first.type());
            assertEquals(
                    "Bearer realm=\"allidb\", Basic realm=\"allidb\", charset=\"UTF-8\"",
                    first.header("www-authenticate"));
            String changed = key.substring(0, key.length() - 1) + (key.endsWith("0") ? "1" : "0");
            for (String wrong : List.of(
                    bearer(changed),
                    bearer(""),
                    bearer(key.replace("acme", "globex")),
                    basic("acme", changed),
                    "Authorization: Basic %%%",
                    "Authorization: Digest " + key,
                    "Authorization: " + key)) {
                Answer answer = wire.call("GET /known", wrong);
                assertEquals(first.body(), answer.body(), wrong);
                assertEquals(first.status(), answer.status(), wrong);
            }
            Answer none = wire.call("GET /known");
            assertEquals(401, none.status());
            assertEquals("key-required", none.type());
            assertEquals(200, wire.call("GET /echo").status(), "what is for all needs none");
            assertEquals(401, wire.call("GET /echo", bearer("x")).status());
        }
    }

    @ParameterizedTest
    @CsvSource({"READER, 403", "WRITER, 403", "OPERATOR, 403", "ADMIN, 403"})
    void keysOfATenantAreForNoFiguresOfAll(AccessRole role, int status) {
        String key = door.key("acme", role);
        try (HttpWire wire = door.http()) {
            assertEquals(204, wire.call("GET /known", bearer(key)).status());
            assertEquals(status, wire.call("GET /figures", bearer(key)).status());
            assertEquals(status, wire.call("GET /administration", bearer(key)).status());
        }
    }

    @Test
    void callersOfThisMachineWriteAndSeeFiguresUntilThereIsAKey() {
        try (HttpWire wire = door.http()) {
            wire.send("PUT /write/default", "Content-Length: 1");
            wire.raw("1");
            assertEquals(204, wire.read().status());
            assertEquals(403, wire.call("GET /row/acme").status());
            assertEquals(204, wire.call("GET /figures").status());
            assertEquals(403, wire.call("GET /administration").status());
            assertEquals(
                    "{\"tenant\":\"default\",\"role\":\"writer\",\"figures_of_all\":true,\"administers\":false}\n",
                    wire.call("GET /v1/caller").body());
        }
        door.key("acme", AccessRole.READER);
        org.allidb.storage.testkit.Await.until("a key is needed", () -> {
            try (HttpWire wire = door.http()) {
                return wire.call("GET /figures").status() == 401;
            }
        });
    }

    @Test
    void theFirstKeyEndsStreamsWithoutOne() {
        try (HttpWire events = door.http()) {
            events.send("GET /v1/events");
            assertEquals(200, events.readHead().status());
            door.key("acme", AccessRole.READER);
            // without an end there would be a comment each quarter of a minute
            assertThrows(EOFException.class, () -> {
                for (int line = 0; line < 30; line++) {
                    events.line();
                }
            });
        }
    }

    /** A page whose name resolves to this machine, or that lets its reader's browser send something here. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "localhost | none | 204",
                "LOCALHOST:6379 | none | 204",
                "127.0.0.1 | none | 204",
                "127.1.2.3:80 | none | 204",
                "[::1]:6379 | none | 204",
                "x.localhost | none | 204",
                "evil.example | none | 403",
                "localhost.evil.example | none | 403",
                "127.0.0.1.evil.example | none | 403",
                "evil-localhost | none | 403",
                "192.168.1.1 | none | 403",
                "0.0.0.0 | none | 403",
                "localhost:6379 | http://localhost:6379 | 204",
                "localhost | http://localhost | 204",
                "localhost | https://localhost:443 | 204",
                "localhost:6379 | http://localhost | 403",
                "localhost | http://evil.example | 403",
                "localhost | http://localhost.evil.example | 403",
                "localhost | null | 403",
                "evil.example | http://evil.example | 403",
            })
    void pagesOfOthersAreRefused(String host, String origin, int status) {
        try (HttpWire wire = door.http()) {
            wire.raw("GET /figures HTTP/1.1\r\nHost: " + host + "\r\n"
                    + (origin == null ? "" : "Origin: " + origin + "\r\n") + "\r\n");
            assertEquals(status, wire.read().status());
        }
    }

    /** With a key, by whatever name the door is reached; but a page of others does not use the browser's key. */
    @Test
    void aKeyMayBeUsedByAnyNameAndByNoOtherPage() {
        String key = door.key("acme", AccessRole.READER);
        try (HttpWire wire = door.http()) {
            wire.raw("GET /known HTTP/1.1\r\nHost: storage.example\r\n" + bearer(key) + "\r\n\r\n");
            assertEquals(204, wire.read().status());
            wire.raw("GET /known HTTP/1.1\r\nHost: storage.example\r\nOrigin: http://evil.example\r\n" + basic("", key)
                    + "\r\n\r\n");
            assertEquals(403, wire.read().status());
        }
    }

    @Test
    void aRevokedKeyIsRefusedAtOnce() {
        String key = door.key("acme", AccessRole.READER);
        door.key("acme", AccessRole.READER);
        try (HttpWire wire = door.http()) {
            assertEquals(204, wire.call("GET /known", bearer(key)).status());
            AccessKeys.of(door.platform()).revoke(key.split("_", -1)[2]);
            assertEquals(401, wire.call("GET /known", bearer(key)).status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "nothere"})
    void aSuspendedTenantAndAMissingOneAreSaid(String tenant) {
        String key = door.key("acme", AccessRole.READER);
        door.platform().suspend(TenantId.of("acme"));
        try (HttpWire wire = door.http()) {
            Answer answer = wire.call("GET /row/" + tenant, bearer(key));
            assertEquals(403, answer.status());
            assertEquals(tenant.equals("acme") ? "tenant-suspended" : "forbidden", answer.type());
        }
    }

    /** A program adds resources by its class path. */
    @Test
    void resourcesAreFoundByTheServiceLoader() throws Exception {
        door.close();
        Path services = Files.createDirectories(directory.resolve("classes/META-INF/services"));
        Files.writeString(services.resolve(HttpResource.class.getName()), Found.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        URL[] classes = {directory.resolve("classes").toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(classes, Found.class.getClassLoader())) {
            thread.setContextClassLoader(loader);
            door = OpenDoor.of(directory.resolve("data"), Map.of());
        } finally {
            thread.setContextClassLoader(before);
        }
        try (HttpWire wire = door.http()) {
            assertEquals("found", wire.call("GET /found/here").body());
            assertEquals(200, wire.call("GET /v1/caller").status());
        }
    }

    /** A resource that is found. */
    public static final class Found implements HttpResource {

        @Override
        public String path() {
            return "/found";
        }

        @Override
        public Set<HttpMethod> methods() {
            return Set.of(HttpMethod.GET);
        }

        @Override
        public HttpAccess access() {
            return HttpAccess.ANYONE;
        }

        @Override
        public HttpAnswer answer(HttpRequest request) {
            return HttpAnswer.of("text/plain", "found");
        }
    }

    /** Nothing of the failure is for its client. */
    @Test
    void aFailureOfAResourceIsNotToldToClients() {
        door.close();
        door = OpenDoor.of(directory, Map.of(), TestResource.open("/broken", request -> {
            throw new IllegalStateException("secret of globex");
        }));
        try (HttpWire wire = door.http()) {
            Answer answer = wire.call("GET /broken");
            assertEquals(500, answer.status());
            assertFalse(answer.body().contains("secret"), answer.body());
            assertTrue(answer.body().contains("the log of the server says why"), answer.body());
        }
    }
}
