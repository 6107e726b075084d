package org.allidb.storage.server.internal.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.server.internal.http.Json;
import org.allidb.storage.server.internal.rest.Route.Level;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/** Tenants: which there are, what they use, their quotas, and their lives. */
final class TenantRoutes {

    private static final String TENANT = "tenants/{tenant}";

    private final Changes changes;

    TenantRoutes(Changes changes) {
        this.changes = changes;
    }

    List<Route> all() {
        return List.of(
                new Route(HttpMethod.GET, "tenants", Level.FIGURES, TenantRoutes::list),
                new Route(HttpMethod.GET, TENANT, Level.KNOWN, TenantRoutes::get),
                new Route(HttpMethod.PUT, TENANT, Level.ADMINISTRATION, TenantRoutes::create),
                new Route(HttpMethod.DELETE, TENANT, Level.ADMINISTRATION, TenantRoutes::drop),
                new Route(HttpMethod.PUT, TENANT + "/quota", Level.ADMINISTRATION, this::quota),
                new Route(HttpMethod.POST, TENANT + "/suspend", Level.ADMINISTRATION, TenantRoutes::suspend),
                new Route(HttpMethod.POST, TENANT + "/resume", Level.ADMINISTRATION, TenantRoutes::resume),
                new Route(HttpMethod.GET, TENANT + "/tables", Level.KNOWN, TenantRoutes::tables));
    }

    private static HttpAnswer list(HttpRequest request, Map<String, String> parts) {
        StoragePlatform platform = request.platform();
        String after = request.query().getOrDefault("after", "");
        int limit = limit(request);
        List<Map<String, Object>> tenants = platform.tenants().stream()
                .filter(info -> info.id().value().compareTo(after) > 0)
                .limit(limit)
                .map(info -> describe(platform, info))
                .toList();
        return Json.answer(Map.of("tenants", tenants));
    }

    private static int limit(HttpRequest request) {
        try {
            int limit = Integer.parseInt(request.query().getOrDefault("limit", "1000"));
            if (limit > 0 && limit <= 100_000) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw HttpRefusedException.badRequest("limit is a whole number from 1 to 100000");
    }

    /** Returns the tenant of a path. */
    static TenantInfo info(HttpRequest request, Map<String, String> parts) {
        return info(request.platform(), Rows.tenant(parts));
    }

    /** Returns a tenant. */
    static TenantInfo info(StoragePlatform platform, TenantId id) {
        return platform.tenant(id)
                .orElseThrow(() -> new TenantUnknownException(
                        id, "there is no tenant '" + id + "'; /v1/tenants lists those that there are"));
    }

    private static HttpAnswer get(HttpRequest request, Map<String, String> parts) {
        checkFigures(request, parts);
        return Json.answer(describe(request.platform(), info(request, parts)));
    }

    /** Whether the tenant exists is for those alone that may see its figures. */
    private static void checkFigures(HttpRequest request, Map<String, String> parts) {
        if (!request.caller().maySeeFigures(Rows.tenant(parts))) {
            throw HttpRefusedException.forbidden(
                    "the caller is not one that sees figures of this tenant; present a key that does");
        }
    }

    private static Map<String, Object> describe(StoragePlatform platform, TenantInfo info) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("tenant", info.id());
        if (!info.settings().label().isEmpty()) {
            fields.put("label", info.settings().label());
        }
        fields.put("generation", info.generation());
        fields.put("created", info.created());
        fields.put("open", info.open());
        info.suspension()
                .ifPresent(known -> fields.put("suspended", known.mode().text()));
        fields.put("weight", info.settings().weight());
        fields.put("encrypted", info.settings().encrypted());
        fields.put("quota", describe(info.settings().quota()));
        try {
            fields.put("usage", describe(platform.usage(info.id())));
        } catch (TenantUnknownException e) {
            // dropped meanwhile
        }
        return fields;
    }

