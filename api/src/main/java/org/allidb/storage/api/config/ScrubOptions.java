package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/** The scrub: tables are read and verified in the background, so that rot is found while a backup still has what is lost. */
@Section(value = "scrub", description = "The scrub, which reads and verifies all tables in the background.")
@ProviderType
public sealed interface ScrubOptions permits ScrubValues {

    /** Every parameter at its default. */
    ScrubOptions DEFAULTS = Options.defaults(ScrubOptions.class);

    /** {@return how often every table is read, in hours; 0 for never} */
    @Parameter(
            key = "interval_hours",
            byDefault = "168",
            min = 0,
            max = 87_600,
            live = true,
            description = "How often every table of every tenant is read and verified; the first time an hour after the"
                    + " start. A week is well within the time that backups are kept; 0 is never.")
    double intervalHours();

    /** {@return how fast the scrub reads, in MiB a second; 0 for no limit of its own} */
    @Parameter(
            key = "max_bandwidth_mbps",
            byDefault = "10",
            min = 0,
            max = 1_048_576,
            live = true,
            description = "How fast the scrub reads, in MiB a second: 10 are little beside what a disk gives, and read"
                    + " 5 TiB in a week. What it reads counts for compaction.max_bandwidth_mbps too. 0 is no limit of"
                    + " its own.")
    double maxBandwidthMbps();

    /**
     * Returns the interval.
     *
     * @return nanoseconds; 0 if there is no scrub
     */
    default long intervalNanos() {
        return (long) (intervalHours() * 3_600e9);
    }

    /**
     * Returns the limits.
     *
     * @return limits for a throttler of the scrub's own
     */
    default ThrottleLimits limits() {
        return new ThrottleLimits((long) (maxBandwidthMbps() * (1 << 20)), 0);
    }
}
