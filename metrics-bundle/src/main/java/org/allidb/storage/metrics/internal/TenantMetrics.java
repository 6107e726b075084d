package org.allidb.storage.metrics.internal;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.statistics.TenantUsage;

/** The metrics of a tenant, each with its id as the label {@value #TENANT}. */
public final class TenantMetrics {

    /** The label that has the tenant's id. */
    public static final String TENANT = "tenant";

    /** All of them, in the order in which they are written. Those of a tenant that is not open are its usage alone. */
    public static final List<Metric<TenantFigures>> ALL = List.of(
            usage(
                    MetricType.GAUGE,
                    "allidb_tenant_disk_bytes",
                    "Bytes of its files, and of deleted ones that are still held open",
                    TenantUsage::diskBytes),
            usage(
                    MetricType.GAUGE,
                    "allidb_tenant_disk_limit_bytes",
                    "Its disk quota, 0 for none",
                    TenantUsage::diskLimitBytes),
            usage(MetricType.GAUGE, "allidb_tenant_memtable_bytes", "Bytes of its memtables", TenantUsage::bufferBytes),
            usage(MetricType.GAUGE, "allidb_tenant_cursors_open", "Cursors that are open", TenantUsage::openCursors),
            usage(
                    MetricType.GAUGE,
                    "allidb_tenant_snapshots_open",
                    "Snapshots that are open",
                    TenantUsage::openSnapshots),
            usage(
                    MetricType.COUNTER,
                    "allidb_tenant_written_rows_total",
                    "Rows and tombstones that were written",
                    TenantUsage::rowsWritten),
            usage(
                    MetricType.COUNTER,
                    "allidb_tenant_written_bytes_total",
                    "Bytes of their keys and values",
                    TenantUsage::bytesWritten),
            usage(
                    MetricType.COUNTER,
                    "allidb_tenant_read_rows_total",
                    "Rows that were asked for",
                    TenantUsage::rowsRead),
            usage(
                    MetricType.COUNTER,
                    "allidb_tenant_refused_operations_total",
                    "Operations that a quota refused",
                    TenantUsage::refused),
            open(
                    MetricType.COUNTER,
                    "allidb_tenant_scanned_entries_total",
                    "Entries that scans have read, those of several sources and dead ones included",
                    TenantStatistics::entriesScanned),
            open(
                    MetricType.COUNTER,
                    "allidb_tenant_refused_writes_total",
                    "Writes that were not acknowledged",
                    s -> s.refusedWrites().count()),
            open(
                    MetricType.COUNTER,
                    "allidb_tenant_stall_seconds_total",
                    "Time that its writers were slowed or stopped, all of them together",
                    s -> PlatformMetrics.seconds(s.stallNanos())),
            open(
                    MetricType.COUNTER,
                    "allidb_tenant_work_seconds_total",
                    "Roughly what its calls, flushes and merges took on one core",
                    s -> PlatformMetrics.seconds(s.workNanos())),
            open(MetricType.GAUGE, "allidb_tenant_tables", "Its tables", TenantStatistics::tables),
            open(MetricType.GAUGE, "allidb_tenant_table_bytes", "Bytes of its tables", TenantStatistics::tableBytes),
            open(
                    MetricType.GAUGE,
                    "allidb_tenant_table_entries",
                    "Versions of rows in its tables",
                    TenantStatistics::tableEntries),
            open(
                    MetricType.GAUGE,
                    "allidb_tenant_tables_per_read",
                    "The most tables that one read of a row has to visit",
                    TenantStatistics::tablesPerRead),
            open(
                    MetricType.GAUGE,
                    "allidb_tenant_due_tables",
                    "Tables that are due to be merged",
                    TenantStatistics::dueTables),
            open(MetricType.GAUGE, "allidb_tenant_due_bytes", "Bytes of these tables", TenantStatistics::dueBytes),
            open(
                    MetricType.GAUGE,
                    "allidb_tenant_memtables",
                    "Its memtables, the active one included",
                    TenantStatistics::memtables),
            open(
                    MetricType.GAUGE,
                    "allidb_tenant_memtable_held_bytes",
                    "Bytes of flushed memtables that open cursors keep in memory",
                    TenantStatistics::heldBufferBytes),
            open(
                    MetricType.GAUGE,
                    "allidb_tenant_table_held_bytes",
                    "Bytes of merged tables that open cursors keep on the disk",
                    TenantStatistics::heldTableBytes),
            open(MetricType.COUNTER, "allidb_tenant_flushes_total", "Flushes", TenantStatistics::flushes),
            open(
                    MetricType.COUNTER,
                    "allidb_tenant_flushed_bytes_total",
                    "Bytes that flushes wrote",
                    TenantStatistics::flushedBytes),
            open(MetricType.COUNTER, "allidb_tenant_merges_total", "Merges", TenantStatistics::compactions),
            open(
                    MetricType.COUNTER,
                    "allidb_tenant_merge_read_bytes_total",
                    "Bytes that merges read",
                    TenantStatistics::compactionBytesRead),
            open(
                    MetricType.COUNTER,
                    "allidb_tenant_merge_written_bytes_total",
                    "Bytes that merges wrote",
                    TenantStatistics::compactionBytesWritten),
            open(
                    MetricType.COUNTER,
                    "allidb_tenant_merge_dropped_versions_total",
                    "Older versions of rows that merges dropped",
                    TenantStatistics::duplicatesDropped),
            open(
                    MetricType.COUNTER,
                    "allidb_tenant_merge_dropped_tombstones_total",
                    "Tombstones that merges dropped",
                    TenantStatistics::tombstonesDropped),
            open(
                    MetricType.COUNTER,
                    "allidb_tenant_merge_expired_rows_total",
                    "Expired rows that merges dropped",
                    TenantStatistics::expiredDropped),
            open(
                    MetricType.GAUGE,
                    "allidb_tenant_feed_bytes",
                    "Bytes of the changes that are kept for its change feed",
                    TenantStatistics::feedBytes));

    private TenantMetrics() {}

    private static Metric<TenantFigures> usage(
            MetricType type, String name, String help, ToDoubleFunction<TenantUsage> figure) {
        return new Metric<>(
                name,
                type,
                help,
                List.of(),
                (tenant, sink) -> sink.value(figure.applyAsDouble(tenant.usage()), TENANT, tenant.id()));
    }

    private static Metric<TenantFigures> open(
            MetricType type, String name, String help, ToDoubleFunction<TenantStatistics> figure) {
        return new Metric<>(
                name,
                type,
                help,
                List.of(),
                (tenant, sink) -> tenant.open()
                        .ifPresent(statistics -> sink.value(figure.applyAsDouble(statistics), TENANT, tenant.id())));
    }
}
