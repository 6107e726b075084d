package org.allidb.storage.metrics.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.metrics.internal.http.AskedFor.Caller;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What /health says, and to whom. */
class HealthResourceTest {

    @TempDir
    private Path directory;

    private static String get(HealthResource health, Optional<StoragePlatform> platform, Caller caller, String path) {
        HttpAnswer answer =
                health.answer(new AskedFor(platform, caller, List.of(path.split("/", -1)), Map.of(), Map.of()));
        return answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void anOpenPlatformIsReadyAndLive() {
        try (StoragePlatform platform = StoragePlatform.open(directory)) {
            HealthResource health = new HealthResource();
            Optional<StoragePlatform> there = Optional.of(platform);
            assertEquals("200 {\"status\":\"ready\"}\n", get(health, there, Caller.NOBODY, "ready"));
            assertEquals("200 {\"status\":\"live\"}\n", get(health, there, Caller.NOBODY, "live"));
            assertEquals(
                    "200 {\"status\":\"ready\",\"reasons\":[],\"warnings\":[]}\n",
                    get(health, there, Caller.OPERATOR, "ready"));
            for (String path : List.of("", "ready/", "ready/x", "Ready", "dead")) {
                assertEquals(
                        "ask for /health/ready or /health/live",
                        assertThrows(HttpRefusedException.class, () -> get(health, there, Caller.NOBODY, path))
                                .getMessage());
            }
        }
    }

    @Test
    void reasonsAreForThoseWhoMaySeeFigures() {
        HealthResource health = new HealthResource() {
            @Override
            protected List<String> moreReasons() {
                return List.of("the bundle \"x\\y\"\n is not active");
            }
        };
        String bare = "503 {\"status\":\"not ready\"}\n";
        assertEquals(bare, get(health, Optional.empty(), Caller.NOBODY, "ready"));
        assertEquals(bare, get(health, Optional.empty(), Caller.of(TenantId.of("acme")), "ready"));
        assertEquals(
                "503 {\"status\":\"not ready\",\"reasons\":[\"there is no platform: it is being opened or replaced, or"
                        + " the log says what it waits for\",\"the bundle \\\"x\\\\y\\\"\\u000a is not active\"],"
                        + "\"warnings\":[]}\n",
                get(health, Optional.empty(), Caller.OPERATOR, "ready"));
        assertEquals("200 {\"status\":\"live\"}\n", get(health, Optional.empty(), Caller.NOBODY, "live"));
    }
}
