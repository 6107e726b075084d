package org.allidb.storage.engine.internal.tenant;

import java.util.List;
import java.util.function.LongConsumer;
import org.allidb.storage.engine.internal.read.MemtableHandle;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.read.SequenceLimit;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableProvider;

/**
 * A memtable with what its flush needs to know of the writes in it.
 *
 * <ul>
 *   <li>Changed under the tenant's write lock. A flush reads it after it was sealed, which happens under that lock, too.
 *   <li>An update that fails half-way (no memory) leaves a part of its batch in the memtable, which is damaged then. It
 *       takes no further batch. Readers and the flush see it up to the last whole one.
 * </ul>
 */
final class FlushableMemtable {

    private final MemtableProvider provider;
    private final MemtableHandle handle;
    private final SequenceLimit limit = new SequenceLimit();
    /** The last sequence of the tenant before the memtable got its first batch. */
    private final long precedingSequence;

    private long lastSequence;
    /** The last sequence of the batch that failed half-way, 0 if there is none. */
    private long failedSequence;

    private long lastTimestamp;
    private long logPosition;
    private long loggedBytes;
    private boolean callersTimestamps;

    /**
     * Creates an empty memtable.
     *
     * @param provider has made it
     * @param memtable the memtable
     * @param heldByReaders receives the bytes of memory that only readers hold, negative when they are released
     * @param precedingSequence the last sequence of the tenant so far
     */
    FlushableMemtable(
            MemtableProvider provider, Memtable memtable, LongConsumer heldByReaders, long precedingSequence) {
        this.provider = provider;
        this.precedingSequence = precedingSequence;
        this.handle = new MemtableHandle(memtable, heldByReaders);
    }

    /** Returns the provider that made the memtable. */
    MemtableProvider provider() {
        return provider;
    }

    /** Releases the writers' reference: the memtable is in tables, or of use to readers alone. */
    void retire() {
        handle.retire();
    }

    /** Returns the memtable as a read state holds it. */
    ReadState.Held held() {
        return new ReadState.Held(handle, contents());
    }

    Memtable memtable() {
        return handle.memtable();
    }

    /** Returns the limit of what readers may read that retained it as the active memtable. */
    SequenceLimit limit() {
        return limit;
    }

    /** Returns whether the log has no batch of it, be it one that failed: its sequences must be in a flush. */
    boolean isEmpty() {
        return lastSequence() == 0;
    }

    /** Hides a batch whose update failed half-way. Allocates nothing, because there may be no memory. */
    void damaged(long batchsLastSequence) {
        failedSequence = batchsLastSequence;
        limit.lower(wholeSequence());
    }

    /**
     * Ends the writes. Later batches go into another memtable, which readers that retained this one as the active one do not
     * have: they read no further than it reaches.
     */
    void sealed() {
        limit.lower(wholeSequence());
    }

    /** Returns up to which sequence a reader finds whole batches in this memtable and in what is older. */
    private long wholeSequence() {
        return Math.max(precedingSequence, lastSequence);
    }

    boolean isDamaged() {
        return failedSequence > 0;
    }

    /** Returns the memtable as it may be read and flushed. */
    Memtable contents() {
        return isDamaged() ? new CappedMemtable(memtable(), lastSequence) : memtable();
    }

    /**
     * Records a batch that was applied.
     *
     * @param sequence its last sequence
     * @param timestamp its timestamp
     * @param callersTimestamp whether the caller gave the timestamp
     * @param position where it ends in the log, 0 if it was replayed
     * @param bytes its length in the log
     */
    void applied(long sequence, long timestamp, boolean callersTimestamp, long position, int bytes) {
        lastSequence = sequence;
        logPosition = position;
        loggedBytes += bytes;
        if (callersTimestamp) {
            callersTimestamps = true;
        } else {
            lastTimestamp = Math.max(lastTimestamp, timestamp);
        }
    }

    /** Returns the last sequence of a batch of this memtable, be it one that failed. */
    long lastSequence() {
        return Math.max(lastSequence, failedSequence);
    }

    /** Returns the last sequence of the tenant, be it of an older memtable, or of a batch that failed. */
    long newestSequence() {
        return Math.max(precedingSequence, lastSequence());
    }

    /** Returns the last timestamp that the engine gave to a batch of this memtable, 0 if none. */
    long lastTimestamp() {
        return lastTimestamp;
    }

    /** Returns where the log must be synced to before tables may show what is in here; 0 if it was replayed. */
    long logPosition() {
        return logPosition;
    }

    /** Returns where the log must be synced to before tables may show what is in several; 0 if it was replayed. */
    static long logPosition(List<FlushableMemtable> memtables) {
        return memtables.stream()
                .mapToLong(FlushableMemtable::logPosition)
                .max()
                .orElse(0);
    }

    /** Returns the bytes that its batches have in the log. */
    long loggedBytes() {
        return loggedBytes;
    }

    /** Returns whether a batch of this memtable has a caller's timestamp. */
    boolean callersTimestamps() {
        return callersTimestamps;
    }
}
