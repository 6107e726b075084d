package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Compaction.
 *
 * @param enabled whether compactions run by themselves
 * @param strategy name of the strategy
 * @param executor name of the merge executor
 * @param scheduler name of the scheduler
 * @param throttler name of the throttler
 * @param maxConcurrent compactions that run at once
 * @param sizeTierThreshold tables of similar size that are merged
 * @param minSizeMb tables below this size are in one tier
 * @param maxSizeMb tables above this size are not merged any more by size
 * @param bucketRatio how far sizes in a tier may be apart
 * @param maxAgeMinutes age at which the tables of a tier are merged although they are few
 * @param checkIntervalMs how often to look without an event
 * @param maxIops operations a second
 * @param maxBandwidthMbps megabytes a second
 * @param targetFileMb size of output tables of leveled compaction
 * @param levelRatio size ratio of neighbouring levels
 * @param windowMinutes width of a time window
 * @param tombstoneRetentionMinutes how long tombstones are kept where callers give timestamps
 * @param slowdownTables tables that are due to be merged at which a tenant's writers are slowed
 * @param stopTables tables that are due to be merged at which a tenant's writers stop
 * @param slowdownDebtMb size of what is due to be merged at which a tenant's writers are slowed
 * @param stopDebtMb size of what is due to be merged at which a tenant's writers stop
 * @param manyTables tables that one read may have to visit from which on an event says so
 */