    private static Map<String, Object> describe(TenantUsage usage) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("disk_bytes", usage.diskBytes());
        fields.put("disk_limit_bytes", usage.diskLimitBytes());
        fields.put("buffer_bytes", usage.bufferBytes());
        fields.put("rows_read", usage.rowsRead());
        fields.put("rows_written", usage.rowsWritten());
        fields.put("bytes_written", usage.bytesWritten());
        fields.put("refused", usage.refused());
        return fields;
    }

    private static Map<String, Object> describe(Quota quota) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("disk_bytes", quota.diskBytes());
        fields.put("write_buffer_bytes", quota.writeBufferBytes());
        fields.put("ops_per_second", quota.opsPerSecond());
        fields.put("bytes_per_second", quota.bytesPerSecond());
        fields.put("bytes_read_per_second", quota.bytesReadPerSecond());
        fields.put("max_cursors", quota.maxCursors());
        fields.put("max_snapshots", quota.maxSnapshots());
        fields.put("max_cursor_seconds", quota.maxCursorSeconds());
        fields.put("max_snapshot_seconds", quota.maxSnapshotSeconds());
        fields.put("max_row_bytes", quota.maxRowBytes());
        fields.put("max_batch_rows", quota.maxBatchRows());
        return fields;
    }

    private static HttpAnswer create(HttpRequest request, Map<String, String> parts) {
        Members wanted = new Members(request.body().length == 0 ? Map.of() : Json.object(request.body()));
        TenantSettings settings = TenantSettings.DEFAULTS
                .withEncrypted(wanted.flag("encrypted"))
                .withLabel(wanted.text("label").orElse(""));
        OptionalLong weight = wanted.number("weight", 1, TenantSettings.MAX_WEIGHT);
        TenantSettings weighed = weight.isPresent() ? settings.withWeight((int) weight.getAsLong()) : settings;
        TenantSettings whole = weighed.withQuota(quota(wanted, Quota.NONE));
        wanted.end();
        request.platform().create(Rows.tenant(parts), whole).close();
        return Json.answer(describe(request.platform(), info(request, parts))).withStatus(201);
    }

    private static Quota quota(Members wanted, Quota before) {
        return before.withDiskBytes(or(wanted, "disk_bytes", before.diskBytes()))
                .withWriteBufferBytes(or(wanted, "write_buffer_bytes", before.writeBufferBytes()))
                .withRates(
                        or(wanted, "ops_per_second", before.opsPerSecond()),
                        or(wanted, "bytes_per_second", before.bytesPerSecond()))
                .withBytesReadPerSecond(or(wanted, "bytes_read_per_second", before.bytesReadPerSecond()))
                .withHandles(
                        whole(wanted, "max_cursors", before.maxCursors()),
                        whole(wanted, "max_snapshots", before.maxSnapshots()))
                .withAges(
                        whole(wanted, "max_cursor_seconds", before.maxCursorSeconds()),
                        whole(wanted, "max_snapshot_seconds", before.maxSnapshotSeconds()))
                .withMaxRowBytes(or(wanted, "max_row_bytes", before.maxRowBytes()))
                .withMaxBatchRows(whole(wanted, "max_batch_rows", before.maxBatchRows()));
    }

    private static long or(Members wanted, String name, long before) {
        return wanted.number(name, 0, Long.MAX_VALUE).orElse(before);
    }

    private static int whole(Members wanted, String name, int before) {
        return (int) wanted.number(name, 0, Integer.MAX_VALUE).orElse(before);
    }

    /** Changes what the body names; the rest stays. */
    private HttpAnswer quota(HttpRequest request, Map<String, String> parts) {
        Members wanted = new Members(Json.object(request.body()));
        return changes.inTurn(() -> {
            TenantInfo before = info(request, parts);
            Quota quota = quota(wanted, before.settings().quota());
            wanted.end();
            request.platform().update(before.id(), before.settings().withQuota(quota));
            return Json.answer(describe(request.platform(), info(request, parts)));
        });
    }

    private static HttpAnswer suspend(HttpRequest request, Map<String, String> parts) {
        Members wanted = new Members(request.body().length == 0 ? Map.of() : Json.object(request.body()));
        Suspension.Mode mode = wanted.flag("read_only") ? Suspension.Mode.READ_ONLY : Suspension.Mode.CLOSED;
        String by = wanted.text("by").orElse("an administrator over the network");
        wanted.end();
        request.platform().suspend(info(request, parts).id(), mode, by);
        return HttpAnswer.empty();
    }

    private static HttpAnswer resume(HttpRequest request, Map<String, String> parts) {
        request.platform().resume(info(request, parts).id());
        return HttpAnswer.empty();
    }

    private static HttpAnswer drop(HttpRequest request, Map<String, String> parts) {
        TenantId id = info(request, parts).id();
        if (!id.value().equals(request.query().get("confirm"))) {
            throw HttpRefusedException.badRequest(
                    "a drop deletes all rows of the tenant for ever; confirm it with ?confirm=" + id);
        }
        request.platform().drop(id);
        return HttpAnswer.empty();
    }

    private static HttpAnswer tables(HttpRequest request, Map<String, String> parts) {
        checkFigures(request, parts);
        try (TenantStore store = request.platform().open(info(request, parts).id())) {
            return Json.answer(Map.of(
                    "tables",
                    store.tables().stream().map(TenantRoutes::describe).toList()));
        }
    }

    private static Map<String, Object> describe(TableInfo table) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("table", table.id());
        fields.put("level", table.level());
        fields.put("bytes", table.fileBytes());
        fields.put("rows", table.rows());
        fields.put("tombstones", table.tombstones());
        fields.put("codec", table.codec());
        fields.put("format", table.format());
        fields.put("created", table.created());
        fields.put("compacting", table.compacting());
        return fields;
    }
}
