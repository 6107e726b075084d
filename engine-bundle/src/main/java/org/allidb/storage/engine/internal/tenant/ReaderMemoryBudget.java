package org.allidb.storage.engine.internal.tenant;

import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The memory of all memtables of the process that are held for readers alone. When it is used up, the oldest reads of the
 * tenant that holds most are ended, so that no tenant pays for another. Thread-safe.
 */
public final class ReaderMemoryBudget {

    private final AtomicLong held = new AtomicLong();
    private final LongSupplier limit;
    private final Supplier<? extends Collection<? extends MemoryUser>> tenants;
    private final ReentrantLock enforcing = new ReentrantLock();

    /**
     * Creates a budget.
     *
     * @param limit returns the bytes that may be held; called each time
     * @param tenants returns the open tenants
     */
    public ReaderMemoryBudget(LongSupplier limit, Supplier<? extends Collection<? extends MemoryUser>> tenants) {
        this.limit = limit;
        this.tenants = tenants;
    }

    /** Returns the limit in force, in bytes. */
    public long limit() {
        return limit.getAsLong();
    }

    /** Returns what is held, in bytes. */
    public long held() {
        return held.get();
    }

    /** Counts memory that is held for readers from now on, or no longer. */
    void add(long bytes) {
        held.addAndGet(bytes);
    }

    /**
     * Ends reads until the rest holds no more than the limit, or until those that hold it are in the middle of a step. Called
     * without locks, after memtables were flushed and after the limit was lowered.
     */
    public void enforce() {
        // a thread that finds another one here need not wait: that one looks at the sum after each step
        while (held.get() > limit() && enforcing.tryLock()) {
            boolean ended;
            try {
                ended = endOldest();
            } finally {
                enforcing.unlock();
            }
            if (!ended) {
                return;
            }
        }
    }

    private boolean endOldest() {
        long allowed = limit();
        return tenants.get().stream()
                .max(Comparator.comparingLong(MemoryUser::heldByReaders))
                .filter(tenant -> tenant.heldByReaders() > 0)
                .map(tenant -> tenant.endOldestReads(allowed))
                .orElse(false);
    }
}
