package org.allidb.storage.console.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.api.access.NewAccessKey;
import org.allidb.storage.console.internal.OpenConsole.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page asks, over the network door. */
class ConsoleTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId HOME = TenantId.of("default");

    @TempDir
    private Path directory;

    private OpenConsole console;

    @BeforeEach
    void open() {
        console = OpenConsole.in(directory);
    }

    @AfterEach
    void close() {
        console.close();
    }

    private static String base64(String entity) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(entity.getBytes(StandardCharsets.UTF_8));
    }

    private String figures(String path) throws IOException {
        Answer answer = console.get("/console/figures/" + path, "");
        assertEquals(200, answer.status(), answer.body());
        return answer.body();
    }

    private String key(TenantId tenant, AccessRole role) {
        return AccessKeys.of(console.platform()).create(tenant, role, "").text();
    }

    @Test
    void thePageIsServedToAllWithAStrictPolicy() throws IOException {
        Answer page = console.get("/console/", "");
        assertEquals(200, page.status());
        assertTrue(page.headers().get("Content-Security-Policy").startsWith("default-src 'self'; "), "the policy");
        assertEquals("nosniff", page.headers().get("X-Content-Type-Options"));
        assertEquals("text/html; charset=utf-8", page.headers().get("Content-Type"));
        assertEquals(200, console.get("/console/vendor/uplot.js", "").status());
        assertEquals("/console/", console.get("/console", "").headers().get("Location"));
        for (String path : List.of("/console/x.js", "/console/vendor/", "/console/vendor%2Fuplot.js/", "/console//")) {
            assertTrue(console.get(path, "").status() >= 400, path);
        }
        assertEquals(401, console.get("/console/figures/tenants", "wrong").status(), "a wrong key is no key");
    }

    @Test
    void aKeyOfATenantShowsItsRowsAndNoFiguresOfOthers() throws IOException {
        try (TenantStore store = console.platform().openOrCreate(ACME)) {
            store.put("alice".getBytes(StandardCharsets.UTF_8), "hello".getBytes(StandardCharsets.UTF_8));
        }
        console.platform().openOrCreate(HOME).close();
        String reader = key(ACME, AccessRole.READER);
        for (String path : List.of("live", "tenants", "tenant?tenant=acme")) {
            assertEquals(403, console.get("/console/figures/" + path, reader).status(), path);
        }
        assertTrue(console.get("/console/rows?tenant=acme", reader).body().contains("\"text\":\"hello\""));
        assertEquals(403, console.get("/console/rows?tenant=default", reader).status());
        assertEquals(403, console.get("/console/rows?tenant=nobody", reader).status());
    }

    @Test
    void tenantsComeInPagesInTheOrderThatIsAskedFor() throws IOException {
        for (int i = 0; i < 30; i++) {
            console.platform()
                    .create(
                            TenantId.of("t" + i),
                            TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(1_000_000_000L * (30 - i))))
                    .close();
        }
        try (TenantStore store = console.platform().open(TenantId.of("t7"))) {
            store.put("a".getBytes(StandardCharsets.UTF_8), new byte[100_000]);
            store.flush();
        }
        String largest = figures("tenants?order=disk&limit=2");
        assertTrue(largest.contains("\"tenants\":[{\"id\":\"t7\","), largest);
        assertTrue(figures("tenants?order=id&offset=1&limit=1").contains("\"tenants\":[{\"id\":\"t1\","));
        assertTrue(figures("tenants?search=T29").startsWith("{\"found\":1,"), "in any case");
        console.platform()
                .create(ACME, TenantSettings.DEFAULTS.withLabel("The Shop"))
                .close();
        String labelled = figures("tenants?search=shop");
        assertTrue(labelled.startsWith("{\"found\":1,") && labelled.contains("\"label\":\"The Shop\""), labelled);
        assertTrue(figures("tenants?offset=1000").contains("\"tenants\":[]"));
        Answer wrong = console.get("/console/figures/tenants?order=size", "");
        assertEquals(400, wrong.status());
        assertTrue(
                wrong.body().contains("'order' takes one of [work, quota, disk, written, read, due, id]"),
                wrong.body());
        assertEquals(400, console.get("/console/figures/tenants?limit=201", "").status());
        assertEquals(400, console.get("/console/figures/tenants?offset=-1", "").status());
    }

    @Test
    void aTenantIsAPictureIfItIsOpen() throws IOException {
        try (TenantStore store = console.platform().openOrCreate(ACME)) {
            store.put("a".getBytes(StandardCharsets.UTF_8), new byte[1_000]);
            store.flush();
        }
        String picture = figures("tenant?tenant=acme");
        assertTrue(picture.contains("\"tiers\":[{\"tier\":0,\"count\":1,"), picture);
        assertTrue(picture.contains("\"merging\":false"), picture);
        assertEquals(
                404, console.get("/console/figures/tenant?tenant=nobody", "").status());
        assertEquals(400, console.get("/console/figures/tenant", "").status());
        console.platform().suspend(ACME);
        assertTrue(figures("tenant?tenant=acme").contains("\"suspended\":\"closed\""));
    }

    @Test
    void sizeClassesGrowByFour() {
        assertEquals(0, TenantPicture.sizeClass(1));
        assertEquals(0, TenantPicture.sizeClass(1 << 20));
        assertEquals(1, TenantPicture.sizeClass((1 << 20) + 1));
        assertEquals(1, TenantPicture.sizeClass(4 << 20));
        assertEquals(2, TenantPicture.sizeClass((4 << 20) + 1));
        assertTrue(TenantPicture.sizeClass(Long.MAX_VALUE) < 40, "it ends");
    }

    @Test
    void figuresAndEventsAreLive() throws IOException {
        String live = console.begin("/console/figures/live", "", "\n\n");
        assertTrue(live.startsWith("event: figures\ndata: {\"tenants\":"), live);
        for (String name : List.of("written", "latencies", "running", "hits", "due")) {
            assertTrue(live.contains("\"" + name + "\":"), name);
        }
    }

    /** A page that stays open shows nothing any more. */
    @Test
    void figuresEndWithTheKey() throws IOException {
        AccessKeys keys = AccessKeys.of(console.platform());
        NewAccessKey made = keys.createForPlatform(AccessRole.OPERATOR, "");
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(console.stream("/console/figures/live", made.text()), StandardCharsets.UTF_8))) {
            lines.readLine();
            keys.revoke(made.key().id());
            int figures = 0;
            for (String line = lines.readLine(); line != null && figures < 60; line = lines.readLine()) {
                figures += line.equals("event: figures") ? 1 : 0;
            }
            assertTrue(figures < 60, "they go on");
        }
    }

    @Test
    void edgesAndNeighboursAreFollowed() throws IOException {
        try (TenantStore store = console.platform().openOrCreate(HOME)) {
            store.put(EdgeRow.of(EntityId.of("alice"), "knows", EntityId.of("bob")));
            store.put(VectorRow.of(EntityId.of("alice"), "face", 1, 0));
            store.put(VectorRow.of(EntityId.of("bob"), "face", 1, 1));
            store.put(VectorRow.of(EntityId.of("carol"), "face", 0, 1));
            store.put(new byte[] {0, -1}, new byte[] {0, 1});
        }
        String alice = console.get("/console/rows?tenant=default&entity=" + base64("alice"), "")
                .body();
        assertTrue(
                alice.contains("\"relation\":\"knows\",\"target\":\"bob\",\"target_base64\":\"" + base64("bob") + "\""),
                alice);
        String nearest = console.get("/console/rows?tenant=default&nearest=face&count=2&entity=" + base64("alice"), "")
                .body();
        assertTrue(nearest.indexOf("\"alice\"") < nearest.indexOf("\"bob\""), nearest);
        assertFalse(nearest.contains("carol"), nearest);
        String first = console.get("/console/rows?tenant=default&limit=2", "").body();
        String after = first.replaceFirst("(?s).*\"after\":\"([^\"]+)\".*", "$1");
        String rest =
                console.get("/console/rows?tenant=default&after=" + after, "").body();
        assertEquals(5, (first + rest).split("\"entity\":", -1).length - 1, "each row once");
        assertTrue(rest.endsWith("\"after\":\"\"}"), rest);
        assertEquals(
                400, console.get("/console/rows?tenant=default&entity=%21", "").status());
        assertEquals(
                404,
                console.get("/console/rows?tenant=default&nearest=nose&entity=" + base64("alice"), "")
                        .status());
    }
}
