package org.allidb.storage.engine.internal.tenant;

import java.util.OptionalLong;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.engine.internal.read.RowConditions;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.runtime.StorageClock;
import org.jspecify.annotations.Nullable;

/**
 * A batch that is to be written, and how. It belongs to its batch and is used again with it, so that a write allocates
 * nothing. Used by one thread at a time.
 */
public final class WriteRequest {

    /** Says that the engine gives the timestamp. */
    private static final long ENGINES_TIMESTAMP = -1;
    /** Says that the clock of this machine tells the time. */
    private static final long NOW = -1;
    /** Says that the batch was not written. */
    private static final long NOT_WRITTEN = -1;

    private final EntryBatch batch;
    private boolean inserts;
    private long callersTimestamp = ENGINES_TIMESTAMP;
    private long decidedMicros = NOW;
    private boolean synced;
    private @Nullable RowConditions conditions;
    private @Nullable QuotaExceededException refusal;
    /** The last sequence that was given when the batch had its turn. */
    private long decidedAt;

    private long lastSequence = NOT_WRITTEN;

    /**
     * Creates a request that deletes only, with the engine's timestamp and without a sync.
     *
     * @param batch its entries
     */
    public WriteRequest(EntryBatch batch) {
        this.batch = batch;
    }

    /** Returns the entries. */
    public EntryBatch batch() {
        return batch;
    }

    /** Says whether the batch adds rows. */
    public WriteRequest inserts(boolean addsRows) {
        inserts = addsRows;
        return this;
    }

    /** Says that the caller gives the timestamp. */
    public WriteRequest at(long timestamp) {
        callersTimestamp = timestamp;
        return this;
    }

    /** Says that the engine gives the timestamp. */
    public WriteRequest atEnginesTime() {
        callersTimestamp = ENGINES_TIMESTAMP;
        return this;
    }

    /** Says which wall time it is for this write, in microseconds, instead of that of this machine's clock. */
    WriteRequest decidedAtTime(long wallMicros) {
        decidedMicros = wallMicros;
        return this;
    }

    /** Returns the wall time of the write in microseconds. */
    long wallMicros(StorageClock clock) {
        return decidedMicros == NOW ? clock.wallMicros() : decidedMicros;
    }

    /** Says whether the write returns only when the batch is on stable storage. */
    public WriteRequest synced(boolean waitsForSync) {
        synced = waitsForSync;
        return this;
    }

    /** Says on which conditions the batch is written; null for none. */
    public WriteRequest onlyIf(@Nullable RowConditions demanded) {
        conditions = demanded;
        return this;
    }

    /** Returns on which conditions the batch is written, or null. */
    public @Nullable RowConditions conditions() {
        return conditions;
    }

    /** Says that the batch may not be written although its conditions hold; null if it may. */
    void refusedFor(@Nullable QuotaExceededException quota) {
        refusal = quota;
    }

    /** Returns why the batch may not be written although its conditions hold, or null. */
    @Nullable
    QuotaExceededException refusal() {
        return refusal;
    }

    /** Returns whether there is nothing to do. */
    boolean isEmpty() {
        return batch.count() == 0 && conditions == null;
    }

    /** Records the turn of the batch: it was written, or refused for its conditions. */
    void decidedAt(long lastSequence) {
        decidedAt = lastSequence;
    }

    /** Returns the last sequence of the batch, or of what it was refused for. */
    long decidedAt() {
        return decidedAt;
    }

    /** Records that the batch was logged and applied. */
    void written() {
        lastSequence = batch.lastSequence();
    }

    /** Records that another replica wrote the batch, and which sequence its last entry got. */
    public void writtenAs(long sequence) {
        lastSequence = sequence;
    }

    /** Forgets an earlier write of the batch. */
    public void forgetWritten() {
        lastSequence = NOT_WRITTEN;
    }

    /** Returns the sequence that the last entry got when the batch was written last. */
    public OptionalLong lastSequence() {
        return lastSequence == NOT_WRITTEN ? OptionalLong.empty() : OptionalLong.of(lastSequence);
    }

    /** Returns whether the batch adds rows. One that only deletes is admitted when its tenant is over a quota. */
    public boolean inserts() {
        return inserts;
    }

    /** Returns whether the caller gives the timestamp. */
    boolean hasCallersTimestamp() {
        return callersTimestamp >= 0;
    }

    /** Returns the caller's timestamp. */
    long callersTimestamp() {
        assert hasCallersTimestamp();
        return callersTimestamp;
    }

    /** Returns whether the write returns only when the batch is on stable storage. */
    boolean isSynced() {
        return synced;
    }
}
