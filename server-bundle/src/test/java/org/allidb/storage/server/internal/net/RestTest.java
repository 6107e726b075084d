package org.allidb.storage.server.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.server.internal.net.HttpWire.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows and tenants over {@code /v1}. Each test has a tenant of its own. */
@TestInstance(Lifecycle.PER_CLASS)
class RestTest {

    private static int made;

    private OpenDoor door;
    private String admin;
    private String tenant;
    private String writer;
    private HttpWire wire;

    @BeforeAll
    void open(@TempDir Path directory) {
        door = OpenDoor.of(directory, Map.of("engine.durability", "buffered"));
        admin = AccessKeys.of(door.platform())
                .createForPlatform(AccessRole.ADMIN, "")
                .text();
    }

    @AfterAll
    void close() {
        door.close();
    }

    @BeforeEach
    void connect() {
        tenant = "t" + ++made;
        writer = door.key(tenant, AccessRole.WRITER);
        wire = door.http();
    }

    @AfterEach
    void disconnect() {
        wire.close();
    }

    private Answer call(String method, String path, String body, String... headers) {
        return callAs(writer, method, "tenants/" + tenant + "/" + path, body, headers);
    }

    private Answer asAdmin(String method, String path, String body) {
        return callAs(admin, method, path, body);
    }

    private Answer callAs(String key, String method, String path, String body, String... headers) {
        return wire.callAs(key, method, "/v1/" + path, body, headers);
    }

    @Test
    void aValueIsWrittenReadAndDeleted() {
        assertEquals(404, call("GET", "values/alice", "").status());
        assertEquals(204, call("PUT", "values/alice", "hello").status());
        Answer read = call("GET", "values/alice", "");
        assertEquals("hello", read.body());
        assertEquals("application/octet-stream", read.header("content-type"));
        assertTrue(read.header("etag").matches("\"[0-9]+\""), read.header("etag"));
        Answer head = call("HEAD", "values/alice", "");
        assertEquals(read.header("etag"), head.header("etag"));
        assertEquals("5", head.header("content-length"));
        assertEquals(
                304,
                call("GET", "values/alice", "", "If-None-Match: " + read.header("etag"))
                        .status());
        assertEquals(204, call("DELETE", "values/alice", "").status());
        assertEquals(404, call("GET", "values/alice", "").status());
        assertEquals(405, call("POST", "values/alice", "").status());
        assertEquals(
                "GET, HEAD, PUT, DELETE, OPTIONS",
                call("POST", "values/alice", "").header("allow"));
    }

    /** The tag is the sequence, and is decided under the tenant's write lock. */
    @Test
    void aWriteIsConditional() {
        assertEquals(412, call("PUT", "values/a", "1", "If-Match: *").status());
        assertEquals(204, call("PUT", "values/a", "1", "If-None-Match: *").status());
        Answer there = call("PUT", "values/a", "2", "If-None-Match: *");
        assertEquals(412, there.status());
        String tag = call("GET", "values/a", "").header("etag");
        assertEquals(tag, there.header("etag"));
        Answer changed = call("PUT", "values/a", "2", "If-Match: " + tag);
        assertEquals(204, changed.status());
        assertEquals(call("GET", "values/a", "").header("etag"), changed.header("etag"), "no read is needed");
        assertEquals(412, call("PUT", "values/a", "3", "If-Match: " + tag).status());
        assertEquals(412, call("DELETE", "values/a", "", "If-Match: " + tag).status());
        assertEquals(400, call("PUT", "values/a", "3", "If-Match: W/\"1\"").status());
        assertEquals(400, call("PUT", "values/a", "3", "If-None-Match: \"1\"").status());
        assertEquals("2", call("GET", "values/a", "").body());
    }

    @Test
    void aValueExpires() {
        assertEquals(204, call("PUT", "values/a?ttl=3600", "1").status());
        assertFalse(call("GET", "values/a", "").header("allidb-expires").isEmpty());
        for (String wrong : new String[] {"0", "-1", "x", "NaN", "1e300", ""}) {
            assertEquals(400, call("PUT", "values/a?ttl=" + wrong, "1").status(), wrong);
        }
    }

