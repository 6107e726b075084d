package org.allidb.storage.metrics.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.metrics.internal.ParsedMetrics;
import org.allidb.storage.metrics.internal.http.AskedFor.Caller;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who sees which figures at /metrics. */
class MetricsResourceTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId GLOBEX = TenantId.of("globex");
    private static final Pattern TENANT = Pattern.compile("tenant=\"([^\"]+)\"");

    @TempDir
    private Path directory;

    private StoragePlatform platform;

    @BeforeEach
    void open() {
        platform = StoragePlatform.open(directory);
        platform.openOrCreate(ACME).close();
        platform.openOrCreate(GLOBEX).close();
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private HttpAnswer get(Caller caller, Map<String, String> query, Map<String, String> headers) {
        return new MetricsResource().answer(new AskedFor(Optional.of(platform), caller, List.of(), query, headers));
    }

    private String text(Caller caller, Map<String, String> query) {
        return new String(get(caller, query, Map.of()).body(), StandardCharsets.UTF_8);
    }

    private static Set<String> tenants(String text) {
        return TENANT.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String refused(Caller caller, Map<String, String> query) {
        HttpRefusedException refused = assertThrows(HttpRefusedException.class, () -> text(caller, query));
        return refused.status() + " " + refused.getMessage();
    }

    @Test
    void anOperatorSeesAll() {
        String all = text(Caller.OPERATOR, Map.of());
        assertEquals(2, ParsedMetrics.ofPrometheus(all).value("allidb_tenants"));
        assertEquals(Set.of("acme", "globex"), tenants(all));
        assertEquals(Set.of("acme"), tenants(text(Caller.OPERATOR, Map.of("busiest", "1"))));
        assertEquals(Set.of("globex"), tenants(text(Caller.OPERATOR, Map.of("tenant", "globex"))));
        assertThrows(TenantUnknownException.class, () -> text(Caller.OPERATOR, Map.of("tenant", "nobody")));
    }

    @Test
    void aTenantSeesItselfAlone() {
        String own = text(Caller.of(ACME), Map.of());
        assertEquals(Set.of("acme"), tenants(own));
        assertFalse(ParsedMetrics.ofPrometheus(own).types().containsKey("allidb_tenants"), "nothing of the platform");
        assertEquals(Set.of("acme"), tenants(text(Caller.of(ACME), Map.of("tenant", "acme"))));
        assertEquals(Set.of("acme"), tenants(text(Caller.of(ACME), Map.of("busiest", "100"))));
        String forbidden =
                "403 this key does not show the figures of that tenant; take one of the tenant, or of an operator";
        assertEquals(forbidden, refused(Caller.of(ACME), Map.of("tenant", "globex")));
        assertEquals(forbidden, refused(Caller.of(ACME), Map.of("tenant", "nobody")), "whether it exists or not");
        assertEquals("403 this key shows no figures; take one of an operator", refused(Caller.NOBODY, Map.of()));
    }

    @Test
    void wrongQuestionsSayWhatIsRight() {
        String usage = "400 /metrics takes ?tenant=T or ?busiest=N, and nothing else";
        assertEquals(usage, refused(Caller.OPERATOR, Map.of("tenants", "acme")));
        assertEquals(usage, refused(Caller.OPERATOR, Map.of("tenant", "acme", "busiest", "1")));
        for (String number : List.of("", "-1", "1.5", "10001", "99999999999", "\u0661")) {
            assertEquals(
                    "400 ?busiest= takes a number from 0 to 10000",
                    refused(Caller.OPERATOR, Map.of("busiest", number)));
        }
        assertTrue(refused(Caller.OPERATOR, Map.of("tenant", "../x")).startsWith("400 "));
    }

    @Test
    void openMetricsIsForThoseWhoAskForIt() {
        HttpAnswer plain = get(Caller.OPERATOR, Map.of(), Map.of());
        assertEquals("text/plain; version=0.0.4; charset=utf-8", plain.mediaType());
        assertEquals("no-store", plain.headers().get("Cache-Control"));
        HttpAnswer open = get(Caller.OPERATOR, Map.of(), Map.of("Accept", "application/openmetrics-text"));
        assertEquals("application/openmetrics-text; version=1.0.0; charset=utf-8", open.mediaType());
        ParsedMetrics.ofOpenMetrics(new String(open.body(), StandardCharsets.UTF_8));
    }
}
