package org.allidb.storage.api.statistics;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Figures of a tenant since it was opened, but for the current sizes.
 *
 * @param usage what it uses of its quotas
 * @param tables tables
 * @param tableBytes bytes of the tables
 * @param tableEntries versions of rows in them
 * @param tablesPerRead the most of them that one read of a row has to visit
 * @param dueTables tables that the compaction strategy wants merged and are not yet; writers are slowed by them
 * @param dueBytes bytes of all tables that it wants merged
 * @param memtables memtables, the active one included
 * @param heldBufferBytes bytes of memtables that were flushed since, and that open cursors keep in memory
 * @param heldTableBytes bytes of tables that were merged into others since, and that open cursors keep on the disk
 * @param snapshots live snapshots
 * @param lastSequence the last sequence that is visible
 * @param flushes flushes done
 * @param flushedBytes bytes that they wrote
 * @param compactions compactions done
 * @param compactionBytesRead bytes that they read
 * @param compactionBytesWritten bytes that they wrote
 * @param duplicatesDropped older versions that they dropped
 * @param tombstonesDropped tombstones that they dropped
 * @param expiredDropped expired rows that they dropped
 * @param refusedWrites writes that were not acknowledged
 * @param stallNanos time that writers were slowed or stopped, in nanoseconds
 */
@ProviderType
public record TenantStatistics(
        TenantUsage usage,
        int tables,
        long tableBytes,
        long tableEntries,
        int tablesPerRead,
        int dueTables,
        long dueBytes,
        int memtables,
        long heldBufferBytes,
        long heldTableBytes,
        int snapshots,
        long lastSequence,
        long flushes,
        long flushedBytes,
        long compactions,
        long compactionBytesRead,
        long compactionBytesWritten,
        long duplicatesDropped,
        long tombstonesDropped,
        long expiredDropped,
        RefusedWrites refusedWrites,
        long stallNanos) {}
