package org.allidb.storage.metamorphic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.Parameter;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.testkit.TestRuntime;
import org.allidb.storage.testkit.VfsProviders;

/**
 * The configurations that histories run under: named ones, each extreme in one way, and random ones. Everything is small
 * in them, so that a few operations make many files.
 */
final class Configurations {

    /**
     * Not drawn, beside what only a cluster asks for: what names a component or waits by the clock, which stands still, and limits that would refuse
     * everything.
     */
    private static final Set<String> FIXED = Set.of(
            "engine.vfs",
            "engine.runtime",
            "engine.stall_timeout_ms",
            "wal.provider",
            "memtable.provider",
            "sstable.provider",
            "compaction.executor",
            "compaction.scheduler",
            "compaction.throttler",
            "compaction.max_iops",
            "compaction.max_bandwidth_mbps",
            "compaction.slowdown_tables",
            "compaction.stop_tables",
            "compaction.slowdown_debt_mb",
            "compaction.stop_debt_mb",
            "scrub.interval_hours",
            "scrub.max_bandwidth_mbps",
            "tenants.guard",
            "tenants.policy",
            "tenants.suspend_percent",
            "tenants.max_tenants",
            "tenants.default_disk_mb",
            "tenants.default_row_bytes",
            "tenants.max_wait_ms");

    /** The most that is drawn, where the parameter allows what a test cannot afford. */
    private static final Map<String, Double> MOST = Map.ofEntries(
            Map.entry("wal.max_file_mb", 0.5),
            Map.entry("wal.max_total_mb", 4.0),
            Map.entry("wal.recycle_files", 4.0),
            Map.entry("memtable.max_mb", 0.25),
            Map.entry("memtable.total_mb", 4.0),
            Map.entry("memtable.flush_threads", 4.0),
            Map.entry("sstable.block_size_kb", 64.0),
            Map.entry("sstable.cache_mb", 2.0),
            Map.entry("sstable.dictionary_kb", 8.0),
            Map.entry("sstable.large_value_bytes", 4096.0),
            Map.entry("compaction.max_concurrent", 4.0),
            Map.entry("compaction.size_tier_threshold", 8.0),
            Map.entry("compaction.target_file_mb", 0.25),
            Map.entry("compaction.min_size_mb", 1.0),
            Map.entry("feed.retention_mb", 0.5),
            Map.entry("tenants.max_open", 4.0));

    private static final Map<String, List<String>> CHOICES = Map.of(
            "sstable.codec", List.of("none", "lz4", "zstd"),
            "sstable.bottom_codec", List.of("none", "lz4", "zstd"),
            "sstable.filter", List.of("bloom", "fuse"),
            "encryption.provider", List.of("key-file", "pkcs12"),
            "compaction.strategy", List.of("size-tiered", "leveled", "time-window", "unified"),
            "compaction.scaling", List.of("T2", "T4", "N", "L3", "L10", "T8, N, L2"));

    private static final NamedConfiguration SMALL = small();

    private static final List<NamedConfiguration> NAMED = extremes();

    private Configurations() {}

    /** The named ones; the first is the one that others are compared with. */
    static List<NamedConfiguration> named() {
        return NAMED;
    }

    private static List<NamedConfiguration> extremes() {
        return List.of(
                SMALL,
                as("as shipped").with("memtable.max_mb", 384).with("sstable.block_size_kb", 8),
                as("tiny memtable").with("memtable.max_mb", 0.015625),
                as("larger blocks").with("sstable.block_size_kb", 4),
                as("largest blocks").with("sstable.block_size_kb", 1024),
                as("format 1 of tables").with("sstable.format_version", 1),
                as("no point index").with("sstable.point_index", false),
                as("fuse filters").with("sstable.filter", "fuse"),
                as("no cache").with("sstable.cache_mb", 0),
                as("no mmap").with("sstable.mmap", false),
                as("neither cache nor mmap").with("sstable.mmap", false).with("sstable.cache_mb", 0),
                as("lz4").with("sstable.codec", "lz4").with("sstable.bottom_codec", "lz4"),
                as("zstd").with("sstable.codec", "zstd").with("sstable.bottom_codec", "zstd"),
                as("lz4 over zstd").with("sstable.codec", "lz4").with("sstable.bottom_codec", "zstd"),
                as("dictionaries")
                        .with("sstable.codec", "zstd")
                        .with("sstable.bottom_codec", "zstd-1")
                        .with("sstable.dictionary_kb", 4),
                as("codec not verified").with("sstable.codec", "lz4").with("sstable.verify_output", false),
                as("eager size tiers").with("compaction.size_tier_threshold", 2),
                as("overwritten tables merged early")
                        .with("compaction.max_space_amplification", 1.1)
                        .with("compaction.min_size_mb", 0),
                as("scanned tables merged at once").with("compaction.merge_kb_per_scan", 1024),
                as("leveled").with("compaction.strategy", "leveled").with("compaction.size_tier_threshold", 2),
                as("leveled, narrow")
                        .with("compaction.strategy", "leveled")
                        .with("compaction.size_tier_threshold", 2)
                        .with("compaction.level_ratio", 2),
                as("time windows").with("compaction.strategy", "time-window").with("compaction.size_tier_threshold", 2),
                as("time windows of a minute")
                        .with("compaction.strategy", "time-window")
                        .with("compaction.window_minutes", 1),
                as("unified, tiered").with("compaction.strategy", "unified").with("compaction.min_size_mb", 0),
                as("unified, leveled")
                        .with("compaction.strategy", "unified")
                        .with("compaction.scaling", "T3, L4")
                        .with("compaction.min_size_mb", 0.015625),
                as("no compaction").with("compaction.enabled", false),
                as("merged by age").with("compaction.max_age_minutes", 0.1),
                as("tombstones go at once").with("compaction.tombstone_retention_minutes", 0),
                as("one compaction").with("compaction.max_concurrent", 1),
                as("fsync off").with("wal.fsync", false),
                as("buffered").with("engine.durability", "buffered"),
                as("large segments").with("wal.max_file_mb", 1).with("wal.max_total_mb", 4),
                as("crowded log").with("wal.max_total_mb", 0.125).with("engine.durability", "buffered"),
                as("nothing recycled").with("wal.recycle_files", 0),
                as("no filter").with("sstable.filter_bits_per_key", 0),
                as("wide filter").with("sstable.filter_bits_per_key", 32),
                as("values apart").with("sstable.large_value_bytes", 64),
                as("values inline").with("sstable.large_value_bytes", 1 << 20),
                as("one memtable waits").with("memtable.max_immutable", 1).with("memtable.max_mb", 0.015625),
                as("many memtables wait").with("memtable.max_immutable", 16).with("memtable.max_mb", 0.015625),
                as("one budget").with("memtable.total_mb", 0.0625).with("memtable.reader_percent", 1000),
                as("one tenant open").with("tenants.max_open", 1),
                as("change feed").with("feed.retention_mb", 64),
                as("short change feed").with("feed.retention_mb", 0.02).with("engine.durability", "buffered"),
                as("slowed writers").with("compaction.slowdown_tables", 2),
                as("a throttler of its own").with("compaction.throttler", Relays.COUNTING),
                as("threads").with("engine.runtime", TestRuntime.NAME).with("engine.durability", "buffered"),
                as("threads, lz4, leveled")
                        .with("engine.runtime", TestRuntime.NAME)
                        .with("engine.durability", "buffered")
                        .with("memtable.max_mb", 0.015625)
                        .with("sstable.codec", "lz4")
                        .with("compaction.strategy", "leveled"));
    }

