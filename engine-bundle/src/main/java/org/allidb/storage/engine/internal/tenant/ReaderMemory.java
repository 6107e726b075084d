package org.allidb.storage.engine.internal.tenant;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.engine.internal.read.OpenReads;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.tenant.TenantAccess;

/**
 * The memory of flushed memtables that a tenant's readers hold, and the open reads that hold it. A tenant with a quota for
 * its write buffer may hold as much again for readers. Thread-safe.
 */
final class ReaderMemory {

    private final TenantAccess access;
    private final ReaderMemoryBudget budget;
    private final EventSink events;
    private final OpenReads reads = new OpenReads();
    private final AtomicLong held = new AtomicLong();

    ReaderMemory(TenantAccess access, ReaderMemoryBudget budget, EventSink events) {
        this.access = access;
        this.budget = budget;
        this.events = events;
    }

    /** Returns the open reads. */
    OpenReads reads() {
        return reads;
    }

    /** Returns the bytes that are held for readers alone. */
    long held() {
        return held.get();
    }

    /** Counts bytes that are held for readers from now on, or no longer. */
    void add(long bytes) {
        held.addAndGet(bytes);
        budget.add(bytes);
    }

    /** Ends reads beyond the tenant's own quota, then those beyond the limit of all. Called without locks, after a flush. */
    void enforce() {
        boolean ended = true;
        for (long quota = quota(); quota > 0 && held.get() > quota && ended; quota = quota()) {
            ended = endOldest(
                    "write_buffer_bytes",
                    quota,
                    "its write buffer quota allows " + Human.bytes(quota),
                    "raise the quota");
        }
        budget.enforce();
    }

    /**
     * Ends the oldest reads that hold memory, because all tenants together hold more than they may.
     *
     * @param limit what they may hold, in bytes
     * @return whether a read was ended and has released what it held, so that ending more may help
     */
    boolean endOldest(long limit) {
        return endOldest(
                "reader_memory_bytes",
                limit,
                "memtable.reader_percent allows " + Human.bytes(limit) + " for all tenants together",
                "raise memtable.reader_percent");
    }

    private boolean endOldest(String quota, long limit, String allowed, String remedy) {
        long usage = held.get();
        String why = "the open cursors of tenant '" + access.descriptor().id() + "' kept " + Human.bytes(usage)
                + " of memtables in memory that were flushed since, and " + allowed;
        Supplier<StorageException> error = () -> new QuotaExceededException(
                access.descriptor().id(),
                quota,
                limit,
                usage,
                "this cursor was ended because it was among the oldest: " + why
                        + "; scan again behind the last row that you"
                        + " have (ScanRequest.resumeAfter), keep cursors open for a shorter time, or " + remedy,
                null);
        OpenReads.Ended oldest = reads.endOldest(error);
        int ended = oldest.released() + oldest.pending();
        if (ended > 0) {
            events.report(
                    StorageEvent.Type.QUOTA,
                    Optional.of(access.descriptor().id()),
                    Human.count(ended, "cursor") + " ended: " + why,
                    Map.of("held_bytes", usage, "limit_bytes", limit, "cursors", (long) ended));
        }
        // while a step is under way the sum does not yet say what is left to be ended
        return oldest.released() > 0 && oldest.pending() == 0;
    }

    private long quota() {
        return access.descriptor().settings().quota().writeBufferBytes();
    }
}
