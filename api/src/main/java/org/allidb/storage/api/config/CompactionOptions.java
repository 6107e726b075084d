package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/** Compaction. */
@Section(value = "compaction", description = "Merging tables in the background.")
@ProviderType
public sealed interface CompactionOptions permits CompactionValues {

    /** Every parameter at its default. */
    CompactionOptions DEFAULTS = Options.defaults(CompactionOptions.class);

    /** {@return whether compactions run by themselves} */
    @Parameter(
            key = "enabled",
            byDefault = "true",
            live = true,
            description = "Whether compactions run by themselves; explicit ones always do.")
    boolean enabled();

    /** {@return the name of the strategy} */
    @Parameter(
            key = "strategy",
            byDefault = "size-tiered",
            live = true,
            perTenant = true,
            description = "Name of the strategy: size-tiered, leveled, time-window, unified or any installed one.")
    String strategy();

    /** {@return the name of the merge executor} */
    @Parameter(key = "executor", byDefault = "stream", live = true, description = "Name of the merge executor.")
    String executor();

    /** {@return the name of the scheduler} */
    @Parameter(key = "scheduler", byDefault = "fair", description = "Name of the scheduler.")
    String scheduler();

    /** {@return the name of the throttler} */
    @Parameter(
            key = "throttler",
            byDefault = "token-bucket",
            live = true,
            description = "Name of the throttler of background input and output: token-bucket, adaptive (less while"
                    + " operations are slow, all while merges are behind) or any installed one.")
    String throttler();

    /** {@return how many compactions run at once} */
    @Parameter(
            key = "max_concurrent",
            byDefault = "2",
            min = 1,
            max = 64,
            live = true,
            description =
                    "Compactions that run at the same time, over all tenants; of two and more, one takes only those"
                            + " that read 64 MiB at most.")
    int maxConcurrent();

    /** {@return how many tables of similar size are merged} */
    @Parameter(
            key = "size_tier_threshold",
            byDefault = "4",
            min = 2,
            max = 64,
            live = true,
            perTenant = true,
            description = "Number of tables of similar size that are merged into one (size-tiered), and of tables in"
                    + " level 0 that start a merge (leveled).")
    int sizeTierThreshold();

    /** {@return the size in MiB below which tables are in one tier} */
    @Parameter(
            key = "min_size_mb",
            byDefault = "1",
            max = 1_048_576,
            live = true,
            perTenant = true,
            description = "Tables smaller than this, in MiB, count as one tier, so that small ones are merged too; the"
                    + " least size of the levels (unified).")
    double minSizeMb();

    /** {@return the size in MiB above which tables are not merged by size} */
    @Parameter(
            key = "max_size_mb",
            byDefault = "65536",
            max = 16_777_216,
            live = true,
            perTenant = true,
            description = "Tables larger than this, in MiB, are merged only by age, tombstones or on request.")
    double maxSizeMb();

    /** {@return how far the sizes of a tier may be apart} */
    @Parameter(
            key = "bucket_ratio",
            byDefault = "1.5",
            min = 1,
            max = 10,
            live = true,
            perTenant = true,
            description = "A table belongs to a tier if its size is within the tier's average divided and multiplied by"
                    + " this.")
    double bucketRatio();

    /** {@return the age in minutes at which the tables of a tier are merged although they are few; 0 for never} */
    @Parameter(
            key = "max_age_minutes",
            byDefault = "60",
            max = 525_600,
            live = true,
            perTenant = true,
            description = "Two or more tables of a tier whose oldest is older than this are merged although they are"
                    + " fewer than the threshold; so is a table full of old tombstones. 0 switches it off.")
    double maxAgeMinutes();

    /** {@return how many bytes tables may have for each byte that was not overwritten} */
    @Parameter(
            key = "max_space_amplification",
            byDefault = "1.5",
            min = 1.1,
            max = 100,
            live = true,
            perTenant = true,
            description = "Bytes that the tables of a tenant may have for each byte that was not overwritten, as"
                    + " estimated; beyond it they are merged, whatever their sizes (size-tiered). Such merges write at"
                    + " most 1 / (this - 1) bytes for each one that was overwritten.")
    double maxSpaceAmplification();

