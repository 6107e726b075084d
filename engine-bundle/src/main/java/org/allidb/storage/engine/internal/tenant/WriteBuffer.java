package org.allidb.storage.engine.internal.tenant;

import java.util.function.LongConsumer;
import org.allidb.storage.engine.internal.read.MemtableHandle;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.read.SequenceLimit;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableProvider;

/**
 * A memtable with what its flush needs to know. Written under the tenant's write lock.
 *
 * <p>An update that fails half-way (no memory) leaves a part of its batch in the memtable. The buffer is then damaged: it
 * takes no further batch, and readers and the flush see it up to the last whole one.
 */
final class WriteBuffer {

    private final MemtableProvider provider;
    private final MemtableHandle handle;
    private final SequenceLimit limit = new SequenceLimit();
    private long lastSequence;
    /** The last sequence of the batch that failed half-way, 0 if there is none. */
    private long failedSequence;
    private long lastTimestamp;
    private long logPosition;
    private boolean callersTimestamps;

    /**
     * Creates an empty buffer.
     *
     * @param heldByReaders is told of the memory that only readers keep
     */
    WriteBuffer(MemtableProvider provider, LongConsumer heldByReaders) {
        this.provider = provider;
        this.handle = new MemtableHandle(provider.create(), heldByReaders);
    }

    MemtableProvider provider() {
        return provider;
    }

    /** Releases the memtable for the writers: it is in tables, or of no use to anybody but readers. */
    void retire() {
        handle.retire();
    }

    /** What a state of the tenant is made of. */
    ReadState.Held held() {
        return new ReadState.Held(handle, contents());
    }

    Memtable memtable() {
        return handle.memtable();
    }

    /** What the memtable shows to readers that retained it before it was damaged. */
    SequenceLimit limit() {
        return limit;
    }

    boolean isEmpty() {
        return lastSequence == 0;
    }

    /** Hides a batch whose update failed half-way; allocates nothing. */
    void damaged(long batchsLastSequence) {
        failedSequence = batchsLastSequence;
        limit.lower(lastSequence);
    }

    boolean isDamaged() {
        return failedSequence > 0;
    }

    /** The memtable as it may be read and flushed. */
    Memtable contents() {
        return isDamaged() ? new CappedMemtable(memtable(), lastSequence) : memtable();
    }

    /** Notes what was applied. */
    void applied(long sequence, long timestamp, boolean callersTimestamp, long position) {
        lastSequence = sequence;
        logPosition = position;
        if (callersTimestamp) {
            callersTimestamps = true;
        } else {
            lastTimestamp = timestamp;
        }
    }

    /** The last sequence that was given to a batch of this buffer, be it one that failed. */
    long lastSequence() {
        return Math.max(lastSequence, failedSequence);
    }

    /** The last timestamp that the engine gave in this buffer, 0 if none. */
    long lastTimestamp() {
        return lastTimestamp;
    }

    /** Where the log must be synced to before what is in this buffer may be shown by tables; 0 if it was replayed. */
    long logPosition() {
        return logPosition;
    }

    boolean callersTimestamps() {
        return callersTimestamps;
    }
}
