package org.allidb.storage.engine.internal.tenant;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.allidb.storage.api.QuotaExceededException;

/**
 * Flushes a tenant when a write is refused because its disk quota is used up: deletes in memory free nothing before they are in a
 * table and merged. Not without deletes, as a flush takes space twice for a moment. At most every ten seconds, or writers that try again would leave a table each. Thread-safe, without a lock.
 */
final class FullTenantFlush {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final TenantState tenant;
    private final Flusher flusher;
    private final Backpressure backpressure;
    private final LongSupplier nanos;
    private final AtomicLong next;
    /** Whether there were deletes since the last flush that this has asked for. */
    private volatile boolean deletes;

    /**
     * Creates it.
     *
     * @param nanos the time, in nanoseconds
     */
    FullTenantFlush(TenantState tenant, Flusher flusher, Backpressure backpressure, LongSupplier nanos) {
        this.tenant = tenant;
        this.flusher = flusher;
        this.backpressure = backpressure;
        this.nanos = nanos;
        this.next = new AtomicLong(nanos.getAsLong());
    }

    /** Remembers deletes that were admitted. */
    void deleted() {
        if (!deletes) {
            deletes = true;
        }
    }

    /** Asks for a flush if it is the disk that a write was refused for. Returns at once. */
    void refused(QuotaExceededException refusal) {
        if (!deletes || !refusal.quota().equals("disk_bytes")) {
            return;
        }
        long now = nanos.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + INTERVAL_NANOS)) {
            deletes = false;
            if (tenant.memtables().sealActive()) {
                backpressure.update();
                flusher.request();
            }
        }
    }
}