    @ParameterizedTest
    @CsvSource({"a%2Fb, a/b", "%C3%A4, ä", "b64:AAE, '\0\u0001'", "b64:Li4, .."})
    void namesAreTextOrBytes(String path, String entity) {
        assertEquals(204, call("PUT", "values/" + path, "1").status());
        try (TenantStore store = door.platform().open(TenantId.of(tenant))) {
            assertTrue(store.get(entity).isPresent());
        }
        assertEquals(400, call("PUT", "values/b64:%25", "1").status());
    }

    @Test
    void rowsOfAnEntityAreJson() {
        assertEquals(
                204,
                call("PUT", "entities/alice/edges/knows/bob", "{\"weight\":0.5,\"properties\":{\"a\":\"b\"}}")
                        .status());
        assertEquals(
                204,
                call("PUT", "entities/alice/vectors/face", "{\"components\":[1,0.5]}")
                        .status());
        assertEquals(
                204,
                call("PUT", "entities/alice/chunks/1", "{\"text\":\"Once\"}").status());
        assertEquals(
                204, call("PUT", "entities/alice/meta", "{\"meta\":\"person\"}").status());
        Answer edge = call("GET", "entities/alice/edges/knows/bob", "");
        assertTrue(
                edge.body()
                        .startsWith("{\"entity\":\"alice\",\"edge\":\"knows\",\"target\":\"bob\",\"weight\":0.5,"
                                + "\"properties\":{\"a\":\"b\"},\"sequence\":"),
                edge.body());
        assertEquals(
                204,
                call("DELETE", "entities/alice/edges/knows/bob", "", "If-Match: " + edge.header("etag"))
                        .status());
        String all = call("GET", "entities/alice", "").body();
        assertTrue(all.contains("\"vector\":\"face\",\"components\":[1.0,0.5]"), all);
        assertTrue(all.contains("\"chunk\":\"1\",\"text\":\"Once\""), all);
        assertTrue(all.contains("\"meta\":\"person\""), all);
        assertFalse(all.contains("knows"), all);
        assertEquals(204, call("DELETE", "entities/alice", "").status());
        assertEquals(404, call("GET", "entities/alice", "").status());
        for (String wrong : new String[] {
            "",
            "{",
            "[]",
            "{}",
            "{\"text\":1}",
            "{\"text\":\"a\",\"text\":\"b\"}",
            "{\"text\":null}",
            "{\"text\":\"a\",\"x\":1}",
            "{\"text\":\"a\",\"entity\":\"bob\"}",
            "{\"text\":\"a\"} {}",
            "{\"text\":" + "[".repeat(100) + "]".repeat(100) + "}",
            "{\"text\":\"a\",\"meta\":\"b\"}"
        }) {
            assertEquals(400, call("PUT", "entities/alice/chunks/1", wrong).status(), wrong);
        }
    }

    @Test
    void aBatchIsAllOrNothing() {
        String first = "{\"entity\":\"a\",\"value\":\"1\"}\n{\"entity\":\"b\",\"value\":\"2\",\"ttl\":60}\n"
                + "{\"op\":\"if_absent\",\"entity\":\"c\"}\n";
        assertEquals("{\"lines\":3}\n", call("POST", "batch", first).body());
        String second = "{\"op\":\"delete\",\"entity\":\"a\"}\n{\"op\":\"if_present\",\"entity\":\"c\"}\n";
        assertEquals(412, call("POST", "batch", second).status());
        assertEquals("1", call("GET", "values/a", "").body());
        String sequence = call("GET", "values/a", "").header("etag").replace("\"", "");
        assertEquals(
                200,
                call(
                                "POST",
                                "batch",
                                "{\"op\":\"if_at\",\"entity\":\"a\",\"sequence\":" + sequence
                                        + "}\n{\"op\":\"delete\",\"entity\":\"a\"}")
                        .status());
        assertEquals(404, call("GET", "values/a", "").status());
        assertEquals(
                400,
                call("POST", "batch", "{\"entity\":\"z\",\"value\":\"1\"}\n{\"op\":\"x\"}")
                        .status());
        assertEquals(404, call("GET", "values/z", "").status());
    }

