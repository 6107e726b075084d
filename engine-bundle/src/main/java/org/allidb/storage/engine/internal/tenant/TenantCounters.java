package org.allidb.storage.engine.internal.tenant;

import java.util.concurrent.atomic.LongAdder;
import org.allidb.storage.api.statistics.RefusedWrites;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.MergeResult;

/** What a tenant counts. Thread-safe. */
final class TenantCounters {

    private final LongAdder flushes = new LongAdder();
    private final LongAdder flushedBytes = new LongAdder();
    private final LongAdder compactions = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder tombstones = new LongAdder();
    private final LongAdder expired = new LongAdder();

    void flushed(MergeResult result) {
        flushes.increment();
        flushedBytes.add(result.bytesWritten());
    }

    void compacted(MergeResult result) {
        compactions.increment();
        bytesRead.add(result.bytesRead());
        bytesWritten.add(result.bytesWritten());
        duplicates.add(result.duplicatesDropped());
        tombstones.add(result.tombstonesDropped());
        expired.add(result.expiredDropped());
    }

    TenantStatistics statistics(
            TenantUsage usage,
            ReadState state,
            CompactionDebt due,
            long heldBufferBytes,
            long heldTableBytes,
            int snapshots,
            long lastSequence,
            RefusedWrites refusedWrites,
            long stallNanos) {
        return new TenantStatisticsValue(
                usage,
                state.version().tables().size(),
                state.version().tableBytes(),
                state.version().tables().stream()
                        .mapToLong(t -> t.properties().entries())
                        .sum(),
                state.version().tablesPerRead(),
                due.tables(),
                due.bytes(),
                state.memtables().length,
                heldBufferBytes,
                heldTableBytes,
                snapshots,
                lastSequence,
                flushes.sum(),
                flushedBytes.sum(),
                compactions.sum(),
                bytesRead.sum(),
                bytesWritten.sum(),
                duplicates.sum(),
                tombstones.sum(),
                expired.sum(),
                refusedWrites,
                stallNanos);
    }
}
