package org.allidb.storage.server.internal.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.allidb.storage.spi.http.HttpAccess;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;
import org.allidb.storage.spi.http.HttpResource;

/** All that is below {@code /v1}, by one table of routes. */
public final class RestResource implements HttpResource {

    /** The routes, in the order of the documentation. */
    private final List<Route> routes = routes();

    /** The resource. */
    public RestResource() {}

    /** Returns routes with tasks of their own. */
    static List<Route> routes() {
        Tasks tasks = new Tasks();
        Changes changes = new Changes();
        ConfigurationRoutes configuration = new ConfigurationRoutes(changes);
        List<Route> all = new ArrayList<>();
        all.addAll(ValueRoutes.all());
        all.addAll(RowRoutes.all());
        all.addAll(QueryRoutes.all());
        all.addAll(new TenantRoutes(changes).all());
        all.addAll(new TaskRoutes(tasks).all());
        all.addAll(new BackupRoutes(tasks).all());
        all.addAll(configuration.all());
        all.addAll(new ComponentRoutes(configuration).all());
        all.addAll(ClusterRoutes.all());
        all.addAll(PlatformRoutes.all());
        return List.copyOf(all);
    }

    @Override
    public String path() {
        return "/v1";
    }

    @Override
    public Set<HttpMethod> methods() {
        return Set.of(HttpMethod.values());
    }

    @Override
    public HttpAccess access() {
        return HttpAccess.KNOWN;
    }

    @Override
    public HttpAnswer answer(HttpRequest request) {
        Set<HttpMethod> allowed = new TreeSet<>();
        for (Route route : routes) {
            Optional<Map<String, String>> parts = route.match(request.segments());
            if (parts.isPresent()) {
                if (route.method() == request.method()) {
                    checkLevel(route, request);
                    return route.handler().answer(request, parts.get());
                }
                allowed.add(route.method());
            }
        }
        if (allowed.isEmpty()) {
            throw HttpRefusedException.notFound("there is nothing at this path; /v1/openapi.yaml has what there is");
        }
        throw HttpRefusedException.methodNotAllowed(allowed);
    }

    private static void checkLevel(Route route, HttpRequest request) {
        boolean allowed = switch (route.level()) {
            case KNOWN -> true;
            case FIGURES -> request.caller().maySeeAllFigures();
            case ADMINISTRATION -> request.caller().mayAdminister();
        };
        if (!allowed) {
            throw HttpRefusedException.forbidden(
                    route.level() == Route.Level.FIGURES
                            ? "this is for operators and administrators of the platform; present the key of one"
                            : "this is for administrators of the platform; present the key of one");
        }
    }
}
