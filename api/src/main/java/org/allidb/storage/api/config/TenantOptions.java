package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The tenants.
 *
 * @param guard name of the tenant guard
 * @param maxTenants tenants allowed
 * @param maxOpen tenants held open
 * @param defaultDiskMb disk quota of tenants that have none of their own
 * @param defaultRowBytes row size limit of tenants that have none of their own
 * @param softLimitPercent share of a quota at which an event is sent
 * @param deleteOnlyPercent share of the disk quota at which inserts are refused
 * @param hysteresisPercent how far usage must fall below a limit
 * @param headroomPercent what merges may use beyond the quota
 * @param maxWaitMs how long an operation waits for its rate
 */
@Section(value = "tenants", description = "The tenant guard: directories, quotas, admission.")
@ProviderType
public record TenantOptions(
        @Parameter(
                key = "guard",
                byDefault = "quota",
                description = "Name of the tenant guard.")
        String guard,

        @Parameter(
                key = "max_tenants",
                byDefault = "100000",
                min = 1,
                max = 10_000_000,
                live = true,
                description = "How many tenants there may be.")
        int maxTenants,

        @Parameter(
                key = "max_open",
                byDefault = "20000",
                min = 1,
                max = 10_000_000,
                live = true,
                description = "How many tenants are held open; beyond it those idle longest are closed, and opened again"
                        + " when they are asked for.")
        int maxOpen,

        @Parameter(
                key = "default_disk_mb",
                byDefault = "0",
                min = 0,
                max = 1_099_511_627_776.0,
                live = true,
                description = "Disk quota in MiB of tenants that have none of their own; 0 is unlimited.")
        double defaultDiskMb,

        @Parameter(
                key = "default_row_bytes",
                byDefault = "67108864",
                min = 1,
                max = 1_073_741_824,
                live = true,
                description = "Largest row in bytes (key and value) of tenants that have no limit of their own.")
        long defaultRowBytes,

        @Parameter(
                key = "soft_limit_percent",
                byDefault = "80",
                min = 1,
                max = 100,
                live = true,
                description = "Share of a quota at which an event is sent.")
        int softLimitPercent,

        @Parameter(
                key = "delete_only_percent",
                byDefault = "95",
                min = 1,
                max = 100,
                live = true,
                description = "Share of the disk quota from which on inserts are refused and deletes still work; deletes are"
                        + " refused too when half of the headroom is used.")
        int deleteOnlyPercent,

        @Parameter(
                key = "hysteresis_percent",
                byDefault = "5",
                min = 0,
                max = 50,
                live = true,
                description = "How far usage must fall below a limit, in percent of the quota, before what it forbade is"
                        + " allowed again.")
        int hysteresisPercent,

        @Parameter(
                key = "headroom_percent",
                byDefault = "100",
                min = 10,
                max = 200,
                live = true,
                description = "What merges may use beyond the disk quota while they run, in percent of it: a"
                        + " merge needs room for its output before its inputs can go.")
        int headroomPercent,

        @Parameter(
                key = "max_wait_ms",
                byDefault = "1000",
                min = 0,
                max = 600_000,
                live = true,
                description = "How long an operation waits for a tenant's rate quota before it is refused.")
        long maxWaitMs) {

    /** Every parameter at its default. */
    public static final TenantOptions DEFAULTS = Options.defaults(TenantOptions.class);

    /**
     * The disk quota of tenants that have none of their own.
     *
     * @return bytes, 0 for unlimited
     */
    public long defaultDiskBytes() {
        return (long) (defaultDiskMb * (1 << 20));
    }
}
