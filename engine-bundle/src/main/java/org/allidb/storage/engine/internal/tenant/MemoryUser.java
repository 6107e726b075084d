package org.allidb.storage.engine.internal.tenant;

/** An open tenant as the budgets of memory see it. Thread-safe. */
public interface MemoryUser {

    /** Returns the memory that a flush of the active memtable would release, in bytes; 0 if the tenant is closed. */
    long activeBytes();

    /** Asks for a flush of everything in memory. Returns at once. */
    void requestFlush();

    /** Returns the memory that is held for the tenant's readers alone, in bytes. */
    long heldByReaders();

    /**
     * Ends the oldest reads that hold memory, because all tenants together hold more than they may.
     *
     * @param limitBytes what they may hold
     * @return whether a read was ended and has released what it held, so that ending more may help
     */
    boolean endOldestReads(long limitBytes);
}