@Section(value = "compaction", description = "Merging tables in the background.")
@ProviderType
public record CompactionOptions(
        @Parameter(
                key = "enabled",
                byDefault = "true",
                live = true,
                description = "Whether compactions run by themselves; explicit ones always do.")
        boolean enabled,

        @Parameter(
                key = "strategy",
                byDefault = "size-tiered",
                live = true,
                description = "Name of the strategy: size-tiered, leveled, time-window or any installed one.")
        String strategy,

        @Parameter(
                key = "executor",
                byDefault = "stream",
                live = true,
                description = "Name of the merge executor.")
        String executor,

        @Parameter(
                key = "scheduler",
                byDefault = "fair",
                description = "Name of the scheduler.")
        String scheduler,

        @Parameter(
                key = "throttler",
                byDefault = "token-bucket",
                live = true,
                description = "Name of the throttler of background input and output.")
        String throttler,

        @Parameter(
                key = "max_concurrent",
                byDefault = "2",
                min = 1,
                max = 64,
                live = true,
                description = "Compactions that run at the same time, over all tenants.")
        int maxConcurrent,

        @Parameter(
                key = "size_tier_threshold",
                byDefault = "4",
                min = 2,
                max = 64,
                live = true,
                description = "Number of tables of similar size that are merged into one (size-tiered), and of tables in"
                        + " level 0 that start a merge (leveled).")
        int sizeTierThreshold,

        @Parameter(
                key = "min_size_mb",
                byDefault = "1",
                min = 0,
                max = 1_048_576,
                live = true,
                description = "Tables smaller than this, in MiB, count as one tier, so that small ones are merged too.")
        double minSizeMb,

        @Parameter(
                key = "max_size_mb",
                byDefault = "65536",
                min = 0,
                max = 16_777_216,
                live = true,
                description = "Tables larger than this, in MiB, are merged only by age, tombstones or on request.")
        double maxSizeMb,

        @Parameter(
                key = "bucket_ratio",
                byDefault = "1.5",
                min = 1,
                max = 10,
                live = true,
                description = "A table belongs to a tier if its size is within the tier's average divided and multiplied by"
                        + " this.")
        double bucketRatio,

        @Parameter(
                key = "max_age_minutes",
                byDefault = "60",
                min = 0,
                max = 525_600,
                live = true,
                description = "Two or more tables of a tier whose oldest is older than this are merged although they are"
                        + " fewer than the threshold; so is a table full of old tombstones. 0 switches it off.")
        double maxAgeMinutes,

        @Parameter(
                key = "check_interval_ms",
                byDefault = "30000",
                min = 10,
                max = 86_400_000,
                live = true,
                description = "How often the tables are looked at without an event, in milliseconds.")
        long checkIntervalMs,

        @Parameter(
                key = "max_iops",
                byDefault = "1000",
                min = 0,
                max = 100_000_000,
                live = true,
                description = "Input and output operations a second of all compactions together; 0 is unlimited.")
        long maxIops,

        @Parameter(
                key = "max_bandwidth_mbps",
                byDefault = "100",
                min = 0,
                max = 1_048_576,
                live = true,
                description = "Megabytes (10^6 bytes) a second that all compactions together read and write; 0 is"
                        + " unlimited.")
        double maxBandwidthMbps,

        @Parameter(
                key = "target_file_mb",
                byDefault = "64",
                min = 0.0625,
                max = 65_536,
                live = true,
                description = "Size of the tables that leveled compaction writes, in MiB.")
        double targetFileMb,

        @Parameter(
                key = "level_ratio",
                byDefault = "10",
                min = 2,
                max = 100,
                live = true,
                description = "How many times larger a level is than the one above it (leveled).")
        int levelRatio,

        @Parameter(
                key = "window_minutes",
                byDefault = "1440",
                min = 1,
                max = 5_256_000,
                live = true,
                description = "Width of a window in minutes (time-window).")
        long windowMinutes,

        @Parameter(
                key = "tombstone_retention_minutes",
                byDefault = "1440",
                min = 0,
                max = 52_560_000,
                live = true,
                description = "How old tables must be before tombstones in them are dropped, for tenants that write with"
                        + " timestamps of their own: a later write at or below the timestamp of a dropped tombstone is"
                        + " refused. Other tenants' tombstones are dropped as soon as they hide nothing.")
        double tombstoneRetentionMinutes,

        @Parameter(
                key = "slowdown_tables",
                byDefault = "24",
                min = 2,
                max = 100_000,
                live = true,
                description = "Number of tables of a tenant that the strategy says are due to be merged from which on its"
                        + " writers are slowed, more and more. Tables that nothing is going to merge do not count.")
        int slowdownTables,

        @Parameter(
                key = "stop_tables",
                byDefault = "64",
                min = 3,
                max = 100_000,
                live = true,
                description = "Number of tables of a tenant that the strategy says are due to be merged at which its writers"
                        + " wait.")
        int stopTables,

        @Parameter(
                key = "slowdown_debt_mb",
                byDefault = "65536",
                min = 1,
                max = 1_000_000_000,
                live = true,
                description = "Size of the tables of a tenant, in MiB, that the strategy says are due to be merged, from"
                        + " which on its writers are slowed, more and more.")
        double slowdownDebtMb,

        @Parameter(
                key = "stop_debt_mb",
                byDefault = "262144",
                min = 1,
                max = 1_000_000_000,
                live = true,
                description = "Size of the tables of a tenant, in MiB, that the strategy says are due to be merged, at"
                        + " which its writers wait.")
        double stopDebtMb,

        @Parameter(
                key = "many_tables",
                byDefault = "64",
                min = 2,
                max = 1_000_000,
                live = true,
                description = "Number of tables that one read of a tenant may have to visit from which on an event says so."
                        + " Nobody is slowed by it.")
        int manyTables) {

    /** Every parameter at its default. */
    public static final CompactionOptions DEFAULTS = Options.defaults(CompactionOptions.class);

    /**
     * The limits for the throttler.
     *
     * @return bandwidth and operations
     */
    public ThrottleLimits limits() {
        return new ThrottleLimits((long) (maxBandwidthMbps * 1_000_000), maxIops);
    }

    /**
     * The size below which tables are in one tier.
     *
     * @return bytes
     */
    public long minSizeBytes() {
        return (long) (minSizeMb * (1 << 20));
    }

    /**
     * The size above which tables are not merged by size.
     *
     * @return bytes
     */
    public long maxSizeBytes() {
        return (long) (maxSizeMb * (1 << 20));
    }

    /**
     * The debt at which writers are slowed.
     *
     * @return bytes
     */
    public long slowdownDebtBytes() {
        return (long) (slowdownDebtMb * (1 << 20));
    }

    /**
     * The debt at which writers stop.
     *
     * @return bytes
     */
    public long stopDebtBytes() {
        return (long) (stopDebtMb * (1 << 20));
    }

    /**
     * The size of output tables of leveled compaction.
     *
     * @return bytes
     */
    public long targetFileBytes() {
        return (long) (targetFileMb * (1 << 20));
    }

    /**
     * How old tables must be before tombstones in them are dropped, where callers give timestamps.
     *
     * @return milliseconds
     */
    public long tombstoneRetentionMillis() {
        return (long) (tombstoneRetentionMinutes * 60_000);
    }

    /**
     * The age at which few tables are merged.
     *
     * @return milliseconds, 0 for never
     */
    public long maxAgeMillis() {
        return (long) (maxAgeMinutes * 60_000);
    }
}
