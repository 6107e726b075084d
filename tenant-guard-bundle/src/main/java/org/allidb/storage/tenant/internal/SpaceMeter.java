package org.allidb.storage.tenant.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.spi.vfs.NoSpaceException;

/** A meter of the bytes of a tenant's files, counted as they change. Thread-safe. */
final class SpaceMeter {

    private final TenantId tenant;
    private final AtomicLong used;
    private final Runnable changed;

    /**
     * Creates a meter.
     *
     * @param tenant whose files they are
     * @param used the bytes of the files, which this meter alone changes
     * @param changed called after each change
     */
    SpaceMeter(TenantId tenant, AtomicLong used, Runnable changed) {
        this.tenant = tenant;
        this.used = used;
        this.changed = changed;
    }

    long used() {
        return used.get();
    }

    /**
     * Reserves bytes before they are written.
     *
     * @param limit returns how many there may be in all, 0 for any
     * @throws NoSpaceException if there would be more
     */
    void reserve(long bytes, LongSupplier limit) throws NoSpaceException {
        if (bytes <= 0) {
            return;
        }
        long max = limit.getAsLong();
        while (true) {
            long before = used.get();
            if (max > 0 && before + bytes > max) {
                throw new NoSpaceException(
                        "tenant '" + tenant + "' uses " + Human.bytes(before) + " of the " + Human.bytes(max)
                                + " that its disk quota allows, and needs " + Human.bytes(bytes)
                                + " more; delete rows and compact, or raise the quota",
                        max,
                        before);
            }
            if (used.compareAndSet(before, before + bytes)) {
                changed.run();
                return;
            }
        }
    }

    /** Releases bytes of files that were deleted or cut. */
    void release(long bytes) {
        if (bytes > 0) {
            used.addAndGet(-bytes);
            changed.run();
        }
    }
}
