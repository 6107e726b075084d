package org.allidb.storage.tenant.internal;

import org.allidb.storage.api.statistics.TenantUsage;

/** What a tenant uses at one moment. */
record MeasuredUsage(Space space, Handles handles, Operations operations) implements TenantUsage {

    /**
     * Returns the usage of a tenant that is not open.
     *
     * @param disk bytes of its files
     * @param limit how many there may be, 0 for any
     */
    static MeasuredUsage ofFiles(long disk, long limit) {
        return new MeasuredUsage(new Space(disk, limit, 0), new Handles(0, 0), new Operations(0, 0, 0, 0));
    }

    /** Bytes of files and memtables, and the limit of both. */
    record Space(long disk, long limit, long buffers) {}

    /** Numbers of what is open. */
    record Handles(long cursors, long snapshots) {}

    /** Figures of reads and writes. */
    record Operations(long rowsWritten, long bytesWritten, long rowsRead, long refused) {}

    @Override
    public long diskBytes() {
        return space.disk;
    }

    @Override
    public long diskLimitBytes() {
        return space.limit;
    }

    @Override
    public long bufferBytes() {
        return space.buffers;
    }

    @Override
    public long openCursors() {
        return handles.cursors;
    }

    @Override
    public long openSnapshots() {
        return handles.snapshots;
    }

    @Override
    public long rowsWritten() {
        return operations.rowsWritten;
    }

    @Override
    public long bytesWritten() {
        return operations.bytesWritten;
    }

    @Override
    public long rowsRead() {
        return operations.rowsRead;
    }

    @Override
    public long refused() {
        return operations.refused;
    }
}
