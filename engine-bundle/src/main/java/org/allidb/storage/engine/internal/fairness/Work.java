package org.allidb.storage.engine.internal.fairness;

import org.allidb.storage.api.statistics.TenantUsage;

/** Roughly what calls take on one core, in nanoseconds: to compare tenants, not to add up a bill. */
public final class Work {

    private static final long READ_NANOS = 2_000;
    private static final long SCANNED_NANOS = 100;
    private static final long WRITTEN_NANOS = 4_000;
    private static final long BYTE_NANOS = 10;

    private Work() {}

    /** Returns the work of reads of single rows, or of cursors that are opened. */
    public static long ofReads(long rows) {
        return rows * READ_NANOS;
    }

    /** Returns the work of a scan over entries. */
    public static long ofScan(long entries) {
        return entries * SCANNED_NANOS;
    }

    /** Returns the work of writes. */
    public static long ofWrites(long rows, long bytes) {
        return rows * WRITTEN_NANOS + bytes * BYTE_NANOS;
    }

    /**
     * Returns the work of a tenant.
     *
     * @param calls what its callers did
     * @param scanned entries that its scans have read
     * @param background bytes that its flushes and merges have written
     */
    public static long of(TenantUsage calls, long scanned, long background) {
        return ofReads(calls.rowsRead())
                + ofScan(scanned)
                + ofWrites(calls.rowsWritten(), calls.bytesWritten())
                + background * BYTE_NANOS;
    }
}
