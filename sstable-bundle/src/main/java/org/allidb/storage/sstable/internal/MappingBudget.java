package org.allidb.storage.sstable.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides whether tables are read through their mappings: as long as all of them fit into the memory that the heap leaves.
 * A page that is not in memory costs a mapping a read ahead of up to megabytes, a positional read only what it asks for.
 * Thread-safe.
 */
final class MappingBudget {

    /** So much always fits; most stores need not ask how much memory there is. */
    private static final long ALWAYS = 64L << 20;

    private final AtomicLong openBytes = new AtomicLong();
    private final AtomicInteger mappedTables = new AtomicInteger();
    private final long limit;

    /** A budget out of the memory of this machine, or of the container. */
    MappingBudget() {
        this(-1);
    }

    /** A budget of so many bytes; -1 to take it from the memory there is. */
    MappingBudget(long limit) {
        this.limit = limit;
    }

    /** Whether all tables fit. */
    boolean fits() {
        long open = openBytes.get();
        return limit < 0 ? open <= ALWAYS || open <= Memory.LEFT : open <= limit;
    }

    void opened(long bytes) {
        openBytes.addAndGet(bytes);
    }

    void closed(long bytes) {
        openBytes.addAndGet(-bytes);
    }

    void mapped() {
        mappedTables.incrementAndGet();
    }

    void unmapped() {
        mappedTables.decrementAndGet();
    }

    /** How many tables are mapped. */
    int mappedTables() {
        return mappedTables.get();
    }

    /** Asked for late, because it takes a while. */
    private static final class Memory {

        /** Three quarters of what the heap leaves; the rest is for the log, the JVM and others. */
        private static final long LEFT = (total() - Runtime.getRuntime().maxMemory()) / 4 * 3;

        /** The memory of this machine; without the module that knows it, the four times the heap that the JVM starts from. */
        private static long total() {
            try {
                return MachineMemory.bytes();
            } catch (LinkageError e) {
                return 4 * Runtime.getRuntime().maxMemory();
            }
        }
    }
}
