package org.allidb.storage.tenant.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.spi.vfs.NoSpaceException;

/** The bytes of a tenant's files, counted as they change. Thread-safe. */
final class SpaceMeter {

    private final TenantId tenant;
    private final AtomicLong used;
    private final Runnable changed;

    SpaceMeter(TenantId tenant, long used, Runnable changed) {
        this.tenant = tenant;
        this.used = new AtomicLong(used);
        this.changed = changed;
    }

    long used() {
        return used.get();
    }

    /** Takes bytes before they are written. */
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

    /** Gives bytes back. */
    void release(long bytes) {
        if (bytes > 0) {
            used.addAndGet(-bytes);
            changed.run();
        }
    }
}
