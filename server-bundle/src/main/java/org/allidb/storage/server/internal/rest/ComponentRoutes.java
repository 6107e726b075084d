package org.allidb.storage.server.internal.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.MissingComponent;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.server.internal.http.Json;
import org.allidb.storage.server.internal.rest.Route.Level;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/** The replaceable parts, and which of them is in use. */
final class ComponentRoutes {

    private final ConfigurationRoutes configuration;

    ComponentRoutes(ConfigurationRoutes configuration) {
        this.configuration = configuration;
    }

    List<Route> all() {
        return List.of(
                new Route(HttpMethod.GET, "components", Level.FIGURES, ComponentRoutes::list),
                new Route(HttpMethod.PUT, "components/{component}", Level.ADMINISTRATION, this::swap));
    }

    private static HttpAnswer list(HttpRequest request, Map<String, String> parts) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(
                "components",
                request.platform().components().list().stream()
                        .map(ComponentRoutes::describe)
                        .toList());
        fields.put(
                "missing",
                request.platform().components().missing().stream()
                        .map(ComponentRoutes::describe)
                        .toList());
        return Json.answer(fields);
    }

    private static Map<String, Object> describe(ComponentInfo part) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("component", part.component());
        fields.put("name", part.name());
        fields.put("version", part.version());
        fields.put("origin", part.origin());
        fields.put("in_use", part.inUse());
        fields.put("failures", part.failures());
        fields.put("parameters", part.parameters());
        fields.put("live", StorageConfiguration.liveParameters().containsAll(part.parameters()));
        return fields;
    }

    private static Map<String, Object> describe(MissingComponent part) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("component", part.component());
        fields.put("name", part.name());
        fields.put("parameters", part.parameters());
        fields.put("tenants", part.tenants());
        return fields;
    }

    /** Chooses the part of a kind, for the platform or for one tenant. */
    private HttpAnswer swap(HttpRequest request, Map<String, String> parts) {
        Members wanted = new Members(Json.object(request.body()));
        String name = wanted.requireText("name");
        Optional<TenantId> tenant = wanted.text("tenant").map(TenantId::of);
        wanted.end();
        Map<String, String> change = Map.of(parameter(request, parts), name);
        if (tenant.isPresent()) {
            configuration.changeTenant(request.platform(), tenant.get(), change);
        } else {
            configuration.change(request.platform(), change);
        }
        return list(request, parts);
    }

    private static String parameter(HttpRequest request, Map<String, String> parts) {
        return request.platform().components().list().stream()
                .filter(part -> part.component().equals(parts.get("component")))
                .findFirst()
                .map(part -> part.parameters().getFirst())
                .orElseThrow(() -> HttpRefusedException.notFound(
                        "there is no such kind of part; /v1/components lists those that there are"));
    }
}
