package org.allidb.storage.engine.internal.tenant;

import org.allidb.storage.engine.internal.fairness.CallTimes;
import org.allidb.storage.engine.internal.fairness.Work;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.spi.entry.EntryBatch;
import org.jspecify.annotations.Nullable;

/**
 * Measures one write, from when it was admitted until it is acknowledged. It may end in another thread than it began in.
 *
 * @param times where it is recorded if it is sampled
 * @param start when it began, in nanoseconds
 * @param alone the work that it takes alone, in nanoseconds
 * @param sampled whether it is one of those that are measured anyway
 * @param synced whether it waits for a sync
 * @param watched where it is recorded, too, as its tenant is watched; null if it is not
 */
record WriteTimer(
        OperationTimes times,
        long start,
        long alone,
        boolean sampled,
        boolean synced,
        @Nullable CallTimes watched) {

    /** Begins to measure a write; returns null if nothing asks for it. */
    static @Nullable WriteTimer start(
            WriteRequest request, boolean sampled, @Nullable CallTimes watched, OperationTimes times) {
        if (!sampled && watched == null) {
            return null;
        }
        EntryBatch batch = request.batch();
        long now = times.now();
        if (watched != null) {
            watched.begins(now);
        }
        return new WriteTimer(
                times, now, Work.ofWrites(batch.count(), batch.length()), sampled, request.isSynced(), watched);
    }

    /** Records a write that was acknowledged. */
    void ended() {
        if (sampled) {
            times.putSince(start);
        }
        refused();
    }

    /** Records a write that was refused. */
    void refused() {
        if (watched != null) {
            watched.ended(start, times.now() - start - alone, synced);
        }
    }
}
