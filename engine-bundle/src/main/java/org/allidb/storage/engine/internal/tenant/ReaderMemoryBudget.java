package org.allidb.storage.engine.internal.tenant;

import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The memory of all memtables of the process that are kept for readers alone. When it is used up, the oldest readers of the
 * tenant that keeps most are ended, so that no tenant pays for another. Thread-safe.
 */
public final class ReaderMemoryBudget {

    private final AtomicLong held = new AtomicLong();
    private final LongSupplier limit;
    private final Supplier<Collection<TenantLsm>> tenants;
    private final ReentrantLock enforcing = new ReentrantLock();

    /**
     * Creates a budget.
     *
     * @param limit the bytes that may be held; asked each time
     * @param tenants the open tenants
     */
    public ReaderMemoryBudget(LongSupplier limit, Supplier<Collection<TenantLsm>> tenants) {
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
     * Ends readers until the rest keeps no more than the limit, or until those that keep it are in the middle of a step. To be
     * called without locks after memtables were flushed, and after the limit was lowered.
     */
    public void enforce() {
        // who finds another at it need not wait: that one looks at the sum after each step
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
                .max(Comparator.comparingLong(tenant -> tenant.readerMemory().held()))
                .filter(tenant -> tenant.readerMemory().held() > 0)
                .map(tenant -> tenant.readerMemory().endOldest(allowed))
                .orElse(false);
    }
}
