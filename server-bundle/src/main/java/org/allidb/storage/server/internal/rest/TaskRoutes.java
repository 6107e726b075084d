package org.allidb.storage.server.internal.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.server.internal.http.Json;
import org.allidb.storage.server.internal.rest.Route.Level;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/** Tasks that are under way or have ended, and those of tenants: flushes and merges. */
final class TaskRoutes {

    private final Tasks tasks;

    TaskRoutes(Tasks tasks) {
        this.tasks = tasks;
    }

    List<Route> all() {
        return List.of(
                new Route(HttpMethod.GET, "tasks", Level.FIGURES, this::list),
                new Route(HttpMethod.GET, "tasks/{task}", Level.FIGURES, this::get),
                new Route(HttpMethod.POST, "tenants/{tenant}/flush", Level.ADMINISTRATION, this::flush),
                new Route(HttpMethod.POST, "tenants/{tenant}/compact", Level.ADMINISTRATION, this::compact));
    }

    private HttpAnswer list(HttpRequest request, Map<String, String> parts) {
        return Json.answer(
                Map.of("tasks", tasks.list().stream().map(Task::describe).toList()));
    }

    private HttpAnswer get(HttpRequest request, Map<String, String> parts) {
        return Json.answer(tasks.find(request, parts.getOrDefault("task", ""))
                .map(Task::describe)
                .orElseThrow(() -> HttpRefusedException.notFound(
                        "there is no task of this id, or it ended long ago; /v1/tasks lists those that are known")));
    }

    private HttpAnswer flush(HttpRequest request, Map<String, String> parts) {
        return run(request, parts, "flush", store -> {
            store.flush();
            TenantStatistics after = store.statistics();
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("tables", after.tables());
            result.put("bytes", after.tableBytes());
            return result;
        });
    }

    private HttpAnswer compact(HttpRequest request, Map<String, String> parts) {
        return run(request, parts, "compact", store -> {
            TenantStatistics before = store.statistics();
            store.compact();
            TenantStatistics after = store.statistics();
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("tables_before", before.tables());
            result.put("bytes_before", before.tableBytes());
            result.put("tables", after.tables());
            result.put("bytes", after.tableBytes());
            result.put("duplicates_dropped", after.duplicatesDropped() - before.duplicatesDropped());
            result.put("tombstones_dropped", after.tombstonesDropped() - before.tombstonesDropped());
            result.put("expired_dropped", after.expiredDropped() - before.expiredDropped());
            return result;
        });
    }

    private HttpAnswer run(
            HttpRequest request,
            Map<String, String> parts,
            String name,
            Function<TenantStore, Map<String, Object>> work) {
        StoragePlatform platform = request.platform();
        TenantId id = TenantRoutes.info(request, parts).id();
        return tasks.run(request, new Task.Act(name, Optional.of(id), () -> {
            try (TenantStore store = platform.open(id)) {
                return work.apply(store);
            }
        }));
    }
}
