package org.allidb.storage.server.internal.session;

import java.util.LinkedHashMap;
import java.util.Map;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.server.internal.command.Client;
import org.allidb.storage.server.internal.command.CommandException;

/** What INFO tells: the server as tools of Redis ask for it, and the tenant of the one who asks; no other tenant. */
final class Figures {

    private Figures() {}

    static Map<String, Map<String, Object>> of(ServerState server, TenantDoor door) throws CommandException {
        Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
        Map<String, Object> general = new LinkedHashMap<>();
        general.put("redis_version", Client.REDIS_VERSION);
        general.put("redis_mode", "standalone");
        general.put("server_name", "allidb");
        general.put("uptime_in_seconds", server.seconds());
        sections.put("Server", general);
        sections.put("Clients", Map.of("connected_clients", door.connections()));
        Map<String, Object> persistence = new LinkedHashMap<>();
        persistence.put("loading", 0);
        persistence.put("aof_enabled", 1);
        sections.put("Persistence", persistence);
        Map<String, Object> replication = new LinkedHashMap<>();
        replication.put("role", "master");
        replication.put("connected_slaves", 0);
        sections.put("Replication", replication);
        sections.put("Tenant", tenant(door));
        return sections;
    }

    private static Map<String, Object> tenant(TenantDoor door) throws CommandException {
        TenantStatistics figures = door.store().statistics();
        TenantUsage usage = figures.usage();
        Map<String, Object> tenant = new LinkedHashMap<>();
        tenant.put("tenant", door.tenant());
        tenant.put("disk_bytes", usage.diskBytes());
        tenant.put("disk_limit_bytes", usage.diskLimitBytes());
        tenant.put("buffer_bytes", usage.bufferBytes());
        tenant.put("rows_read", usage.rowsRead());
        tenant.put("rows_written", usage.rowsWritten());
        tenant.put("bytes_written", usage.bytesWritten());
        tenant.put("refused", usage.refused());
        tenant.put("tables", figures.tables());
        tenant.put("table_entries", figures.tableEntries());
        return tenant;
    }
}
