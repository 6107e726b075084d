package org.allidb.storage.memtable.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.allidb.storage.spi.entry.EntryBatchReader;
import org.allidb.storage.spi.memtable.MemtableStatistics;

/** The counters of a memtable. Written by one thread, read by any: the memory is published last, once a batch. */
final class Counters {

    private static final VarHandle MEMORY;

    static {
        try {
            MEMORY = MethodHandles.lookup().findVarHandle(Counters.class, "memory", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long entries;
    private long rangeTombstones;
    private long keyBytes;
    private long valueBytes;
    private long minSequence;
    private long maxSequence;
    private long minTimestamp;
    private long memory;

    Counters(long memory) {
        this.memory = memory;
    }

    void countEntry(EntryBatchReader entry) {
        countVersion(entry);
        entries++;
        keyBytes += entry.keyLength();
        valueBytes += entry.valueLength();
    }

    void countRangeTombstone(EntryBatchReader entry) {
        countVersion(entry);
        rangeTombstones++;
    }

    void publish(long newMemory) {
        MEMORY.setRelease(this, newMemory);
    }

    long memory() {
        return (long) MEMORY.getAcquire(this);
    }

    MemtableStatistics statistics() {
        // acquires what was counted before the last publication
        memory();
        BTreeStatistics.Bounds bounds = new BTreeStatistics.Bounds(minSequence, maxSequence, minTimestamp);
        return new BTreeStatistics(entries, rangeTombstones, keyBytes, valueBytes, bounds);
    }

    private void countVersion(EntryBatchReader entry) {
        long sequence = entry.sequence();
        boolean isFirst = entries == 0 && rangeTombstones == 0;
        minTimestamp = isFirst ? entry.timestamp() : Math.min(minTimestamp, entry.timestamp());
        minSequence = isFirst ? sequence : Math.min(minSequence, sequence);
        maxSequence = Math.max(maxSequence, sequence);
    }
}
