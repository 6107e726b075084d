package org.allidb.storage.api;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The limits of a tenant. 0 means: no limit of its own, the configured default applies. */
@ProviderType
public final class Quota {

    /** No limits but the configured defaults. */
    public static final Quota NONE = new Quota(new Limits(0, 0, 0, 0, 0, 0, 0));

    private final Limits limits;

    private Quota(Limits limits) {
        this.limits = limits;
    }

    /** {@return the limit of bytes of the tenant's files, and of what is not flushed yet} */
    public long diskBytes() {
        return limits.diskBytes;
    }

    /** {@return the limit of bytes of the memtables; open cursors may keep as much again of memtables that were flushed} */
    public long writeBufferBytes() {
        return limits.writeBufferBytes;
    }

    /** {@return the limit of rows read and written a second} */
    public long opsPerSecond() {
        return limits.opsPerSecond;
    }

    /** {@return the limit of bytes written a second} */
    public long bytesPerSecond() {
        return limits.bytesPerSecond;
    }

    /** {@return the most open cursors} */
    public int maxCursors() {
        return limits.maxCursors;
    }

    /** {@return the most open snapshots} */
    public int maxSnapshots() {
        return limits.maxSnapshots;
    }

    /** {@return the most bytes of one row's key and value} */
    public long maxRowBytes() {
        return limits.maxRowBytes;
    }

    /**
     * Makes a disk quota without other limits.
     *
     * @param bytes the limit
     * @return the quota
     */
    public static Quota ofDisk(long bytes) {
        return NONE.withDiskBytes(bytes);
    }

    /**
     * Returns the same quota with another disk limit.
     *
     * @param bytes the limit
     * @return the quota
     */
    public Quota withDiskBytes(long bytes) {
        return new Quota(new Limits(
                bytes,
                limits.writeBufferBytes,
                limits.opsPerSecond,
                limits.bytesPerSecond,
                limits.maxCursors,
                limits.maxSnapshots,
                limits.maxRowBytes));
    }

    /**
     * Returns the same quota with another limit of the memtables.
     *
     * @param bytes the limit
     * @return the quota
     */
    public Quota withWriteBufferBytes(long bytes) {
        return new Quota(new Limits(
                limits.diskBytes,
                bytes,
                limits.opsPerSecond,
                limits.bytesPerSecond,
                limits.maxCursors,
                limits.maxSnapshots,
                limits.maxRowBytes));
    }

    /**
     * Returns the same quota with other rates.
     *
     * @param ops rows read and written a second
     * @param bytes bytes written a second
     * @return the quota
     */
    public Quota withRates(long ops, long bytes) {
        return new Quota(new Limits(
                limits.diskBytes,
                limits.writeBufferBytes,
                ops,
                bytes,
                limits.maxCursors,
                limits.maxSnapshots,
                limits.maxRowBytes));
    }

    /**
     * Returns the same quota with other limits of open cursors and snapshots.
     *
     * @param cursors open cursors
     * @param snapshots open snapshots
     * @return the quota
     */
    public Quota withHandles(int cursors, int snapshots) {
        return new Quota(new Limits(
                limits.diskBytes,
                limits.writeBufferBytes,
                limits.opsPerSecond,
                limits.bytesPerSecond,
                cursors,
                snapshots,
                limits.maxRowBytes));
    }

    /**
     * Returns the same quota with another row size limit.
     *
     * @param bytes the limit
     * @return the quota
     */
    public Quota withMaxRowBytes(long bytes) {
        return new Quota(new Limits(
                limits.diskBytes,
                limits.writeBufferBytes,
                limits.opsPerSecond,
                limits.bytesPerSecond,
                limits.maxCursors,
                limits.maxSnapshots,
                bytes));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Quota that && limits.equals(that.limits);
    }

    @Override
    public int hashCode() {
        return limits.hashCode();
    }

    @Override
    public String toString() {
        return limits.toString();
    }

    private record Limits(
            long diskBytes,
            long writeBufferBytes,
            long opsPerSecond,
            long bytesPerSecond,
            int maxCursors,
            int maxSnapshots,
            long maxRowBytes) {

        Limits {
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
    }
}
