package org.allidb.storage.api.config;

import org.allidb.storage.api.Quota;
import org.allidb.storage.api.TenantSettings;

/** The values of {@link DeclaredTenantOptions}, in the order of the file. */
record DeclaredTenantValues(
        double diskMb,
        double writeBufferMb,
        long opsPerSecond,
        long bytesPerSecond,
        long bytesReadPerSecond,
        int maxCursors,
        int maxSnapshots,
        long maxRowBytes,
        int maxCursorSeconds,
        int maxSnapshotSeconds,
        int maxBatchRows,
        int weight,
        String label,
        boolean dedicatedLog,
        boolean encrypted,
        String suspended)
        implements DeclaredTenantOptions {

    /** The value of {@link #suspended} that is no mode. */
    static final String NOT_SUSPENDED = "no";

    private static final double MIB = 1 << 20;

    static DeclaredTenantValues of(TenantSettings settings) {
        Quota quota = settings.quota();
        return new DeclaredTenantValues(
                quota.diskBytes() / MIB,
                quota.writeBufferBytes() / MIB,
                quota.opsPerSecond(),
                quota.bytesPerSecond(),
                quota.bytesReadPerSecond(),
                quota.maxCursors(),
                quota.maxSnapshots(),
                quota.maxRowBytes(),
                quota.maxCursorSeconds(),
                quota.maxSnapshotSeconds(),
                quota.maxBatchRows(),
                settings.weight(),
                settings.label(),
                settings.dedicatedLog(),
                settings.encrypted(),
                NOT_SUSPENDED);
    }

    /** Returns settings with these values; what a file does not say stays as it is. */
    TenantSettings applyTo(TenantSettings settings) {
        return settings.withQuota(quota())
                .withWeight(weight)
                .withLabel(label)
                .withDedicatedLog(dedicatedLog)
                .withEncrypted(encrypted);
    }

    private Quota quota() {
        return Quota.NONE
                .withDiskBytes((long) (diskMb * MIB))
                .withWriteBufferBytes((long) (writeBufferMb * MIB))
                .withRates(opsPerSecond, bytesPerSecond)
                .withBytesReadPerSecond(bytesReadPerSecond)
                .withHandles(maxCursors, maxSnapshots)
                .withMaxRowBytes(maxRowBytes)
                .withAges(maxCursorSeconds, maxSnapshotSeconds)
                .withMaxBatchRows(maxBatchRows);
    }
}
