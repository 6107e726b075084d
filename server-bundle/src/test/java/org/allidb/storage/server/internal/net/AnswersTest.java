package org.allidb.storage.server.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.server.internal.http.Json;
import org.allidb.storage.server.internal.net.HttpWire.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the door answers is what its openapi.yaml says: status, media type, headers and body, of each route when it succeeds and when it fails. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AnswersTest {

    /** Sent only with rows that expire. */
    private static final String SOMETIMES = "Allidb-Expires";

    private static final Map<String, String> PARTS = Map.ofEntries(
            Map.entry("tenant", "acme"),
            Map.entry("entity", "alice"),
            Map.entry("name", "face"),
            Map.entry("relation", "knows"),
            Map.entry("target", "bob"),
            Map.entry("chunk", "1"),
            Map.entry("key", "0000000000000000"),
            Map.entry("task", "0000000000000000"),
            Map.entry("backup", "77"),
            Map.entry("component", "strategy"),
            Map.entry("shard", "0"));

    private final Map<String, Set<Integer>> seen = new TreeMap<>();
    private OpenDoor door;
    private HttpWire wire;
    private String admin;
    private String foreign;
    private Map<?, ?> description;
    private Schemas schemas;

    @BeforeAll
    void open(@TempDir Path directory) {
        door = OpenDoor.of(
                directory.resolve("data"),
                Map.of(
                        "engine.durability",
                        "buffered",
                        "cluster.provider",
                        FakeCluster.NAME,
                        "server.backup_directory",
                        directory.resolve("backups").toString()));
        admin = AccessKeys.of(door.platform())
                .createForPlatform(AccessRole.ADMIN, "")
                .text();
        foreign = door.key("globex", AccessRole.WRITER);
        wire = door.http();
        String text = wire.callAs(admin, "GET", "/v1/openapi.yaml", "").body();
        description = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        schemas = new Schemas(description);
    }

    @AfterAll
    void close() {
        wire.close();
        door.close();
    }

    private static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }

    private Map<?, ?> paths() {
        return map(description.get("paths"));
    }

    /** Returns the path of the description that a target is at. */
    private String template(String target) {
        String path = target.replaceFirst("\\?.*", "");
        return paths().keySet().stream()
                .map(String.class::cast)
                .filter(template -> ("/v1" + path).matches("/v1" + template.replaceAll("\\{[a-z]+}", "[^/]+")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not described: " + path));
    }

    /** Calls a route as an administrator, and compares the answer with the description. */
    private Answer call(int status, String method, String target, String body, String... headers) {
        Answer answer = wire.callAs(admin, method, "/v1" + target, body, headers);
        assertEquals(status, answer.status(), method + " " + target + ": " + answer.body());
        compare(answer, method, target);
        return answer;
    }

    private Answer call(int status, String method, String target) {
        return call(status, method, target, "");
    }

    private void compare(Answer answer, String method, String target) {
        String template = template(target);
        String route = template + " " + method.toLowerCase(Locale.ROOT);
        Map<?, ?> operation = map(map(paths().get(template)).get(method.toLowerCase(Locale.ROOT)));
        Object described = map(operation.get("responses")).get(Integer.toString(answer.status()));
        assertNotNull(described, route + " is not described to answer " + answer.status() + ": " + answer.body());
        Map<?, ?> response = schemas.resolve(described);
        if (response.get("headers") instanceof Map<?, ?> named) {
            for (Object name : named.keySet()) {
                assertTrue(
                        name.equals(SOMETIMES)
                                || !answer.header(name.toString().toLowerCase(Locale.ROOT))
                                        .isEmpty(),
                        route + " " + answer.status() + " has no " + name);
            }
        }
        String mediaType = answer.header("content-type").replaceFirst(";.*", "");
        if (response.get("content") instanceof Map<?, ?> content) {
            assertEquals(content.keySet(), Set.of(mediaType), route + " " + answer.status());
            Object schema = map(content.get(mediaType)).get("schema");
            if (mediaType.endsWith("json")) {
                for (Map<String, Object> object :
                        Json.objects(answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
                    assertEquals(List.of(), schemas.differences(schema, object), route + ": " + answer.body());
                }
            }
        } else {
            assertEquals("", mediaType + answer.body(), route + " " + answer.status());
        }
        seen.computeIfAbsent(route, _ -> new TreeSet<>()).add(answer.status());
    }

    @Test
    @Order(1)
    void rowsAreAnsweredAsDescribed() {
        call(201, "PUT", "/tenants/acme", "{\"label\":\"Acme\"}");
        String value = "/tenants/acme/values/alice";
        call(204, "PUT", value + "?ttl=100", "hello");
        String tag = call(200, "GET", value).header("etag");
        call(304, "GET", value, "", "If-None-Match: " + tag);
        call(412, "PUT", value, "hello", "If-None-Match: *");
        call(412, "DELETE", value, "", "If-Match: \"1000000\"");
        call(400, "PUT", value + "?ttl=x", "hello");
        call(404, "GET", "/tenants/acme/values/nobody");
        call(404, "PUT", "/tenants/nobody/values/a", "hello");
        String entity = "/tenants/acme/entities/alice";
        Map<String, String> rows = Map.of(
                "/vectors/face", "{\"components\":[1,0.5]}",
                "/edges/knows/bob", "{\"weight\":0.5,\"properties\":{\"since\":\"2024\"}}",
                "/chunks/1", "{\"text\":\"Once\",\"metadata\":{\"page\":\"1\"}}",
                "/meta", "{\"meta\":\"person\",\"importance\":1,\"created\":0,\"updated\":0}");
        rows.forEach((path, body) -> {
            call(404, "GET", entity + path);
            call(400, "PUT", entity + path, "[]");
            call(204, "PUT", entity + path, body);
            call(412, "PUT", entity + path, body, "If-Match: \"1000000\"");
            call(200, "GET", entity + path);
            call(412, "DELETE", entity + path, "", "If-Match: \"1000000\"");
        });
        call(204, "PUT", "/tenants/acme/values/b64:_w", "bytes");
        call(200, "GET", "/tenants/acme/entities/b64:_w");
        call(200, "GET", entity);
        call(404, "GET", "/tenants/acme/entities/nobody");
        String lines =
                "{\"entity\":\"carol\",\"kind\":64,\"value\":\"x\",\"ttl\":60}\n{\"entity\":\"carol\",\"value\":\"y\"}";
        call(200, "POST", "/tenants/acme/batch", lines);
        call(412, "POST", "/tenants/acme/batch", "{\"op\":\"if_absent\",\"entity\":\"carol\"}");
        call(400, "POST", "/tenants/acme/batch", "{");
        call(200, "POST", "/tenants/acme/scan", "{\"limit\":2}");
        call(200, "POST", "/tenants/acme/scan");
        call(400, "POST", "/tenants/acme/scan", "{\"limit\":0}");
        call(
                200,
                "POST",
                "/tenants/acme/nearest",
                "{\"name\":\"face\",\"vector\":[1,0],\"return\":[\"chunks\",\"edges\",\"meta\"]}");
        call(404, "POST", "/tenants/nobody/nearest", "{\"name\":\"face\",\"vector\":[1,0]}");
        rows.keySet().forEach(path -> call(204, "DELETE", entity + path));
        call(204, "DELETE", value);
        call(204, "DELETE", entity);
    }

    @Test
    @Order(2)
    void tenantsAreAnsweredAsDescribed() {
        call(200, "GET", "/tenants?limit=10");
        call(400, "GET", "/tenants?limit=0");
        call(200, "GET", "/tenants/acme");
        call(404, "GET", "/tenants/nobody");
        call(409, "PUT", "/tenants/acme");
        call(400, "PUT", "/tenants/other", "{\"weight\":0}");
        call(
                200,
                "PUT",
                "/tenants/acme/quota",
                "{\"disk_bytes\":1000000000,\"max_row_bytes\":1000,\"max_batch_rows\":2}");
        String large = "x".repeat(1_001);
        call(413, "PUT", "/tenants/acme/values/alice", large);
        call(413, "PUT", "/tenants/acme/entities/alice/meta", "{\"meta\":\"" + large + "\"}");
        call(413, "POST", "/tenants/acme/batch", "{\"entity\":\"a\",\"value\":\"" + large + "\"}");
        call(413, "POST", "/tenants/acme/batch", "{\"entity\":\"a\",\"value\":\"1\"}\n".repeat(3));
        call(404, "PUT", "/tenants/nobody/quota", "{}");
        call(204, "POST", "/tenants/acme/suspend", "{\"read_only\":true}");
        call(200, "GET", "/tenants/acme");
        call(403, "PUT", "/tenants/acme/values/alice", "hello");
        call(404, "POST", "/tenants/nobody/suspend");
        call(204, "POST", "/tenants/acme/resume");
        call(404, "POST", "/tenants/nobody/resume");
        call(200, "POST", "/tenants/acme/flush");
        call(404, "POST", "/tenants/nobody/flush");
        call(200, "GET", "/tenants/acme/tables");
        call(404, "GET", "/tenants/nobody/tables");
        Answer begun = call(202, "POST", "/tenants/acme/compact?wait=0");
        String task = begun.header("location").replaceFirst("/v1", "");
        Answer done = call(200, "GET", task + "?wait=60");
        assertTrue(done.body().contains("\"state\":\"done\""), done.body());
        call(200, "POST", "/tenants/acme/compact?wait=60");
        call(400, "POST", "/tenants/acme/compact?wait=61");
        call(202, "POST", "/tenants/acme/flush?wait=0");
        call(200, "GET", "/tasks");
        call(404, "GET", "/tasks/0000000000000000");
        call(200, "PATCH", "/tenants/acme/configuration", "{\"compaction\":{\"strategy\":\"leveled\"}}");
        call(400, "PATCH", "/tenants/acme/configuration", "{\"wal\":{\"fsync\":false}}");
        call(200, "GET", "/tenants/acme/configuration");
        call(404, "GET", "/tenants/nobody/configuration");
    }

    @Test
    @Order(3)
    void backupsAreAnsweredAsDescribed() {
        call(200, "GET", "/backups");
        call(404, "POST", "/backups", "{\"tenants\":[\"nobody\"]}");
        call(200, "POST", "/backups?wait=60", "{\"tenants\":[\"acme\"]}");
        String second = call(202, "POST", "/backups?wait=0").header("location").replaceFirst("/v1", "");
        assertTrue(call(200, "GET", second + "?wait=60").body().contains("\"state\":\"done\""));
        call(200, "GET", "/backups");
        call(200, "GET", "/backups/1");
        call(200, "POST", "/backups/1/verify");
        call(200, "POST", "/backups/1/restore", "{\"tenant\":\"acme\",\"as\":\"acme-2\"}");
        call(409, "POST", "/backups/1/restore", "{\"tenant\":\"acme\",\"as\":\"acme-2\"}");
        call(400, "POST", "/backups/1/restore", "{}");
        String again = call(202, "POST", "/backups/1/restore?wait=0", "{\"tenant\":\"acme\",\"as\":\"acme-2\"}")
                .header("location")
                .replaceFirst("/v1", "");
        String failed = call(200, "GET", again + "?wait=60").body();
        assertTrue(failed.contains("\"state\":\"failed\"") && failed.contains(":tenant-exists\""), failed);
        call(202, "POST", "/backups/1/verify?wait=0");
        call(200, "DELETE", "/backups/1");
        call(404, "GET", "/backups/1");
        call(202, "DELETE", "/backups/2?wait=0");
    }

    @Test
    @Order(4)
    void thePlatformIsAnsweredAsDescribed() throws Exception {
        call(200, "GET", "/caller");
        call(200, "GET", "/configuration");
        call(200, "PATCH", "/configuration", "{\"compaction\":{\"max_concurrent\":1}}");
        call(409, "PATCH", "/configuration", "{\"wal\":{\"provider\":\"segmented\"}}");
        call(200, "GET", "/components");
        call(200, "PUT", "/components/strategy", "{\"name\":\"leveled\"}");
        call(400, "PUT", "/components/strategy", "{\"name\":\"none-such\"}");
        call(404, "PUT", "/components/nothing", "{\"name\":\"leveled\"}");
        call(409, "PUT", "/components/vfs", "{\"name\":\"local\"}");
        call(200, "GET", "/cluster");
        assertEquals(
                "{\"node\":\"n1\",\"nodes\":[\"n1\",\"n2\"],\"shards\":[{\"shard\":0,\"role\":\"follower\",\"leader\":\"n2\","
                    + "\"term\":3,\"committed\":12,\"applied\":10,\"lag\":2}]}",
                call(200, "PUT", "/cluster/shards/0", "{\"leader\":\"n2\"}")
                        .body()
                        .strip());
        call(400, "PUT", "/cluster/shards/0", "{\"leader\":\"n9\"}");
        call(404, "PUT", "/cluster/shards/7", "{\"leader\":\"n1\"}");
        call(200, "GET", "/keys");
        String key = call(201, "POST", "/keys", "{\"tenant\":\"acme\",\"role\":\"reader\"}")
                .body()
                .replaceAll("(?s).*\"id\":\"([^\"]*)\".*", "$1");
        call(400, "POST", "/keys", "{\"role\":\"king\"}");
        call(404, "POST", "/keys", "{\"tenant\":\"nobody\",\"role\":\"reader\"}");
        call(204, "DELETE", "/keys/" + key);
        call(404, "DELETE", "/keys/" + key);
        call(200, "GET", "/openapi.yaml");
        try (HttpWire events = door.http()) {
            events.send("GET /v1/events", "Authorization: Bearer " + admin);
            compare(events.readHead(), "GET", "/events");
        }
    }

    @Test
    @Order(5)
    void tenantsAreDroppedAsDescribed() {
        call(400, "DELETE", "/tenants/acme-2");
        call(204, "DELETE", "/tenants/acme-2?confirm=acme-2");
        call(404, "DELETE", "/tenants/acme-2?confirm=acme-2");
    }

    /** What is refused of all routes alike; and in the end of each route all that should be seen was seen. */
    @Test
    @Order(6)
    void eachRouteWasSeenToSucceedAndToFail() {
        paths().forEach((template, methods) -> map(methods).forEach((method, operation) -> {
            if (!method.equals("parameters")) {
                refuse((String) template, ((String) method).toUpperCase(Locale.ROOT), map(operation));
            }
        }));
    }

    private void refuse(String template, String method, Map<?, ?> operation) {
        String target = template;
        for (Map.Entry<String, String> part : PARTS.entrySet()) {
            target = target.replace("{" + part.getKey() + "}", part.getValue());
        }
        compare(wire.callAs("wrong", method, "/v1" + target, ""), method, target);
        if (map(operation.get("responses")).containsKey("403")) {
            Answer other = wire.callAs(foreign, method, "/v1" + target, "");
            assertEquals(403, other.status(), method + " " + target);
            compare(other, method, target);
        } else {
            assertTrue(List.of("/caller", "/openapi.yaml").contains(template), template + " is for some alone");
        }
        call(400, method, target + "?a=1&a=2");
        Set<Integer> statuses = seen.get(template + " " + method.toLowerCase(Locale.ROOT));
        for (Object status : map(operation.get("responses")).keySet()) {
            assertTrue(
                    !((String) status).startsWith("2") || statuses.contains(Integer.valueOf((String) status)),
                    method + " " + template + " was not seen to answer " + status);
        }
        long failures = statuses.stream().filter(status -> status >= 400).count();
        assertTrue(failures >= 2 && statuses.contains(401), method + " " + template + " answered " + statuses);
    }
}
