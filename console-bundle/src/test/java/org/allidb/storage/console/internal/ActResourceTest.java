package org.allidb.storage.console.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator does on the page. Who may is the door's business, see {@link ConsoleTest}. */
class ActResourceTest {

    private static final TenantId ACME = TenantId.of("acme");

    @TempDir
    private Path directory;

    private StoragePlatform platform;

    @BeforeEach
    void open() {
        platform = StoragePlatform.open(directory);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    /** A request of which an act looks at path and query. */
    private HttpRequest request(String act, Map<String, String> query) {
        return (HttpRequest) Proxy.newProxyInstance(
                HttpRequest.class.getClassLoader(),
                new Class<?>[] {HttpRequest.class},
                (proxy, method, none) -> switch (method.getName()) {
                    case "segments" -> List.of(act);
                    case "query" -> query;
                    case "platform" -> platform;
                    case "method" -> HttpMethod.POST;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private void act(String act, String... parameters) {
        Map<String, String> query = parameters.length == 2
                ? Map.of(parameters[0], parameters[1])
                : Map.of(parameters[0], parameters[1], parameters[2], parameters[3]);
        assertEquals(204, new ActResource().answer(request(act, query)).status());
    }

    private String refused(String act, String... parameters) {
        return String.valueOf(assertThrows(HttpRefusedException.class, () -> act(act, parameters))
                .getMessage());
    }

    private TenantInfo acme() {
        return platform.tenant(ACME).orElseThrow();
    }

    @Test
    void actsAreCarriedOut() {
        act("create", "tenant", "acme");
        assertThrows(TenantExistsException.class, () -> act("create", "tenant", "acme"));
        act("quota", "tenant", "acme", "megabytes", "7");
        assertEquals(7 << 20, acme().settings().quota().diskBytes());
        act("read-only", "tenant", "acme");
        assertTrue(acme().readable() && acme().suspended());
        act("suspend", "tenant", "acme");
        assertEquals("the console", acme().suspension().orElseThrow().by());
        act("resume", "tenant", "acme");
        assertEquals(Optional.empty(), acme().suspension());
        act("flush", "tenant", "acme");
        act("compact", "tenant", "acme");
        act("swap", "parameter", "compaction.strategy", "value", "leveled");
        assertEquals("leveled", platform.configuration().compaction().strategy());
    }

    @Test
    void wrongActsSayWhatIsRight() {
        assertEquals(
                "there is no such act; there are suspend, read-only, resume, quota, flush, compact, create and swap",
                refused("drop", "tenant", "acme"));
        assertEquals("the parameter 'tenant' is missing", refused("flush", "x", "y"));
        assertEquals("the parameter 'megabytes' is missing", refused("quota", "tenant", "acme"));
        assertTrue(refused("swap", "parameter", "audit.enabled", "value", "false")
                .startsWith("only these are swapped here: ["));
        assertThrows(TenantUnknownException.class, () -> act("quota", "tenant", "nobody", "megabytes", "1"));
        assertThrows(TenantUnknownException.class, () -> act("flush", "tenant", "nobody"));
    }
}
