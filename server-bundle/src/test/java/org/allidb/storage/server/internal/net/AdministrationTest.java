package org.allidb.storage.server.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.allidb.storage.api.BackupDirectory;
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

/** What administrators do over {@code /v1}: parameters, parts, backups, upkeep. */
@TestInstance(Lifecycle.PER_CLASS)
class AdministrationTest {

    private static final TenantId ACME = TenantId.of("acme");

    private Path backups;
    private OpenDoor door;
    private String admin;
    private String operator;
    private HttpWire wire;

    @BeforeAll
    void open(@TempDir Path directory) {
        backups = directory.resolve("backups");
        door = OpenDoor.of(directory.resolve("data"), Map.of("server.backup_directory", backups.toString()));
        AccessKeys keys = AccessKeys.of(door.platform());
        admin = keys.createForPlatform(AccessRole.ADMIN, "").text();
        operator = keys.createForPlatform(AccessRole.OPERATOR, "").text();
        door.platform().openOrCreate(ACME).close();
    }

    @AfterAll
    void close() {
        door.close();
    }

    @BeforeEach
    void connect() {
        wire = door.http();
    }

    @AfterEach
    void disconnect() {
        wire.close();
    }

    private Answer call(String method, String path, String body) {
        return wire.callAs(admin, method, "/v1/" + path, body);
    }

    private String done(String method, String path, String body) {
        Answer answer = call(method, path, body);
        assertEquals(200, answer.status(), answer.body());
        return answer.body();
    }

    private static void says(int status, String type, String detail, Answer answer) {
        assertEquals(status, answer.status(), answer.body());
        assertEquals(type, answer.type());
        assertTrue(answer.body().contains("\"detail\":\"" + detail), answer.body());
    }

    @Test
    void parametersAreChangedAtOnceOrNotAtAll() {
        String changed = done(
                "PATCH",
                "configuration",
                "{\"compaction\":{\"max_iops\":77,\"enabled\":true},\"scrub\":{\"interval_hours\":\"9\"}}");
        assertTrue(changed.contains("\"max_iops\":\"77\"") && changed.contains("\"interval_hours\":\"9\""), changed);
        assertEquals(77, door.platform().configuration().compaction().maxIops());
        says(
                409,
                "needs-restart",
                "'wal.provider' takes effect when the server starts; write it to its configuration file, and start it"
                        + " again; nothing was changed",
                call(
                        "PATCH",
                        "configuration",
                        "{\"compaction\":{\"max_iops\":5},\"wal\":{\"provider\":\"segmented\"}}"));
        says(
                403,
                "forbidden",
                "'server.backup_directory' names a place on the server's disk and is not changed over the network;"
                        + " write it to the configuration file of the server",
                call("PATCH", "configuration", "{\"server\":{\"backup_directory\":\"/tmp\"}}"));
        says(
                400,
                "bad-request",
                "unknown parameter 'max_iop' in section 'compaction'; it has ",
                call("PATCH", "configuration", "{\"compaction\":{\"max_iop\":5}}"));
        says(
                400,
                "bad-request",
                "there is no parameter 'x.y'; a parameter is a section and a key",
                call("PATCH", "configuration", "{\"x\":{\"y\":5}}"));
        says(
                400,
                "bad-request",
                "'-1' is no value for 'max_iops' in section 'compaction': it takes ",
                call("PATCH", "configuration", "{\"compaction\":{\"max_iops\":-1}}"));
        says(
                400,
                "bad-request",
                "the body has sections, and each is an object of parameters",
                call("PATCH", "configuration", "{\"compaction.max_iops\":5}"));
        says(400, "bad-request", "the body names no parameter", call("PATCH", "configuration", "{}"));
        says(
                400,
                "bad-request",
                "the value of a parameter is a text, a number, true or false",
                call("PATCH", "configuration", "{\"compaction\":{\"max_iops\":[1]}}"));
        assertEquals(77, door.platform().configuration().compaction().maxIops(), "nothing of what was refused");
    }

    @Test
    void aPartIsSwappedForAllOrForOneTenant() {
        assertTrue(done("GET", "components", "").contains("\"parameters\":[\"compaction.strategy\"],\"live\":true"));
        done("PUT", "components/strategy", "{\"name\":\"leveled\"}");
        assertEquals("leveled", door.platform().configuration().compaction().strategy());
        done("PUT", "components/strategy", "{\"name\":\"time-window\",\"tenant\":\"acme\"}");
        String own = done("GET", "tenants/acme/configuration", "");
        assertTrue(own.startsWith("{\"own\":{\"compaction\":{\"strategy\":\"time-window\"}},\"in_force\":{"), own);
        assertEquals("leveled", door.platform().configuration().compaction().strategy());
        String back = done("PATCH", "tenants/acme/configuration", "{\"compaction\":{\"strategy\":\"\"}}");
        assertTrue(back.startsWith("{\"own\":{},\"in_force\":{"), back);
        assertTrue(back.contains("\"strategy\":\"leveled\""), back);
        says(
                400,
                "bad-request",
                "compaction.strategy = none-such is refused, and the configuration before it stays in force: there is"
                        + " no strategy 'none-such'",
                call("PUT", "components/strategy", "{\"name\":\"none-such\"}"));
        says(
                400,
                "bad-request",
                "'tenants.policy' cannot be set for single tenants; these can: ",
                call("PUT", "components/quota-policy", "{\"name\":\"ladder\",\"tenant\":\"acme\"}"));
        says(
                404,
                "not-found",
                "there is no such kind of part; /v1/components lists those that there are",
                call("PUT", "components/engine", "{\"name\":\"x\"}"));
    }

