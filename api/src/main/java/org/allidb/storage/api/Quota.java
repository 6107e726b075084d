package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The limits of a tenant. 0 means: no limit of its own, the configured default applies.
 *
 * @param diskBytes bytes of its files, and of what is not flushed yet
 * @param writeBufferBytes bytes of its memtables; its open cursors may keep as much again of memtables that were flushed
 * @param opsPerSecond rows read and written a second
 * @param bytesPerSecond bytes written a second
 * @param maxCursors open cursors
 * @param maxSnapshots open snapshots
 * @param maxRowBytes bytes of one row's key and value
 */
@ProviderType
public record Quota(
        long diskBytes,
        long writeBufferBytes,
        long opsPerSecond,
        long bytesPerSecond,
        int maxCursors,
        int maxSnapshots,
        long maxRowBytes) {

    /** No limits but the configured defaults. */
    public static final Quota NONE = new Quota(0, 0, 0, 0, 0, 0, 0);

    /**
     * Checks the limits.
     *
     * @throws InvalidArgumentException if one is negative
     */
    public Quota {
        if (diskBytes < 0
                || writeBufferBytes < 0
                || opsPerSecond < 0
                || bytesPerSecond < 0
                || maxCursors < 0
                || maxSnapshots < 0
                || maxRowBytes < 0) {
            throw new InvalidArgumentException("a quota must not be negative; use 0 for no limit");
        }
    }

    /**
     * A disk quota and nothing else.
     *
     * @param bytes the limit
     * @return the quota
     */
    public static Quota ofDisk(long bytes) {
        return NONE.withDiskBytes(bytes);
    }

    /**
     * The same with another disk quota.
     *
     * @param bytes the limit
     * @return the quota
     */
    public Quota withDiskBytes(long bytes) {
        return new Quota(
                bytes, writeBufferBytes, opsPerSecond, bytesPerSecond, maxCursors, maxSnapshots, maxRowBytes);
    }

    /**
     * The same with another limit of its memtables.
     *
     * @param bytes the limit
     * @return the quota
     */
    public Quota withWriteBufferBytes(long bytes) {
        return new Quota(diskBytes, bytes, opsPerSecond, bytesPerSecond, maxCursors, maxSnapshots, maxRowBytes);
    }

    /**
     * The same with other rates.
     *
     * @param ops rows read and written a second
     * @param bytes bytes written a second
     * @return the quota
     */
    public Quota withRates(long ops, long bytes) {
        return new Quota(diskBytes, writeBufferBytes, ops, bytes, maxCursors, maxSnapshots, maxRowBytes);
    }

    /**
     * The same with other limits of open cursors and snapshots.
     *
     * @param cursors open cursors
     * @param snapshots open snapshots
     * @return the quota
     */
    public Quota withHandles(int cursors, int snapshots) {
        return new Quota(diskBytes, writeBufferBytes, opsPerSecond, bytesPerSecond, cursors, snapshots, maxRowBytes);
    }

    /**
     * The same with another row size limit.
     *
     * @param bytes the limit
     * @return the quota
     */
    public Quota withMaxRowBytes(long bytes) {
        return new Quota(diskBytes, writeBufferBytes, opsPerSecond, bytesPerSecond, maxCursors, maxSnapshots, bytes);
    }
}
