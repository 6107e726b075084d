package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The scrub: tables are read and verified in the background, so that rot is found while a backup still has what is lost.
 *
 * @param intervalHours how often every table is read
 * @param maxBandwidthMbps how fast
 */
@Section(value = "scrub", description = "The scrub, which reads and verifies all tables in the background.")
@ProviderType
public record ScrubOptions(
        @Parameter(
                key = "interval_hours",
                byDefault = "168",
                min = 0,
                max = 87_600,
                live = true,
                description = "How often every table of every tenant is read and verified; the first time an hour after the"
                        + " start. A week is well within the time that backups are kept; 0 is never.")
        double intervalHours,

        @Parameter(
                key = "max_bandwidth_mbps",
                byDefault = "10",
                min = 0,
                max = 1_048_576,
                live = true,
                description = "How fast the scrub reads, in MiB a second: 10 are little beside what a disk gives, and read"
                        + " 5 TiB in a week. What it reads counts for compaction.max_bandwidth_mbps too. 0 is no limit of"
                        + " its own.")
        double maxBandwidthMbps) {

    /** Every parameter at its default. */
    public static final ScrubOptions DEFAULTS = Options.defaults(ScrubOptions.class);

    private static final double NANOS_PER_HOUR = 3.6e12;

    /**
     * The interval.
     *
     * @return nanoseconds; 0 if there is no scrub
     */
    public long intervalNanos() {
        return (long) (intervalHours * NANOS_PER_HOUR);
    }

    /**
     * The limits.
     *
     * @return limits for a throttler of the scrub's own
     */
    public ThrottleLimits limits() {
        return new ThrottleLimits((long) (maxBandwidthMbps * (1 << 20)), 0);
    }
}
