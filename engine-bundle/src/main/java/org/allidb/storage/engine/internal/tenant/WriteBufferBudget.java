package org.allidb.storage.engine.internal.tenant;

import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The memory of all memtables of the process. When it gets scarce, the tenant with most of it is flushed. Thread-safe. */
public final class WriteBufferBudget {

    private static final int HEAP_SHARE = 3;

    private final AtomicLong used = new AtomicLong();
    private final Supplier<? extends Collection<? extends MemoryUser>> tenants;
    private volatile long limit;

    /**
     * Creates a budget.
     *
     * @param limitBytes the limit as configured
     * @param tenants returns the open tenants
     */
    public WriteBufferBudget(long limitBytes, Supplier<? extends Collection<? extends MemoryUser>> tenants) {
        this.tenants = tenants;
        setLimit(limitBytes);
    }

    /** Sets the limit; a third of the heap is the most. */
    public void setLimit(long limitBytes) {
        limit = Math.min(limitBytes, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    /** Returns the limit in force, in bytes. */
    public long limit() {
        return limit;
    }

    /** Returns what one memtable may take at most: writers need room for what they write while it is flushed. */
    long limitOfOne() {
        return limit / 4 * 3;
    }

    /** Returns what is used, in bytes. */
    public long used() {
        return used.get();
    }

    /**
     * Returns whether the writers of a tenant must be slowed: more is used than there is, and by this tenant more than the average
     * of those that use some.
     *
     * @param own what the tenant uses
     */
    boolean isExceededBy(long own) {
        long all = used.get();
        if (all <= limit) {
            return false;
        }
        long users = tenants.get().stream()
                .filter(tenant -> tenant.activeBytes() > 0)
                .count();
        return own >= all / Math.max(1, users);
    }

    /** Counts memory that was acquired, or released if negative; has the largest tenant flushed when it gets scarce. */
    void add(long bytes) {
        long now = used.addAndGet(bytes);
        if (bytes > 0 && now > limit / 8 * 7) {
            tenants.get().stream()
                    .max(Comparator.comparingLong(MemoryUser::activeBytes))
                    .ifPresent(MemoryUser::requestFlush);
        }
    }
}
