package org.allidb.storage.engine.internal.value;

import org.allidb.storage.api.statistics.RefusedWrites;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.statistics.TenantUsage;

/** The engine's {@link TenantStatistics}. */
public record TenantStatisticsValue(
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
        long stallNanos)
        implements TenantStatistics {}
