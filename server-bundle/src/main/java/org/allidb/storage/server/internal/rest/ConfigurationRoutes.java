package org.allidb.storage.server.internal.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.server.internal.http.Json;
import org.allidb.storage.server.internal.rest.Route.Level;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/** The configuration of the platform, and what tenants set for themselves. Only what takes effect at once is changed. */
final class ConfigurationRoutes {

    /** Places on the server's disk. A key that a stranger got hold of must not lead the server to files of the stranger's choice. */
    private static final Set<String> PLACES =
            Set.of("server.backup_directory", "encryption.key_path", "encryption.password_path");

    private static final String TENANT = "tenants/{tenant}/configuration";

    private final Changes changes;

    ConfigurationRoutes(Changes changes) {
        this.changes = changes;
    }

    List<Route> all() {
        return List.of(
                new Route(HttpMethod.GET, "configuration", Level.ADMINISTRATION, this::get),
                new Route(HttpMethod.PATCH, "configuration", Level.ADMINISTRATION, this::change),
                new Route(HttpMethod.GET, TENANT, Level.FIGURES, this::ofTenant),
                new Route(HttpMethod.PATCH, TENANT, Level.ADMINISTRATION, this::changeTenant));
    }

    private HttpAnswer get(HttpRequest request, Map<String, String> parts) {
        return Json.answer(request.platform().configuration().values());
    }

    private HttpAnswer change(HttpRequest request, Map<String, String> parts) {
        change(request.platform(), wanted(request));
        return get(request, parts);
    }

    /** Changes parameters of the platform. */
    void change(StoragePlatform platform, Map<String, String> wanted) {
        changes.inTurn(() -> {
            StorageConfiguration changed = platform.configuration().with(wanted);
            wanted.keySet().forEach(ConfigurationRoutes::check);
            return installed(() -> platform.configure(changed));
        });
    }

    private static void check(String path) {
        if (PLACES.contains(path)) {
            throw HttpRefusedException.forbidden("'" + path + "' names a place on the server's disk and is not changed"
                    + " over the network; write it to the configuration file of the server");
        }
        if (!StorageConfiguration.liveParameters().contains(path)) {
            throw new HttpRefusedException(
                    409,
                    "needs-restart",
                    "'" + path
                            + "' takes effect when the server starts; write it to its configuration file, and start it"
                            + " again; nothing was changed",
                    Map.of());
        }
    }

    private static <T> T installed(Supplier<T> change) {
        try {
            return change.get();
        } catch (ComponentMissingException e) {
            throw HttpRefusedException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private HttpAnswer ofTenant(HttpRequest request, Map<String, String> parts) {
        return Json.answer(describe(request.platform(), TenantRoutes.info(request, parts)));
    }

    private HttpAnswer changeTenant(HttpRequest request, Map<String, String> parts) {
        TenantId id = TenantRoutes.info(request, parts).id();
        changeTenant(request.platform(), id, wanted(request));
        return ofTenant(request, parts);
    }

    /** Changes what a tenant sets for itself; what has no value it sets no more. */
    void changeTenant(StoragePlatform platform, TenantId id, Map<String, String> wanted) {
        changes.inTurn(() -> {
            TenantInfo before = TenantRoutes.info(platform, id);
            Map<String, String> own = new LinkedHashMap<>(before.settings().parameters());
            wanted.forEach((path, value) -> {
                if (value.isEmpty() && StorageConfiguration.tenantParameters().contains(path)) {
                    own.remove(path);
                } else {
                    own.put(path, value);
                }
            });
            return installed(() -> {
                platform.update(id, before.settings().withParameters(own));
                return id;
            });
        });
    }

    private static Map<String, Object> describe(StoragePlatform platform, TenantInfo tenant) {
        Map<String, String> own = tenant.settings().parameters();
        Map<String, Map<String, String>> all =
                platform.configuration().forTenant(own).values();
        Map<String, Map<String, String>> set = new LinkedHashMap<>();
        Map<String, Map<String, String>> inForce = new LinkedHashMap<>();
        for (String path : StorageConfiguration.tenantParameters()) {
            int dot = path.indexOf('.');
            String section = path.substring(0, dot);
            String key = path.substring(dot + 1);
            String value = all.getOrDefault(section, Map.of()).getOrDefault(key, "");
            inForce.computeIfAbsent(section, _ -> new LinkedHashMap<>()).put(key, value);
            if (own.containsKey(path)) {
                set.computeIfAbsent(section, _ -> new LinkedHashMap<>()).put(key, value);
            }
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("own", set);
        fields.put("in_force", inForce);
        return fields;
    }

    /** Returns the parameters that a body names by section and key, as the answer to {@code GET} does. */
    private static Map<String, String> wanted(HttpRequest request) {
        Map<String, String> wanted = new LinkedHashMap<>();
        Json.object(request.body()).forEach((section, members) -> {
            if (!(members instanceof Map<?, ?> parameters)) {
                throw HttpRefusedException.badRequest(
                        "the body has sections, and each is an object of parameters, as in"
                                + " {\"compaction\":{\"max_concurrent\":2}}");
            }
            parameters.forEach((key, value) -> wanted.put(section + "." + key, text(value)));
        });
        if (wanted.isEmpty()) {
            throw HttpRefusedException.badRequest("the body names no parameter; name one by section and key");
        }
        return wanted;
    }

    private static String text(Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return String.valueOf(value);
        }
        throw HttpRefusedException.badRequest("the value of a parameter is a text, a number, true or false");
    }
}