    /** A configuration whose every parameter is drawn from what it allows. */
    static NamedConfiguration random(Draw draw) {
        Map<String, Map<String, String>> values = SMALL.values().values();
        for (String path : paths(false)) {
            if (draw.oneIn(2)) {
                int dot = path.indexOf('.');
                values.get(path.substring(0, dot)).put(path.substring(dot + 1), value(path, draw));
            }
        }
        return new NamedConfiguration("random", StorageConfiguration.of(values));
    }

    /** The same with a live parameter changed. */
    static StorageConfiguration changed(StorageConfiguration values, Draw draw) {
        String path = draw.of(paths(true));
        return values.with(path, value(path, draw));
    }

    private static List<String> paths(boolean live) {
        List<String> paths = new ArrayList<>();
        StorageConfiguration.sections()
                .forEach((section, type) -> Options.parameters(type).forEach((key, parameter) -> {
                    String path = section + "." + key;
                    if (!FIXED.contains(path) && !path.startsWith("cluster.") && (!live || parameter.live())) {
                        paths.add(path);
                    }
                }));
        return paths;
    }

    private static String value(String path, Draw draw) {
        if (CHOICES.containsKey(path)) {
            return draw.of(CHOICES.get(path));
        }
        String section = path.substring(0, path.indexOf('.'));
        String key = path.substring(path.indexOf('.') + 1);
        Class<?> type = StorageConfiguration.sections().get(section);
        Parameter parameter = Options.parameters(type).get(key);
        if (path.equals("engine.durability")) {
            return draw.oneIn(2) ? "sync" : "buffered";
        }
        if (parameter.byDefault().equals("true") || parameter.byDefault().equals("false")) {
            return String.valueOf(draw.oneIn(2));
        }
        double most = Math.min(MOST.getOrDefault(path, 1e6), parameter.max());
        double least = parameter.min();
        // as often small as large
        double low = Math.max(least, most / 1e4);
        double value = draw.oneIn(8) ? least : low * Math.pow(most / low, draw.fraction());
        return Options.allowed(type, key).startsWith("a number")
                ? String.valueOf(value)
                : String.valueOf(Math.max((long) least, (long) value));
    }

    private static NamedConfiguration as(String name) {
        return new NamedConfiguration(name, SMALL.values());
    }

    private static NamedConfiguration small() {
        return new NamedConfiguration("small", StorageConfiguration.DEFAULTS)
                .with("engine.vfs", VfsProviders.NAME)
                .with("engine.runtime", SteppedRuntime.NAME)
                .with("wal.max_file_mb", 0.0625)
                .with("wal.max_total_mb", 0.5)
                .with("memtable.max_mb", 0.0625)
                .with("memtable.total_mb", 8)
                .with("sstable.block_size_kb", 1)
                .with("sstable.cache_mb", 1)
                .with("compaction.min_size_mb", 0)
                .with("compaction.target_file_mb", 0.0625)
                .with("compaction.max_iops", 0)
                .with("compaction.max_bandwidth_mbps", 0)
                .with("scrub.interval_hours", 0)
                .with("compaction.slowdown_tables", 99_999)
                .with("compaction.stop_tables", 100_000)
                .with("tenants.max_wait_ms", 0);
    }
}
