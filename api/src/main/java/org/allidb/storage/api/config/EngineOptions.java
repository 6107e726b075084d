package org.allidb.storage.api.config;

import org.allidb.storage.api.Durability;
import org.osgi.annotation.versioning.ProviderType;

/** The engine. */
@Section(value = "engine", description = "The engine that puts the components together.")
@ProviderType
public sealed interface EngineOptions permits EngineValues {

    /** Every parameter at its default. */
    EngineOptions DEFAULTS = Options.defaults(EngineOptions.class);

    /** {@return the durability of writes that do not say} */
    @Parameter(
            key = "durability",
            byDefault = "sync",
            live = true,
            perTenant = true,
            description = "Durability of writes that do not say: sync (on stable storage before the acknowledgement)"
                    + " or buffered (in the operating system, synced every wal.sync_interval_ms).")
    Durability durability();

    /** {@return the name of the file system provider} */
    @Parameter(key = "vfs", byDefault = "local", description = "Name of the file system provider.")
    String vfs();

    /** {@return the name of the provider of time and threads} */
    @Parameter(key = "runtime", byDefault = "local", description = "Name of the provider of clock and threads.")
    String runtime();

    /** {@return how long a component that leaves is waited for, in milliseconds} */
    @Parameter(
            key = "drain_timeout_ms",
            byDefault = "30000",
            min = 100,
            max = 600_000,
            live = true,
            description =
                    "How long the engine waits for running work when a component is replaced or the engine stops.")
    long drainTimeoutMs();

    /** {@return how long a writer waits before it gets a stall error, in milliseconds} */
    @Parameter(
            key = "stall_timeout_ms",
            byDefault = "60000",
            min = 100,
            max = 3_600_000,
            live = true,
            description = "How long a writer waits for flushes or compactions before it gets a stall error.")
    long stallTimeoutMs();

    /** {@return how many MiB of a tenant's asynchronous writes may be under way} */
    @Parameter(
            key = "max_in_flight_mb",
            byDefault = "16",
            min = 0.0625,
            max = 1_024,
            live = true,
            description =
                    "MiB of asynchronous writes of one tenant that may wait for their sync; further ones wait until"
                            + " there is room, and get a stall error after stall_timeout_ms.")
    double maxInFlightMb();

    /** {@return how many MiB of rows a close leaves in the log} */
    @Parameter(
            key = "left_in_log_mb",
            byDefault = "16",
            min = 0,
            max = 1_024,
            live = true,
            description =
                    "MiB of rows in memory that a close leaves in the log, the smallest tenants' first; the others are"
                            + " flushed. Their tenants get them from there when they are opened. 0 flushes everything.")
    double leftInLogMb();

    /** {@return the time in milliseconds from which on an operation of the disk is reported as slow} */
    @Parameter(
            key = "slow_operation_ms",
            byDefault = "1000",
            min = 1,
            max = 3_600_000,
            live = true,
            description =
                    "From when on an operation of the disk is reported as slow, while it hangs and once more when it"
                            + " ends.")
    long slowOperationMs();

    /** {@return whether the places are kept where handles, cursors, readers and snapshots are opened} */
    @Parameter(
            key = "track_origins",
            byDefault = "false",
            live = true,
            description =
                    "Whether it is noted where handles, cursors, readers and snapshots are opened, so that those that"
                            + " are never closed are reported with the place. Costs microseconds for each.")
    boolean trackOrigins();
}
