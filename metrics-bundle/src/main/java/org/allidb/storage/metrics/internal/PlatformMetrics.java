package org.allidb.storage.metrics.internal;

import static org.allidb.storage.metrics.internal.Metric.counter;
import static org.allidb.storage.metrics.internal.Metric.gauge;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.allidb.storage.api.ClusterShard;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.statistics.Latencies;
import org.allidb.storage.api.statistics.RunningTask;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.statistics.TenantUsage;

/** The metrics of a platform. */
public final class PlatformMetrics {

    private static final String KIND = "kind";
    private static final String OPERATION = "operation";
    private static final String COMPONENT = "component";
    private static final String NAME = "name";
    private static final String SHARD = "shard";
    static final String VERSION = "version";
    private static final double NANOS = 1e9;
    private static final double NEAR = 0.9;

    /** All of them, in the order in which they are written. */
    public static final List<Metric<PlatformFigures>> ALL = List.of(
            gauge(
                    "allidb_ready",
                    "1 if the platform can do its work, 0 if /health/ready says why not",
                    f -> f.ready() ? 1 : 0),
            gauge(
                    "allidb_tenants",
                    "Tenants in the catalogue",
                    f -> f.statistics().tenants()),
            gauge(
                    "allidb_tenants_open",
                    "Tenants that are open",
                    f -> f.statistics().openTenants()),
            gauge(
                    "allidb_tenants_near_disk_quota",
                    "Open tenants that use more than 90 % of their disk quota",
                    f -> nearDiskQuota(f)),
            gauge(
                    "allidb_memtable_bytes",
                    "Bytes of all memtables",
                    f -> f.statistics().bufferBytes()),
            gauge(
                    "allidb_memtable_limit_bytes",
                    "Bytes that all memtables may take",
                    f -> f.statistics().bufferLimitBytes()),
            gauge(
                    "allidb_memtable_held_bytes",
                    "Bytes of flushed memtables that open cursors keep in memory",
                    f -> f.statistics().heldBufferBytes()),
            gauge(
                    "allidb_memtable_held_limit_bytes",
                    "Bytes of them from which on the oldest cursors are ended",
                    f -> f.statistics().heldBufferLimitBytes()),
            counter(
                    "allidb_log_records_total",
                    "Records appended to the shared write-ahead log",
                    f -> f.statistics().log().records()),
            counter(
                    "allidb_log_record_bytes_total",
                    "Bytes of the content of these records",
                    f -> f.statistics().log().recordBytes()),
            counter(
                    "allidb_log_written_bytes_total",
                    "Bytes written to segments of the log: records with their frames, marks and padding",
                    f -> f.statistics().log().writtenBytes()),
            counter(
                    "allidb_log_syncs_total",
                    "Syncs of a segment of the log",
                    f -> f.statistics().log().syncs()),
            counter(
                    "allidb_log_sync_seconds_total",
                    "Time spent in these syncs",
                    f -> seconds(f.statistics().log().syncNanos())),
            gauge(
                    "allidb_log_segments",
                    "Segments of the log that hold records",
                    f -> f.statistics().log().segments()),
            gauge(
                    "allidb_log_segment_bytes",
                    "Bytes of the records in them",
                    f -> f.statistics().log().segmentBytes()),
            counter(
                    "allidb_log_recycled_segments_total",
                    "Segments of the log that were used again",
                    f -> f.statistics().log().recycledSegments()),
            counter(
                    "allidb_cache_hits_total",
                    "Lookups of blocks and rows that the cache answered",
                    f -> f.statistics().cache().hits()),
            counter(
                    "allidb_cache_misses_total",
                    "Lookups that had to load",
                    f -> f.statistics().cache().misses()),
            counter(
                    "allidb_cache_evictions_total",
                    "Blocks and rows that the cache dropped for room",
                    f -> f.statistics().cache().evictions()),
            gauge(
                    "allidb_cache_bytes",
                    "Bytes in the cache",
                    f -> f.statistics().cache().bytes()),
            gauge(
                    "allidb_cache_limit_bytes",
                    "Bytes that the cache may hold",
                    f -> f.statistics().cache().capacityBytes()),
            gauge(
                    "allidb_tables_open",
                    "Tables that are open for reading",
                    f -> f.statistics().cache().openTables()),
            gauge(
                    "allidb_tables_mapped",
                    "Open tables that are mapped into memory",
                    f -> f.statistics().cache().mappedTables()),
            gauge(
                    "allidb_due_tables",
                    "Tables of all open tenants that are due to be merged",
                    f -> f.sum(TenantStatistics::dueTables)),
            gauge("allidb_due_bytes", "Bytes of these tables", f -> f.sum(TenantStatistics::dueBytes)),
            labelled(
                    "allidb_running_tasks",
                    MetricType.GAUGE,
                    "Flushes and merges that are under way",
                    List.of(KIND),
                    (f, sink) -> tasks(f, sink, task -> 1)),
            labelled(
                    "allidb_running_task_bytes",
                    MetricType.GAUGE,
                    "Bytes that these read from beginning to end",
                    List.of(KIND),
                    (f, sink) -> tasks(f, sink, RunningTask::bytes)),
            labelled(
                    "allidb_running_task_done_bytes",
                    MetricType.GAUGE,
                    "Bytes of these that they have read, as estimated",
                    List.of(KIND),
                    (f, sink) -> tasks(f, sink, RunningTask::bytesDone)),
            labelled(
                    "allidb_operation_duration_seconds",
                    MetricType.HISTOGRAM,
                    "How long operations took: one get of 256, one put of 32 with its sync, each sync of a file, each"
                            + " flush",
                    List.of(OPERATION),
                    PlatformMetrics::latencies),
            counter(
                    "allidb_refused_writes_total",
                    "Writes of all tenants that were not acknowledged",
                    f -> f.statistics().refusedWrites().count()),
            counter(
                    "allidb_slow_operations_total",
                    "Calls of the file system that took longer than engine.slow_operation_ms",
                    f -> f.statistics().slowOperations()),
            gauge(
                    "allidb_hanging_operations",
                    "Slow calls of the file system that have not ended",
                    f -> f.statistics().hangingOperations()),
            counter(
                    "allidb_scrub_passes_total",
                    "Times that the scrub has been through all tenants",
                    f -> f.statistics().scrub().passes()),
            gauge(
                    "allidb_scrub_running",
                    "1 while the scrub is under way",
                    f -> f.statistics().scrub().running() ? 1 : 0),
            counter(
                    "allidb_scrub_tables_total",
                    "Tables that the scrub has verified",
                    f -> f.statistics().scrub().tables()),
            counter(
                    "allidb_scrub_verified_bytes_total",
                    "Bytes of these tables",
                    f -> f.statistics().scrub().bytes()),
            counter(
                    "allidb_scrub_damaged_tables_total",
                    "Tables that were found damaged or missing",
                    f -> f.statistics().scrub().damaged()),
            counter(
                    "allidb_scrub_unreadable_tables_total",
                    "Tables that could not be read for another reason",
                    f -> f.statistics().scrub().unreadable()),
            labelled(
                    "allidb_component_in_use",
                    MetricType.GAUGE,
                    "Replaceable parts that are installed: 1 if in use",
                    List.of(COMPONENT, NAME, VERSION),
                    (f, sink) -> components(f, (part, labels) -> sink.value(part.inUse() ? 1 : 0, labels))),
            labelled(
                    "allidb_component_failures_total",
                    MetricType.COUNTER,
                    "Events and errors that named a part as what failed or hangs",
                    List.of(COMPONENT, NAME, VERSION),
                    (f, sink) -> components(f, (part, labels) -> sink.value((double) part.failures(), labels))),
            gauge(
                    "allidb_components_missing",
                    "Parts that the configuration or a tenant names and that are not installed",
                    f -> f.missing().size()),
            shards(
                    "allidb_cluster_shard_leader",
                    "1 if this node leads the shard of the cluster",
                    shard -> shard.role().equals("leader") ? 1 : 0),
            shards(
                    "allidb_cluster_shard_led",
                    "1 if this node knows who leads the shard",
                    shard -> shard.leader().isPresent() ? 1 : 0),
            shards(
                    "allidb_cluster_shard_term",
                    "The shard's term of office, which grows with each election",
                    ClusterShard::term),
            shards(
                    "allidb_cluster_shard_applied_position",
                    "The last position of the shard's log that this node has applied",
                    ClusterShard::applied),
            shards(
                    "allidb_cluster_shard_lag_entries",
                    "Committed entries of the shard's log that this node has not applied",
                    ClusterShard::lag),
            gauge(
                    "allidb_recovery_seconds",
                    "How long the last open of the data directory took",
                    f -> seconds(f.statistics().recoveryNanos())),
            gauge(
                    "allidb_recovered_records",
                    "Records of the log that this open replayed",
                    f -> f.statistics().recoveredRecords()));

