package org.allidb.storage.api;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The limits of a tenant. 0 means: no limit of its own, the configured default applies. */
@ProviderType
public final class Quota {

    /** No limits but the configured defaults. */
    public static final Quota NONE =
            new Quota(new Space(0, 0), new Rates(0, 0, 0), new Handles(0, 0), new Ages(0, 0), new Sizes(0, 0));

    private final Space space;
    private final Rates rates;
    private final Handles handles;
    private final Ages ages;
    private final Sizes sizes;

    private Quota(Space space, Rates rates, Handles handles, Ages ages, Sizes sizes) {
        this.space = space;
        this.rates = rates;
        this.handles = handles;
        this.ages = ages;
        this.sizes = sizes;
    }

    /** {@return the limit of bytes of the tenant's files, and of what is not flushed yet} */
    public long diskBytes() {
        return space.diskBytes;
    }

    /** {@return the limit of bytes of the memtables; open cursors may keep as much again of memtables that were flushed} */
    public long writeBufferBytes() {
        return space.writeBufferBytes;
    }

    /** {@return the limit of rows read and written a second} */
    public long opsPerSecond() {
        return rates.opsPerSecond;
    }

    /** {@return the limit of bytes written a second} */
    public long bytesPerSecond() {
        return rates.bytesPerSecond;
    }

    /** {@return the limit of bytes read a second, of keys and values; scans count what they read of rows that are not shown, too} */
    public long bytesReadPerSecond() {
        return rates.bytesReadPerSecond;
    }

    /** {@return the most open cursors} */
    public int maxCursors() {
        return handles.maxCursors;
    }

    /** {@return the most open snapshots} */
    public int maxSnapshots() {
        return handles.maxSnapshots;
    }

    /** {@return for how many seconds a cursor may be open; then it is ended, within two seconds} */
    public int maxCursorSeconds() {
        return ages.maxCursorSeconds;
    }

    /** {@return for how many seconds a snapshot may be open; then it is ended, within two seconds} */
    public int maxSnapshotSeconds() {
        return ages.maxSnapshotSeconds;
    }

    /** {@return the most bytes of one row's key and value} */
    public long maxRowBytes() {
        return sizes.maxRowBytes;
    }

    /** {@return the most rows and deletions of one batch} */
    public int maxBatchRows() {
        return sizes.maxBatchRows;
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
        return with(new Space(bytes, space.writeBufferBytes));
    }

    /**
     * Returns the same quota with another limit of the memtables.
     *
     * @param bytes the limit
     * @return the quota
     */
    public Quota withWriteBufferBytes(long bytes) {
        return with(new Space(space.diskBytes, bytes));
    }

    /**
     * Returns the same quota with other rates.
     *
     * @param ops rows read and written a second
     * @param bytes bytes written a second
     * @return the quota
     */
    public Quota withRates(long ops, long bytes) {
        return new Quota(space, new Rates(ops, bytes, rates.bytesReadPerSecond), handles, ages, sizes);
    }

    /**
     * Returns the same quota with another rate of reads.
     *
     * @param bytes bytes read a second
     * @return the quota
     */
    public Quota withBytesReadPerSecond(long bytes) {
        return new Quota(space, new Rates(rates.opsPerSecond, rates.bytesPerSecond, bytes), handles, ages, sizes);
    }

    /**
     * Returns the same quota with other limits of open cursors and snapshots.
     *
     * @param cursors open cursors
     * @param snapshots open snapshots
     * @return the quota
     */
    public Quota withHandles(int cursors, int snapshots) {
        return new Quota(space, rates, new Handles(cursors, snapshots), ages, sizes);
    }

    /**
     * Returns the same quota with other limits of the age of cursors and snapshots.
     *
     * @param cursorSeconds for how long a cursor may be open
     * @param snapshotSeconds for how long a snapshot may be open
     * @return the quota
     */
    public Quota withAges(int cursorSeconds, int snapshotSeconds) {
        return new Quota(space, rates, handles, new Ages(cursorSeconds, snapshotSeconds), sizes);
    }

    /**
     * Returns the same quota with another row size limit.
     *
     * @param bytes the limit
     * @return the quota
     */
    public Quota withMaxRowBytes(long bytes) {
        return new Quota(space, rates, handles, ages, new Sizes(bytes, sizes.maxBatchRows));
    }

    /**
     * Returns the same quota with another limit of the rows of a batch.
     *
     * @param rows the limit
     * @return the quota
     */
    public Quota withMaxBatchRows(int rows) {
        return new Quota(space, rates, handles, ages, new Sizes(sizes.maxRowBytes, rows));
    }

    private Quota with(Space newSpace) {
        return new Quota(newSpace, rates, handles, ages, sizes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Quota that
                && space.equals(that.space)
                && rates.equals(that.rates)
                && handles.equals(that.handles)
                && ages.equals(that.ages)
                && sizes.equals(that.sizes);
    }

    @Override
    public int hashCode() {
        return space.hashCode() * 31
                + rates.hashCode() * 29
                + handles.hashCode() * 23
                + ages.hashCode() * 19
                + sizes.hashCode();
    }

    @Override
    public String toString() {
        return space + " " + rates + " " + handles + " " + ages + " " + sizes;
    }

    private static void check(long... limits) {
        for (long limit : limits) {
            if (limit < 0) {
                throw new InvalidArgumentException("a quota must not be negative; use 0 for no limit");
            }
        }
    }

    private record Space(long diskBytes, long writeBufferBytes) {

        Space {
            check(diskBytes, writeBufferBytes);
        }
    }

    private record Rates(long opsPerSecond, long bytesPerSecond, long bytesReadPerSecond) {

        Rates {
            check(opsPerSecond, bytesPerSecond, bytesReadPerSecond);
        }
    }

    private record Handles(int maxCursors, int maxSnapshots) {

        Handles {
            check(maxCursors, maxSnapshots);
        }
    }

    private record Ages(int maxCursorSeconds, int maxSnapshotSeconds) {

        Ages {
            check(maxCursorSeconds, maxSnapshotSeconds);
        }
    }

    private record Sizes(long maxRowBytes, int maxBatchRows) {

        Sizes {
            check(maxRowBytes, maxBatchRows);
        }
    }
}