    /** {@return how many KiB may be merged for each scan that would have opened one table less} */
    @Parameter(
            key = "merge_kb_per_scan",
            byDefault = "1",
            max = 1 << 20,
            live = true,
            perTenant = true,
            description = "KiB that may be merged for each scan that would have opened one table less (size-tiered). By"
                    + " default a merge begins when it costs about as much CPU time as the scans have lost without it."
                    + " More where tables are not in memory; 0: scans cause no merges.")
    double mergeKbPerScan();

    /** {@return the bytes of {@link #mergeKbPerScan}} */
    default long mergeBytesPerScan() {
        return (long) (mergeKbPerScan() * 1024);
    }

    /** {@return how often the tables are looked at without an event, in milliseconds} */
    @Parameter(
            key = "check_interval_ms",
            byDefault = "30000",
            min = 10,
            max = 86_400_000,
            live = true,
            description = "How often the tables are looked at without an event, in milliseconds.")
    long checkIntervalMs();

    /** {@return after how many seconds without a write a tenant is idle; 0 for never} */
    @Parameter(
            key = "idle_after_seconds",
            byDefault = "30",
            max = 31_536_000,
            live = true,
            perTenant = true,
            description =
                    "After so many seconds without a write a tenant is idle: its tables are merged into one or two, for"
                            + " fast reads and little space (size-tiered). 0 switches it off.")
    long idleAfterSeconds();

    /** {@return the operations a second of all compactions; 0 for no limit} */
    @Parameter(
            key = "max_iops",
            byDefault = "1000",
            max = 100_000_000,
            live = true,
            description = "Input and output operations a second of all compactions together; 0 is unlimited.")
    long maxIops();

    /** {@return the megabytes (10^6 bytes) a second of all compactions; 0 for no limit} */
    @Parameter(
            key = "max_bandwidth_mbps",
            byDefault = "100",
            max = 1_048_576,
            live = true,
            description = "Megabytes (10^6 bytes) a second that all compactions together read and write; 0 is"
                    + " unlimited.")
    double maxBandwidthMbps();

    /** {@return the size of output tables of leveled and unified compaction in MiB} */
    @Parameter(
            key = "target_file_mb",
            byDefault = "64",
            min = 0.0625,
            max = 65_536,
            live = true,
            perTenant = true,
            description = "Size of the tables that merges write, in MiB (leveled, unified).")
    double targetFileMb();

    /** {@return the size ratio of neighbouring levels} */
    @Parameter(
            key = "level_ratio",
            byDefault = "10",
            min = 2,
            max = 100,
            live = true,
            perTenant = true,
            description = "How many times larger a level is than the one above it (leveled).")
    int levelRatio();

    /** {@return the scaling of the levels of unified compaction, as {@link CompactionScaling} reads it} */
    @Parameter(
            key = "scaling",
            byDefault = "T4",
            live = true,
            perTenant = true,
            description =
                    "From few writes to few reads (unified): T4 merges 4 runs of similar size, L10 keeps one run in"
                        + " each level and makes a level 10 times larger than the one above, N is the middle. One"
                        + " value for all levels, or one for each from the smallest on, as in \"T8, N, L10\"; the last"
                        + " one is for all levels below.")
    String scaling();

    /** {@return the width of a time window in minutes} */
    @Parameter(
            key = "window_minutes",
            byDefault = "1440",
            min = 1,
            max = 5_256_000,
            live = true,
            perTenant = true,
            description = "Width of a window in minutes (time-window).")
    long windowMinutes();