    private PlatformMetrics() {}

    /** Converts nanoseconds to seconds. */
    static double seconds(long nanos) {
        return nanos / NANOS;
    }

    private static Metric<PlatformFigures> labelled(
            String name,
            MetricType type,
            String help,
            List<String> labels,
            BiConsumer<PlatformFigures, SampleSink> samples) {
        return new Metric<>(name, type, help, labels, samples);
    }

    private static Metric<PlatformFigures> shards(String name, String help, ToLongFunction<ClusterShard> figure) {
        return labelled(
                name,
                MetricType.GAUGE,
                help,
                List.of(SHARD),
                (f, sink) -> f.shards()
                        .forEach(shard ->
                                sink.value((double) figure.applyAsLong(shard), SHARD, String.valueOf(shard.number()))));
    }

    private static long nearDiskQuota(PlatformFigures figures) {
        return figures.openTenants().values().stream()
                .map(TenantStatistics::usage)
                .filter(PlatformMetrics::isNearDiskQuota)
                .count();
    }

    private static boolean isNearDiskQuota(TenantUsage usage) {
        return usage.diskLimitBytes() > 0 && usage.diskBytes() > NEAR * usage.diskLimitBytes();
    }

    private static void tasks(PlatformFigures figures, SampleSink sink, ToLongFunction<RunningTask> figure) {
        Map<RunningTask.Kind, Long> sums = new EnumMap<>(RunningTask.Kind.class);
        for (RunningTask task : figures.statistics().runningTasks()) {
            sums.merge(task.kind(), figure.applyAsLong(task), Long::sum);
        }
        for (RunningTask.Kind kind : RunningTask.Kind.values()) {
            sink.value(sums.getOrDefault(kind, 0L), KIND, kind.name().toLowerCase(Locale.ROOT));
        }
    }

    private static void latencies(PlatformFigures figures, SampleSink sink) {
        Latencies latencies = figures.statistics().latencies();
        sink.histogram(latencies.get(), OPERATION, "get");
        sink.histogram(latencies.put(), OPERATION, "put");
        sink.histogram(latencies.sync(), OPERATION, "sync");
        sink.histogram(latencies.flush(), OPERATION, "flush");
    }

    private static void components(PlatformFigures figures, BiConsumer<ComponentInfo, String[]> each) {
        for (ComponentInfo part : figures.components()) {
            each.accept(part, new String[] {COMPONENT, part.component(), NAME, part.name(), VERSION, part.version()});
        }
    }
}
