package org.allidb.storage.api.config;

import org.allidb.storage.api.TenantSettings;
import org.osgi.annotation.versioning.ProviderType;

/** The settings of one tenant as a configuration file has them, under {@code storage.tenants.declared.TENANT}. */
@Section(
        value = "declared",
        description = "Tenants that are created if there are none of their ids. What is said here about a tenant counts"
                + " at each start, and as soon as it is changed here; what is left out stays as API and shell have set"
                + " it. A tenant that is taken out of this file is not dropped.")
@ProviderType
public sealed interface DeclaredTenantOptions permits DeclaredTenantValues {

    /** {@return the disk quota in MiB; 0 for that of all tenants} */
    @Parameter(
            key = "disk_mb",
            byDefault = "0",
            max = 8_796_093_022_208.0,
            live = true,
            description = "Disk quota in MiB; 0 for default_disk_mb.")
    double diskMb();

    /** {@return the limit of the memtables in MiB; 0 for none} */
    @Parameter(
            key = "write_buffer_mb",
            byDefault = "0",
            max = 8_796_093_022_208.0,
            live = true,
            description = "Memory in MiB for rows that are not flushed yet; 0 for no limit of its own.")
    double writeBufferMb();

    /** {@return the limit of rows read and written a second; 0 for none} */
    @Parameter(
            key = "ops_per_second",
            byDefault = "0",
            live = true,
            description = "Rows read and written a second; 0 for no limit.")
    long opsPerSecond();

    /** {@return the limit of bytes written a second; 0 for none} */
    @Parameter(
            key = "bytes_per_second",
            byDefault = "0",
            live = true,
            description = "Bytes written a second; 0 for no limit.")
    long bytesPerSecond();

    /** {@return the limit of bytes read a second; 0 for none} */
    @Parameter(
            key = "bytes_read_per_second",
            byDefault = "0",
            live = true,
            description = "Bytes read a second; 0 for no limit.")
    long bytesReadPerSecond();

    /** {@return the most open cursors; 0 for any number} */
    @Parameter(
            key = "max_cursors",
            byDefault = "0",
            max = Integer.MAX_VALUE,
            live = true,
            description = "Cursors open at once; 0 for no limit.")
    int maxCursors();

    /** {@return the most open snapshots; 0 for any number} */
    @Parameter(
            key = "max_snapshots",
            byDefault = "0",
            max = Integer.MAX_VALUE,
            live = true,
            description = "Snapshots open at once; 0 for no limit.")
    int maxSnapshots();

    /** {@return the most bytes of one row; 0 for the limit of all tenants} */
    @Parameter(
            key = "max_row_bytes",
            byDefault = "0",
            live = true,
            description = "Largest row in bytes (key and value); 0 for default_row_bytes.")
    long maxRowBytes();

    /** {@return for how many seconds a cursor may be open; 0 for any time} */
    @Parameter(
            key = "max_cursor_seconds",
            byDefault = "0",
            max = Integer.MAX_VALUE,
            live = true,
            description = "Seconds after which an open cursor is ended; 0 for never.")
    int maxCursorSeconds();

    /** {@return for how many seconds a snapshot may be open; 0 for any time} */
    @Parameter(
            key = "max_snapshot_seconds",
            byDefault = "0",
            max = Integer.MAX_VALUE,
            live = true,
            description = "Seconds after which an open snapshot is ended; 0 for never.")
    int maxSnapshotSeconds();

    /** {@return the most rows of one batch; 0 for any number} */
    @Parameter(
            key = "max_batch_rows",
            byDefault = "0",
            max = Integer.MAX_VALUE,
            live = true,
            description = "Rows and deletions of one batch; 0 for no limit.")
    int maxBatchRows();

    /** {@return the weight of the tenant among others} */
    @Parameter(
            key = "weight",
            byDefault = "1",
            min = 1,
            max = TenantSettings.MAX_WEIGHT,
            live = true,
            description =
                    "Weight among the tenants: where they wait for the machine, for a flush or for a merge, one of"
                            + " weight 3 gets three times as much as one of weight 1.")
    int weight();

    /** {@return what people call the tenant; empty for nothing} */
    @Parameter(
            key = "label",
            byDefault = "",
            live = true,
            description = "What people call the tenant, for lists and consoles: at most 200 characters.")
    String label();

    /** {@return whether the tenant has a log of its own} */
    @Parameter(
            key = "dedicated_log",
            byDefault = "false",
            description = "Whether the tenant has a write-ahead log of its own; decided when it is created.")
    boolean dedicatedLog();

    /** {@return whether the tenant's files and log records are encrypted} */
    @Parameter(
            key = "encrypted",
            byDefault = "false",
            description = "Whether the tenant is encrypted, with a key that the master key of encryption.* wraps;"
                    + " decided when it is created.")
    boolean encrypted();

    /** {@return {@code no}, or the mode in which it is suspended} */
    @Parameter(
            key = "suspended",
            byDefault = "no",
            values = {"no", "read_only", "closed"},
            live = true,
            description = "Whether the tenant is suspended: read_only refuses writes, closed refuses reads too.")
    String suspended();
}
