package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/** How the write-ahead log works. */
@Section(value = "wal", description = "The write-ahead log.")
@ProviderType
public sealed interface WalOptions permits WalValues {

    /** Every parameter at its default. */
    WalOptions DEFAULTS = Options.defaults(WalOptions.class);

    /** {@return the name of the log provider} */
    @Parameter(key = "provider", byDefault = "segmented", description = "Name of the log provider.")
    String provider();

    /** {@return the size of a segment in MiB} */
    @Parameter(
            key = "max_file_mb",
            byDefault = "32",
            min = 0.015625,
            max = 1024,
            live = true,
            description = "Size of a log segment in MiB; segments are preallocated step by step and reused.")
    double maxFileMb();

    /** {@return whether a synchronous write waits for stable storage} */
    @Parameter(
            key = "fsync",
            byDefault = "true",
            live = true,
            description = "Whether a SYNC write waits until it is on stable storage. Switched off, a SYNC write is"
                    + " acknowledged like a BUFFERED one: it survives the end of the process, but a power cut"
                    + " may take it, as sync_interval_ms says.")
    boolean fsync();

    /** {@return how often buffered writes are synced, in milliseconds} */
    @Parameter(
            key = "sync_interval_ms",
            byDefault = "100",
            min = 1,
            max = 60_000,
            live = true,
            description = "How often BUFFERED writes are synced in the background. A power cut takes what was written"
                    + " since, and while one sync takes: at most four segments.")
    long syncIntervalMs();

    /** {@return the size of the log in MiB at which the tenants that pin its oldest segment are flushed} */
    @Parameter(
            key = "max_total_mb",
            byDefault = "1024",
            min = 0.125,
            max = 1_048_576,
            live = true,
            description = "Size of the whole log in MiB at which the tenants that pin its oldest segment are flushed;"
                    + " bounds the time of a replay.")
    double maxTotalMb();

    /** {@return how many used segments are kept for reuse} */
    @Parameter(
            key = "recycle_files",
            byDefault = "1",
            min = 0,
            max = 64,
            live = true,
            description = "How many released segments are kept for reuse; overwriting a segment syncs about twice as"
                    + " fast as extending one.")
    int recycleFiles();

    /**
     * Returns the segment size.
     *
     * @return bytes
     */
    default long segmentBytes() {
        return (long) (maxFileMb() * (1 << 20));
    }

    /**
     * Returns the size at which laggards are flushed.
     *
     * @return bytes
     */
    default long maxTotalBytes() {
        return (long) (maxTotalMb() * (1 << 20));
    }
}
