package org.allidb.storage.server.internal.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.access.AccessKey;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.api.access.NewAccessKey;
import org.allidb.storage.server.internal.http.Json;
import org.allidb.storage.server.internal.rest.Route.Level;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpCaller;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/** The platform as a whole: who calls, keys, events, and the description of all this. */
final class PlatformRoutes {

    private static final String DESCRIPTION = "openapi.yaml";

    private PlatformRoutes() {}

    static List<Route> all() {
        return List.of(
                new Route(HttpMethod.GET, "caller", Level.KNOWN, PlatformRoutes::caller),
                new Route(HttpMethod.GET, "events", Level.FIGURES, PlatformRoutes::events),
                new Route(HttpMethod.GET, "keys", Level.ADMINISTRATION, PlatformRoutes::keys),
                new Route(HttpMethod.POST, "keys", Level.ADMINISTRATION, PlatformRoutes::createKey),
                new Route(HttpMethod.DELETE, "keys/{key}", Level.ADMINISTRATION, PlatformRoutes::revokeKey),
                new Route(HttpMethod.GET, DESCRIPTION, Level.KNOWN, PlatformRoutes::description));
    }

    /** Says to a caller who it is: the first request of a client that was handed a key. */
    private static HttpAnswer caller(HttpRequest request, Map<String, String> parts) {
        HttpCaller caller = request.caller();
        Map<String, Object> fields = new LinkedHashMap<>();
        caller.tenant().ifPresent(tenant -> fields.put("tenant", tenant));
        caller.key().ifPresent(key -> fields.put("key", key));
        fields.put("role", caller.role().map(Object::toString).orElse(""));
        fields.put("figures_of_all", caller.maySeeAllFigures());
        fields.put("administers", caller.mayAdminister());
        return Json.answer(fields);
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
