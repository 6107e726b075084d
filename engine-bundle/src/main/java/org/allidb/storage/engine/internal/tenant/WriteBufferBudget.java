package org.allidb.storage.engine.internal.tenant;

import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The memory of all memtables of the process. When it is used up, the tenant with most of it is flushed. Thread-safe. */
public final class WriteBufferBudget {

    private static final int HEAP_SHARE = 3;

    private final AtomicLong used = new AtomicLong();
    private final Supplier<Collection<TenantLsm>> tenants;
    private volatile long limit;

    /**
     * A budget.
     *
     * @param limitBytes as configured
     * @param tenants the open tenants
     */
    public WriteBufferBudget(long limitBytes, Supplier<Collection<TenantLsm>> tenants) {
        this.tenants = tenants;
        setLimit(limitBytes);
    }

    /** Changes the limit; a third of the heap is the most. */
    public void setLimit(long limitBytes) {
        limit = Math.min(limitBytes, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    /** The limit in force. */
    public long limit() {
        return limit;
    }

    /** What one buffer may take at most: writers go on while it is flushed, and need room for what they write meanwhile. */
    long limitOfOne() {
        return limit / 4 * 3;
    }

    /** What is used. */
    public long used() {
        return used.get();
    }

    /** Whether writers must be slowed. */
    boolean isExceeded() {
        return used.get() > limit;
    }

    /** Counts memory that was taken or given back; has somebody flushed when it gets scarce. */
    void add(long bytes) {
        long now = used.addAndGet(bytes);
        if (bytes > 0 && now > limit / 8 * 7) {
            tenants.get().stream()
                    .max(Comparator.comparingLong(TenantLsm::activeBytes))
                    .ifPresent(TenantLsm::requestFlush);
        }
    }
}