    @Test
    void aScanIsContinuedWhereItEnded() {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            rows.append("{\"entity\":\"user:" + (1_000 + i) + "\",\"value\":\"" + i + "\"}\n");
        }
        assertEquals(200, call("POST", "batch", rows.toString()).status());
        String after = "";
        int seen = 0;
        for (int page = 0; page < 4; page++) {
            String[] lines = call("POST", "scan", "{\"prefix\":\"user:\",\"limit\":300" + after + "}")
                    .body()
                    .split("\n", -1);
            seen += lines.length - 2;
            String last = lines[lines.length - 2];
            if (last.equals("{\"end\":true}")) {
                break;
            }
            after = ",\"after\":" + last.substring(last.indexOf(':') + 1, last.length() - 1);
        }
        assertEquals(1_000, seen);
        String reverse = call("POST", "scan", "{\"kinds\":[\"value\"],\"reverse\":true,\"limit\":1}")
                .body();
        assertTrue(reverse.startsWith("{\"entity\":\"user:1999\""), reverse);
        assertEquals(
                "{\"end\":true}\n", call("POST", "scan", "{\"from\":\"x\"}").body());
        for (String wrong : new String[] {"{\"limit\":0}", "{\"kinds\":[\"x\"]}", "{\"x\":1}", "{\"after\":\"%\"}"}) {
            assertEquals(400, call("POST", "scan", wrong).status(), wrong);
        }
    }

    @Test
    void nearestVectorsComeWithWhatIsAskedFor() {
        call(
                "POST",
                "batch",
                "{\"entity\":\"a\",\"vector\":\"v\",\"components\":[1,0]}\n"
                        + "{\"entity\":\"b\",\"vector\":\"v\",\"components\":[0,1]}\n"
                        + "{\"entity\":\"a\",\"chunk\":\"1\",\"text\":\"near\"}\n");
        String body = call(
                        "POST",
                        "nearest",
                        "{\"name\":\"v\",\"vector\":[1,0.1],\"k\":1,\"return\":[\"chunks\",\"edges\"]}")
                .body();
        assertTrue(body.startsWith("{\"neighbours\":[{\"entity\":\"a\",\"distance\":0.0"), body);
        assertTrue(body.contains("\"text\":\"near\"") && body.contains("\"edges\":[]"), body);
        assertTrue(body.endsWith("\"compared\":2,\"other_dimension\":0}\n"), body);
        for (String wrong : new String[] {
            "{}",
            "{\"name\":\"v\"}",
            "{\"name\":\"v\",\"vector\":[]}",
            "{\"name\":\"v\",\"vector\":[1],\"k\":0}",
            "{\"name\":\"v\",\"vector\":[1],\"metric\":\"x\"}"
        }) {
            assertEquals(400, call("POST", "nearest", wrong).status(), wrong);
        }
    }

    @Test
    void administratorsCreateChangeAndDropTenants() {
        String path = "tenants/new-" + tenant;
        Answer made = asAdmin("PUT", path, "{\"label\":\"Acme Ltd\",\"disk_bytes\":1000000000,\"weight\":3}");
        assertEquals(201, made.status(), made.body());
        assertTrue(made.body().contains("\"label\":\"Acme Ltd\""));
        assertTrue(made.body().contains("\"weight\":3") && made.body().contains("\"disk_bytes\":1000000000"));
        assertEquals("tenant-exists", asAdmin("PUT", path, "").type());
        assertTrue(asAdmin("GET", "tenants", "").body().contains("\"tenant\":\"new-" + tenant + "\""));
        assertTrue(
                asAdmin("PUT", path + "/quota", "{\"ops_per_second\":7}").body().contains("\"ops_per_second\":7"));
        assertEquals(
                204, asAdmin("POST", path + "/suspend", "{\"read_only\":true}").status());
        assertEquals("tenant-suspended", asAdmin("PUT", path + "/values/a", "1").type());
        assertEquals(204, asAdmin("POST", path + "/resume", "").status());
        assertEquals(204, asAdmin("PUT", path + "/values/a", "1").status());
        assertEquals(200, asAdmin("GET", path + "/tables", "").status());
        assertEquals(400, asAdmin("DELETE", path, "").status());
        assertEquals(204, asAdmin("DELETE", path + "?confirm=new-" + tenant, "").status());
        assertEquals("tenant-unknown", asAdmin("GET", path, "").type());
        assertEquals(400, asAdmin("PUT", "tenants/allidb-system", "").status());
    }

    @Test
    void keysAreMadeAndRevoked() {
        Answer made = asAdmin("POST", "keys", "{\"tenant\":\"" + tenant + "\",\"role\":\"reader\"}");
        assertEquals(201, made.status(), made.body());
        assertEquals("no-store", made.header("cache-control"));
        String key = made.body().replaceAll("(?s).*\"key\":\"([^\"]*)\".*", "$1");
        assertEquals(200, callAs(key, "GET", "tenants/" + tenant, "").status());
        assertEquals(
                403, callAs(key, "PUT", "tenants/" + tenant + "/values/a", "1").status());
        String listed = asAdmin("GET", "keys", "").body();
        assertTrue(listed.contains(key.split("_", -1)[2]), listed);
        assertFalse(listed.contains(key.substring(key.length() - 64)), listed);
        assertEquals(204, asAdmin("DELETE", "keys/" + key.split("_", -1)[2], "").status());
        assertEquals(404, asAdmin("DELETE", "keys/" + key.split("_", -1)[2], "").status());
        assertEquals(401, callAs(key, "GET", "tenants/" + tenant, "").status());
    }

    /** One tenant's key, with every route that is not for it. */
    @ParameterizedTest
    @CsvSource({
        "GET, tenants",
        "GET, tenants/other",
        "PUT, tenants/mine2",
        "DELETE, tenants/other?confirm=other",
        "PUT, tenants/other/quota",
        "POST, tenants/other/suspend",
        "POST, tenants/other/resume",
        "GET, tenants/other/tables",
        "GET, tenants/other/values/a",
        "PUT, tenants/other/values/a",
        "GET, tenants/other/entities/a",
        "DELETE, tenants/other/entities/a",
        "POST, tenants/other/batch",
        "POST, tenants/other/scan",
        "GET, components",
        "GET, configuration",
        "GET, events",
        "GET, keys",
        "POST, keys",
        "DELETE, keys/0000000000000000",
        "POST, tenants/other/flush",
        "POST, tenants/other/compact",
        "GET, tenants/other/configuration",
        "PATCH, tenants/other/configuration",
        "PATCH, configuration",
        "PUT, components/strategy",
        "GET, tasks",
        "GET, tasks/0000000000000000",
        "GET, backups",
        "POST, backups",
        "DELETE, backups/1",
        "POST, backups/1/verify",
        "POST, backups/1/restore"
    })
    void aKeyOfATenantReachesNothingElse(String method, String path) {
        Answer answer = callAs(writer, method, path, "");
        assertEquals(403, answer.status(), answer.body());
        assertFalse(answer.body().contains("other"), answer.body());
    }

    @Test
    void eventsComeAsTheyHappen() throws Exception {
        try (HttpWire events = door.http()) {
            events.send("GET /v1/events", "Authorization: Bearer " + admin);
            for (String line = events.line(); !line.equals(": events of the platform"); line = events.line()) {
                assertFalse(line.startsWith("HTTP/1.1 4"), line);
            }
            asAdmin("PUT", "tenants/seen-" + tenant, "");
            String seen = "";
            while (!seen.contains("seen-" + tenant)) {
                seen = events.line();
            }
            assertTrue(seen.startsWith("data: {\"type\":\"TENANT\""), seen);
        }
    }

    @Test
    void theDescriptionIsServed() {
        assertTrue(asAdmin("GET", "openapi.yaml", "").body().startsWith("openapi: 3.1.0\n"));
        assertEquals(404, asAdmin("GET", "nothing", "").status());
    }
}