    /** Each reads the settings and writes them back with its own change. */
    @Test
    void twoAdministratorsUndoNothingOfEachOther() {
        done("PUT", "tenants/acme/quota", "{\"max_cursors\":0,\"max_snapshots\":0}");
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> change("max_snapshots"));
        change("max_cursors");
        other.join();
    }

    private void change(String limit) {
        try (HttpWire own = door.http()) {
            for (int i = 1; i <= 30; i++) {
                String wanted = "\"" + limit + "\":" + i;
                own.callAs(admin, "PUT", "/v1/tenants/acme/quota", "{" + wanted + "}");
                String found = own.callAs(admin, "GET", "/v1/tenants/acme", "").body();
                assertTrue(found.contains(wanted + ","), wanted + " was undone: " + found);
            }
        }
    }

    @Test
    void backupsAreMadeVerifiedAndRestored() {
        try (TenantStore store = door.platform().open(ACME)) {
            store.put("a", "1".getBytes(StandardCharsets.UTF_8));
        }
        String made = done("POST", "backups?wait=60", "{\"tenants\":[\"acme\"]}");
        String number = made.replaceAll("(?s).*\"backup\":([0-9]+).*", "$1");
        assertTrue(made.contains("\"state\":\"done\",") && made.contains("\"tenants\":[{\"tenant\":\"acme\","), made);
        assertTrue(done("GET", "backups/" + number, "").startsWith("{\"backup\":" + number + ","));
        assertTrue(done("POST", "backups/" + number + "/verify?wait=60", "").contains("\"sound\":true"));
        done("POST", "backups/" + number + "/restore?wait=60", "{\"tenant\":\"acme\",\"as\":\"restored\"}");
        try (TenantStore store = door.platform().open(TenantId.of("restored"))) {
            assertEquals("1", new String(store.get("a").orElseThrow(), StandardCharsets.UTF_8));
        }
        says(
                404,
                "not-found",
                "there is no backup of this number; /v1/backups lists those that there are",
                call("POST", "backups/1000/verify", ""));
        says(
                400,
                "bad-request",
                "the object has a member 'directory', which has no meaning here",
                call("POST", "backups", "{\"directory\":\"/tmp\"}"));
        try (BackupDirectory shell = door.platform().backups(backups)) {
            assertFalse(shell.list().isEmpty());
            Answer busy = call("GET", "backups", "");
            says(
                    409,
                    "backups-in-use",
                    "the shell or another process has the directory of backups open; try again when it is done",
                    busy);
            assertEquals("1", busy.header("retry-after"));
        }
        done("DELETE", "backups/" + number + "?wait=60", "");
        assertEquals(404, call("GET", "backups/" + number, "").status());
    }

    @Test
    void operatorsReadAndDoNothing() {
        for (String path : new String[] {"tasks", "backups", "components", "tenants/acme/configuration"}) {
            assertEquals(200, wire.callAs(operator, "GET", "/v1/" + path, "").status(), path);
        }
        for (String call : new String[] {
            "POST tenants/acme/flush",
            "POST tenants/acme/compact",
            "PATCH tenants/acme/configuration",
            "PATCH configuration",
            "PUT components/strategy",
            "POST backups",
            "DELETE backups/1",
            "POST backups/1/verify",
            "POST backups/1/restore"
        }) {
            String[] words = call.split(" ", -1);
            assertEquals(
                    403, wire.callAs(operator, words[0], "/v1/" + words[1], "").status(), call);
        }
    }

    @Test
    void withoutADirectoryThereAreNoBackups(@TempDir Path directory) {
        try (OpenDoor other = OpenDoor.of(directory, Map.of());
                HttpWire client = other.http()) {
            String key = AccessKeys.of(other.platform())
                    .createForPlatform(AccessRole.ADMIN, "")
                    .text();
            says(
                    409,
                    "no-backup-directory",
                    "there is no directory for backups: name one by server.backup_directory in the configuration of"
                            + " the server",
                    client.callAs(key, "POST", "/v1/backups", ""));
        }
    }
}
