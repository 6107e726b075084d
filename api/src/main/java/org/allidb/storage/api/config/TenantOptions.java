package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/** The tenants. */
@Section(value = "tenants", description = "The tenant guard: directories, quotas, admission.")
@ProviderType
public sealed interface TenantOptions permits TenantValues {

    /** Every parameter at its default. */
    TenantOptions DEFAULTS = Options.defaults(TenantOptions.class);

    /** {@return the name of the tenant guard} */
    @Parameter(key = "guard", byDefault = "quota", description = "Name of the tenant guard.")
    String guard();

    /** {@return the name of the policy of quotas} */
    @Parameter(
            key = "policy",
            byDefault = "ladder",
            live = true,
            description = "Name of the policy that decides what a tenant may still do when a quota is used up.")
    String policy();

    /** {@return how many tenants there may be} */
    @Parameter(
            key = "max_tenants",
            byDefault = "100000",
            min = 1,
            max = 10_000_000,
            live = true,
            description = "How many tenants there may be.")
    int maxTenants();

    /** {@return how many tenants are held open} */
    @Parameter(
            key = "max_open",
            byDefault = "20000",
            min = 1,
            max = 10_000_000,
            live = true,
            description = "How many tenants are held open; beyond it those idle longest are closed, and opened again"
                    + " when they are asked for.")
    int maxOpen();

    /** {@return the disk quota in MiB of tenants that have none of their own; 0 for none} */
    @Parameter(
            key = "default_disk_mb",
            byDefault = "0",
            min = 0,
            max = 1_099_511_627_776.0,
            live = true,
            description = "Disk quota in MiB of tenants that have none of their own; 0 is unlimited.")
    double defaultDiskMb();

    /** {@return the size limit in bytes of a row of tenants that have none of their own} */
    @Parameter(
            key = "default_row_bytes",
            byDefault = "67108864",
            min = 1,
            max = 1_073_741_824,
            live = true,
            description = "Largest row in bytes (key and value) of tenants that have no limit of their own.")
    long defaultRowBytes();

    /** {@return the share of a quota of disk, cursors or snapshots in percent at which an event is sent} */
    @Parameter(
            key = "soft_limit_percent",
            byDefault = "80",
            min = 1,
            max = 100,
            live = true,
            description = "Share of a quota of disk, cursors or snapshots at which an event is sent.")
    int softLimitPercent();

    /** {@return the share of the disk quota in percent at which inserts are refused} */
    @Parameter(
            key = "delete_only_percent",
            byDefault = "95",
            min = 1,
            max = 100,
            live = true,
            description =
                    "Share of the disk quota from which on inserts are refused and deletes still work; deletes are"
                            + " refused too when half of the headroom is used.")
    int deleteOnlyPercent();

    /** {@return the share of the disk quota in percent at which reads are refused too; 0 for never} */
    @Parameter(
            key = "suspend_percent",
            byDefault = "0",
            min = 0,
            max = 1_000_000,
            live = true,
            description =
                    "Share of the disk quota from which on reads are refused too, where deletes are refused already; 0"
                            + " for never. A tenant gets there if its quota is lowered far below what it uses.")
    int suspendPercent();

    /** {@return how far usage must fall below a limit, in percent of the quota} */
    @Parameter(
            key = "hysteresis_percent",
            byDefault = "5",
            min = 0,
            max = 50,
            live = true,
            description = "How far usage must fall below a limit, in percent of the quota, before what it forbade is"
                    + " allowed again.")
    int hysteresisPercent();

    /** {@return what merges may use beyond the disk quota and what deletes may take, in percent of the quota} */
    @Parameter(
            key = "headroom_percent",
            byDefault = "100",
            min = 10,
            max = 200,
            live = true,
            description = "What merges may use while they run, in percent of the disk quota: a merge needs room for its"
                    + " output before its inputs can go. Deletes may use half as much, and merges begin where deletes"
                    + " end. If the quota is lowered below what a tenant uses, it is percent of that use.")
    int headroomPercent();

    /** {@return how long an operation waits for its rate, in milliseconds} */
    @Parameter(
            key = "max_wait_ms",
            byDefault = "1000",
            min = 0,
            max = 600_000,
            live = true,
            description = "How long an operation waits for a tenant's rate quota before it is refused.")
    long maxWaitMs();

    /** {@return whether tenants that take more than their share are slowed while others wait} */
    @Parameter(
            key = "fair_shares",
            byDefault = "true",
            live = true,
            description = "Whether tenants that take more than their share are slowed while others wait for a core or"
                    + " for the log.")
    boolean fairShares();

    /**
     * Returns the disk quota of tenants that have none of their own.
     *
     * @return bytes, 0 for unlimited
     */
    default long defaultDiskBytes() {
        return (long) (defaultDiskMb() * (1 << 20));
    }
}
