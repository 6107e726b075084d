package org.allidb.storage.engine.internal.tenant;

import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableProvider;

/** A memtable with what its flush needs to know. Written under the tenant's write lock. */
final class WriteBuffer {

    private final MemtableProvider provider;
    private final Memtable memtable;
    private long lastSequence;
    private long lastTimestamp;
    private long logPosition;
    private boolean callersTimestamps;

    WriteBuffer(MemtableProvider provider) {
        this.provider = provider;
        this.memtable = provider.create();
    }

    MemtableProvider provider() {
        return provider;
    }

    Memtable memtable() {
        return memtable;
    }

    boolean isEmpty() {
        return lastSequence == 0;
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

    long lastSequence() {
        return lastSequence;
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
