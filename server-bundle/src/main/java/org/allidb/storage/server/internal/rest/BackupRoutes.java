package org.allidb.storage.server.internal.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.BackupInfo;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.server.internal.http.Json;
import org.allidb.storage.server.internal.rest.Route.Level;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/** Backups in the one directory that the configuration names. */
final class BackupRoutes {

    private static final String BACKUP = "backups/{backup}";

    private final Tasks tasks;
    private final Backups backups = new Backups();

    BackupRoutes(Tasks tasks) {
        this.tasks = tasks;
    }

    List<Route> all() {
        return List.of(
                new Route(HttpMethod.GET, "backups", Level.FIGURES, this::list),
                new Route(HttpMethod.POST, "backups", Level.ADMINISTRATION, this::make),
                new Route(HttpMethod.GET, BACKUP, Level.FIGURES, this::get),
                new Route(HttpMethod.DELETE, BACKUP, Level.ADMINISTRATION, this::delete),
                new Route(HttpMethod.POST, BACKUP + "/verify", Level.ADMINISTRATION, this::verify),
                new Route(HttpMethod.POST, BACKUP + "/restore", Level.ADMINISTRATION, this::restore));
    }

    private HttpAnswer list(HttpRequest request, Map<String, String> parts) {
        return Json.answer(Map.of(
                "backups",
                backups.withExisting(request.platform(), BackupDirectory::list).orElse(List.of()).stream()
                        .map(BackupRoutes::describe)
                        .toList()));
    }

    private HttpAnswer get(HttpRequest request, Map<String, String> parts) {
        return Json.answer(inBackup(request.platform(), parts, (_, backup) -> describe(backup)));
    }

    private HttpAnswer make(HttpRequest request, Map<String, String> parts) {
        Members wanted = new Members(request.body().length == 0 ? Map.of() : Json.object(request.body()));
        List<TenantId> tenants =
                wanted.texts("tenants").stream().map(TenantId::of).toList();
        wanted.end();
        StoragePlatform platform = request.platform();
        return tasks.run(
                request,
                new Task.Act(
                        "backup",
                        Optional.empty(),
                        () -> backups.with(
                                platform,
                                directory ->
                                        describe(tenants.isEmpty() ? directory.create() : directory.create(tenants)))));
    }

    private HttpAnswer delete(HttpRequest request, Map<String, String> parts) {
        return run(request, parts, "backup-delete", (directory, backup) -> {
            directory.delete(backup.number());
            return Map.of("backup", backup.number());
        });
    }

    private HttpAnswer verify(HttpRequest request, Map<String, String> parts) {
        return run(request, parts, "backup-verify", (directory, backup) -> {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("backup", backup.number());
            try {
                directory.verify(backup.number());
                result.put("sound", true);
            } catch (CorruptionException e) {
                result.put("sound", false);
                result.put("damage", String.valueOf(e.getMessage()));
            }
            return result;
        });
    }

    private HttpAnswer restore(HttpRequest request, Map<String, String> parts) {
        Members wanted = new Members(Json.object(request.body()));
        TenantId tenant = TenantId.of(wanted.requireText("tenant"));
        TenantId as = wanted.text("as").map(TenantId::of).orElse(tenant);
        wanted.end();
        return run(request, parts, "restore", (directory, backup) -> {
            directory.restore(backup.number(), tenant, as);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("backup", backup.number());
            result.put("tenant", tenant);
            result.put("as", as);
            return result;
        });
    }

    private HttpAnswer run(
            HttpRequest request,
            Map<String, String> parts,
            String name,
            BiFunction<BackupDirectory, BackupInfo, Map<String, Object>> work) {
        StoragePlatform platform = request.platform();
        return tasks.run(request, new Task.Act(name, Optional.empty(), () -> inBackup(platform, parts, work)));
    }

    private <T> T inBackup(
            StoragePlatform platform, Map<String, String> parts, BiFunction<BackupDirectory, BackupInfo, T> work) {
        String number = parts.getOrDefault("backup", "");
        return backups.withExisting(
                        platform,
                        directory -> directory.list().stream()
                                .filter(backup -> Long.toString(backup.number()).equals(number))
                                .findFirst()
                                .map(backup -> work.apply(directory, backup)))
                .flatMap(done -> done)
                .orElseThrow(() -> HttpRefusedException.notFound(
                        "there is no backup of this number; /v1/backups lists those that there are"));
    }

    private static Map<String, Object> describe(BackupInfo backup) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("backup", backup.number());
        fields.put("created", backup.created());
        fields.put("bytes", backup.bytes());
        fields.put(
                "tenants",
                backup.tenants().stream().map(BackupRoutes::describeHeld).toList());
        return fields;
    }

    private static Map<String, Object> describeHeld(BackupInfo.Tenant held) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("tenant", held.id());
        fields.put("generation", held.generation());
        fields.put("tables", held.tables());
        fields.put("bytes", held.bytes());
        fields.put("rows", held.rows());
        return fields;
    }
}
