package org.allidb.storage.sstable.internal.cache;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A budget that decides whether tables are read through their mappings: as long as all of them fit into the memory that the
 * heap leaves. A page that is not in memory costs a mapping a read ahead of up to megabytes; a positional read costs only what
 * it asks for. Thread-safe.
 */
public final class MappingBudget {

    /** Bytes that always fit, so that most stores need not find out how much memory there is. */
    private static final long ALWAYS = 64L << 20;

    private final AtomicLong openBytes = new AtomicLong();
    private final AtomicInteger mappedTables = new AtomicInteger();
    private final long limit;

    /** Creates a budget from the memory of this machine, or of the container. */
    public MappingBudget() {
        this(-1);
    }

    /** Creates a budget of a number of bytes; -1 for one from the memory of the machine. */
    public MappingBudget(long limit) {
        this.limit = limit;
    }

    /** Returns whether all open tables fit. */
    public boolean fits() {
        long open = openBytes.get();
        return limit < 0 ? open <= ALWAYS || open <= Memory.LEFT : open <= limit;
    }

    /** Adds the bytes of a table that was opened. */
    public void opened(long bytes) {
        openBytes.addAndGet(bytes);
    }

    /** Subtracts the bytes of a table that was closed. */
    public void closed(long bytes) {
        openBytes.addAndGet(-bytes);
    }

    /** Counts a table that was mapped. */
    public void mapped() {
        mappedTables.incrementAndGet();
    }

    /** Subtracts a table that was unmapped. */
    public void unmapped() {
        mappedTables.decrementAndGet();
    }

    /** Returns how many tables are mapped. */
    public int mappedTables() {
        return mappedTables.get();
    }

    /** The memory of the machine, which is found out late, because that takes a while. */
    private static final class Memory {

        /** Three quarters of what the heap leaves; the rest is for the log, the JVM and other processes. */
        private static final long LEFT = (total() - Runtime.getRuntime().maxMemory()) / 4 * 3;

        /** Returns the memory of this machine; without the module that knows it, four times the heap, as the JVM assumes. */
        private static long total() {
            try {
                return MachineMemory.bytes();
            } catch (LinkageError e) {
                return 4 * Runtime.getRuntime().maxMemory();
            }
        }
    }
}
