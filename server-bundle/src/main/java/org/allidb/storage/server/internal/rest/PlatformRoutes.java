package org.allidb.storage.server.internal.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.access.AccessKey;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.api.access.NewAccessKey;
import org.allidb.storage.server.internal.rest.Route.Level;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/** The platform as a whole: parts, configuration, keys, events, and the description of all this. */
final class PlatformRoutes {

    private static final String DESCRIPTION = "openapi.yaml";

    private PlatformRoutes() {}

    static List<Route> all() {
        return List.of(
                new Route(HttpMethod.GET, "components", Level.FIGURES, PlatformRoutes::components),
                new Route(HttpMethod.GET, "configuration", Level.ADMINISTRATION, PlatformRoutes::configuration),
                new Route(HttpMethod.GET, "events", Level.FIGURES, PlatformRoutes::events),
                new Route(HttpMethod.GET, "keys", Level.ADMINISTRATION, PlatformRoutes::keys),
                new Route(HttpMethod.POST, "keys", Level.ADMINISTRATION, PlatformRoutes::createKey),
                new Route(HttpMethod.DELETE, "keys/{key}", Level.ADMINISTRATION, PlatformRoutes::revokeKey),
                new Route(HttpMethod.GET, DESCRIPTION, Level.KNOWN, PlatformRoutes::description));
    }

    private static HttpAnswer components(HttpRequest request, Map<String, String> parts) {
        return Json.answer(Map.of(
                "components",
                request.platform().components().list().stream()
                        .map(PlatformRoutes::describe)
                        .toList()));
    }

    private static Map<String, Object> describe(ComponentInfo part) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("component", part.component());
        fields.put("name", part.name());
        fields.put("version", part.version());
        fields.put("origin", part.origin());
        fields.put("in_use", part.inUse());
        fields.put("failures", part.failures());
        return fields;
    }

    private static HttpAnswer configuration(HttpRequest request, Map<String, String> parts) {
        return Json.answer(request.platform().configuration().values());
    }

    private static HttpAnswer events(HttpRequest request, Map<String, String> parts) {
        return HttpAnswer.of("text/event-stream", EventStream.of(request.platform()))
                .withHeader("Cache-Control", "no-store");
    }

    private static HttpAnswer keys(HttpRequest request, Map<String, String> parts) {
        return Json.answer(Map.of(
                "keys",
                AccessKeys.of(request.platform()).list().stream()
                        .map(PlatformRoutes::describe)
                        .toList()));
    }

    private static Map<String, Object> describe(AccessKey key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", key.id());
        if (!key.isOfPlatform()) {
            fields.put("tenant", key.tenant());
        }
        fields.put("role", key.role());
        fields.put("label", key.label());
        fields.put("created", key.created());
        return fields;
    }

    private static HttpAnswer createKey(HttpRequest request, Map<String, String> parts) {
        Members wanted = new Members(Json.object(request.body()));
        AccessRole role = AccessRole.of(wanted.requireText("role").toUpperCase(Locale.ROOT));
        String label = wanted.text("label").orElse("");
        Optional<String> tenant = wanted.text("tenant");
        wanted.end();
        AccessKeys keys = AccessKeys.of(request.platform());
        NewAccessKey made = tenant.isPresent()
                ? keys.create(TenantId.of(tenant.get()), role, label)
                : keys.createForPlatform(role, label);
        Map<String, Object> fields = describe(made.key());
        fields.put("key", made.text());
        return Json.answer(fields).withStatus(201).withHeader("Cache-Control", "no-store");
    }

    private static HttpAnswer revokeKey(HttpRequest request, Map<String, String> parts) {
        AccessKeys keys = AccessKeys.of(request.platform());
        String id = parts.getOrDefault("key", "");
        if (keys.list().stream().noneMatch(key -> key.id().equals(id))) {
            throw HttpRefusedException.notFound("there is no key of that id; list the keys for theirs");
        }
        keys.revoke(id);
        return HttpAnswer.empty();
    }

    private static HttpAnswer description(HttpRequest request, Map<String, String> parts) {
        return HttpAnswer.of("application/yaml; charset=utf-8", description());
    }

    /** Returns the description of all routes in OpenAPI 3.1. */
    static byte[] description() {
        try (InputStream in = PlatformRoutes.class.getResourceAsStream(DESCRIPTION)) {
            if (in == null) {
                throw new IllegalStateException("the server's jar has no " + DESCRIPTION);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