    /** {@return how long tombstones are kept where callers give timestamps, in minutes} */
    @Parameter(
            key = "tombstone_retention_minutes",
            byDefault = "1440",
            max = 52_560_000,
            live = true,
            perTenant = true,
            description = "How old tables must be before tombstones in them are dropped, for tenants that write with"
                    + " timestamps of their own: a later write at or below the timestamp of a dropped tombstone is"
                    + " refused. Other tenants' tombstones are dropped as soon as they hide nothing.")
    double tombstoneRetentionMinutes();

    /** {@return how many tables due to be merged slow a tenant's writers} */
    @Parameter(
            key = "slowdown_tables",
            byDefault = "24",
            min = 2,
            max = 100_000,
            live = true,
            perTenant = true,
            description = "Number of tables of a tenant that the strategy says are due to be merged from which on its"
                    + " writers are slowed, more and more. Tables that nothing is going to merge do not count.")
    int slowdownTables();

    /** {@return how many tables due to be merged stop a tenant's writers} */
    @Parameter(
            key = "stop_tables",
            byDefault = "64",
            min = 3,
            max = 100_000,
            live = true,
            perTenant = true,
            description =
                    "Number of tables of a tenant that the strategy says are due to be merged at which its writers"
                            + " wait.")
    int stopTables();

    /** {@return the size in MiB of what is due to be merged at which a tenant's writers are slowed} */
    @Parameter(
            key = "slowdown_debt_mb",
            byDefault = "65536",
            min = 1,
            max = 1_000_000_000,
            live = true,
            perTenant = true,
            description = "Size of the tables of a tenant, in MiB, that the strategy says are due to be merged, from"
                    + " which on its writers are slowed, more and more.")
    double slowdownDebtMb();

    /** {@return the size in MiB of what is due to be merged at which a tenant's writers stop} */
    @Parameter(
            key = "stop_debt_mb",
            byDefault = "262144",
            min = 1,
            max = 1_000_000_000,
            live = true,
            perTenant = true,
            description = "Size of the tables of a tenant, in MiB, that the strategy says are due to be merged, at"
                    + " which its writers wait.")
    double stopDebtMb();

    /** {@return how many tables that one read may have to visit are reported as an event} */
    @Parameter(
            key = "many_tables",
            byDefault = "64",
            min = 2,
            max = 1_000_000,
            live = true,
            perTenant = true,
            description = "Number of tables that one read of a tenant may have to visit from which on an event says so."
                    + " Nobody is slowed by it.")
    int manyTables();

    /** {@return the limits for the throttler: bandwidth and operations} */
    default ThrottleLimits limits() {
        return new ThrottleLimits((long) (maxBandwidthMbps() * 1_000_000), maxIops());
    }

    /** {@return the size below which tables are in one tier, in bytes} */
    default long minSizeBytes() {
        return (long) (minSizeMb() * (1 << 20));
    }

    /** {@return the size above which tables are not merged by size, in bytes} */
    default long maxSizeBytes() {
        return (long) (maxSizeMb() * (1 << 20));
    }

    /** {@return the debt at which writers are slowed, in bytes} */
    default long slowdownDebtBytes() {
        return (long) (slowdownDebtMb() * (1 << 20));
    }

    /** {@return the debt at which writers stop, in bytes} */
    default long stopDebtBytes() {
        return (long) (stopDebtMb() * (1 << 20));
    }

    /** {@return the size of output tables of leveled and unified compaction, in bytes} */
    default long targetFileBytes() {
        return (long) (targetFileMb() * (1 << 20));
    }

    /** {@return how each level of unified compaction grows} */
    default CompactionScaling levelScaling() {
        return CompactionScaling.parse(scaling());
    }

    /** {@return how old tables must be before tombstones in them are dropped, where callers give timestamps, in milliseconds} */
    default long tombstoneRetentionMillis() {
        return (long) (tombstoneRetentionMinutes() * 60_000);
    }

    /** {@return the age at which few tables are merged, in milliseconds, 0 for never} */
    default long maxAgeMillis() {
        return (long) (maxAgeMinutes() * 60_000);
    }
}
