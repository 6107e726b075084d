package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/**
 * How the write-ahead log works.
 *
 * @param provider name of the log provider
 * @param maxFileMb segment size in MiB
 * @param fsync whether a synchronous write waits for stable storage
 * @param syncIntervalMs how often buffered writes are synced, in milliseconds
 * @param maxTotalMb log size in MiB at which laggards are flushed
 * @param recycleFiles how many used segments are kept for reuse
 */
@Section(value = "wal", description = "The write-ahead log.")
@ProviderType
public record WalOptions(
        @Parameter(
                key = "provider",
                byDefault = "segmented",
                description = "Name of the log provider.")
        String provider,

        @Parameter(
                key = "max_file_mb",
                byDefault = "128",
                min = 0.015625,
                max = 1024,
                live = true,
                description = "Size of a log segment in MiB; segments are preallocated step by step and reused.")
        double maxFileMb,

        @Parameter(
                key = "fsync",
                byDefault = "true",
                live = true,
                description = "Whether a SYNC write waits until it is on stable storage. Switched off, a SYNC write is"
                        + " acknowledged like a BUFFERED one: it survives the end of the process, but a power cut"
                        + " may take the last sync_interval_ms.")
        boolean fsync,

        @Parameter(
                key = "sync_interval_ms",
                byDefault = "100",
                min = 1,
                max = 60_000,
                live = true,
                description = "How often BUFFERED writes are synced in the background: the most that a power cut takes.")
        long syncIntervalMs,

        @Parameter(
                key = "max_total_mb",
                byDefault = "1024",
                min = 0.125,
                max = 1_048_576,
                live = true,
                description = "Size of the whole log in MiB at which the tenants that pin its oldest segment are flushed;"
                        + " bounds the time of a replay.")
        double maxTotalMb,

        @Parameter(
                key = "recycle_files",
                byDefault = "1",
                min = 0,
                max = 64,
                live = true,
                description = "How many released segments are kept for reuse; overwriting a segment syncs about twice as"
                        + " fast as extending one.")
        int recycleFiles) {

    /** Every parameter at its default. */
    public static final WalOptions DEFAULTS = Options.defaults(WalOptions.class);

    /**
     * The segment size.
     *
     * @return bytes
     */
    public long segmentBytes() {
        return (long) (maxFileMb * (1 << 20));
    }

    /**
     * The size at which laggards are flushed.
     *
     * @return bytes
     */
    public long maxTotalBytes() {
        return (long) (maxTotalMb * (1 << 20));
    }
}
