package org.allidb.storage.api;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The limits of a tenant. 0 means: no limit of its own, the configured default applies. */
@ProviderType
public final class Quota {

    /** No limits but the configured defaults. */
    public static final Quota NONE = new Quota(new Limits(0, 0, new Rates(0, 0), new Handles(0, 0), 0));

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
        return limits.rates.opsPerSecond;
    }

    /** {@return the limit of bytes written a second} */
    public long bytesPerSecond() {
        return limits.rates.bytesPerSecond;
    }

    /** {@return the most open cursors} */
    public int maxCursors() {
        return limits.handles.maxCursors;
    }

    /** {@return the most open snapshots} */
    public int maxSnapshots() {
        return limits.handles.maxSnapshots;
    }

    /** {@return the most bytes of one row's key and value} */
    public long maxRowBytes() {
        return limits.maxRowBytes;
    }

    /**
     * Returns a quota with a disk limit alone.
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
        return new Quota(new Limits(bytes, limits.writeBufferBytes, limits.rates, limits.handles, limits.maxRowBytes));
    }

    /**
     * Returns the same quota with another limit of the memtables.
     *
     * @param bytes the limit
     * @return the quota
     */
    public Quota withWriteBufferBytes(long bytes) {
        return new Quota(new Limits(limits.diskBytes, bytes, limits.rates, limits.handles, limits.maxRowBytes));
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
                limits.diskBytes, limits.writeBufferBytes, new Rates(ops, bytes), limits.handles, limits.maxRowBytes));
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
                limits.rates,
                new Handles(cursors, snapshots),
                limits.maxRowBytes));
    }

    /**
     * Returns the same quota with another row size limit.
     *
     * @param bytes the limit
     * @return the quota
     */
    public Quota withMaxRowBytes(long bytes) {
        return new Quota(new Limits(limits.diskBytes, limits.writeBufferBytes, limits.rates, limits.handles, bytes));
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

    private record Limits(long diskBytes, long writeBufferBytes, Rates rates, Handles handles, long maxRowBytes) {

        Limits {
            if (diskBytes < 0
                    || writeBufferBytes < 0
                    || rates.opsPerSecond < 0
                    || rates.bytesPerSecond < 0
                    || handles.maxCursors < 0
                    || handles.maxSnapshots < 0
                    || maxRowBytes < 0) {
                throw new InvalidArgumentException("a quota must not be negative; use 0 for no limit");
            }
        }
    }

    private record Rates(long opsPerSecond, long bytesPerSecond) {}

    private record Handles(int maxCursors, int maxSnapshots) {}
}
