package org.allidb.storage.server.internal.session;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has in buffers: commands that arrived in part or wait, and answers that are not read. It counts for all
 * connections together and for those of its tenant, beyond a small amount that each may have. Used by one thread at a time.
 */
public final class BufferAccount {

    private static final long FREE_BYTES = 16_384;

    private final AtomicLong all;
    private final AtomicLong strangers;
    private @Nullable AtomicLong own;
    private long counted;

    BufferAccount(AtomicLong all, AtomicLong strangers) {
        this.all = all;
        this.strangers = strangers;
    }

    /**
     * Sets what the connection has.
     *
     * @param bytes how much
     * @param door the tenant that it counts for; null for none yet
     * @param most the most of all connections; half of it for one tenant
     * @return whether that is allowed; if not, the connection is to be closed
     */
    boolean set(long bytes, @Nullable TenantDoor door, long most) {
        long now = Math.max(0, bytes - FREE_BYTES);
        AtomicLong account = door == null ? strangers : door.buffered();
        if (now == counted && account == own || now == 0 && counted == 0) {
            return true;
        }
        release();
        own = account;
        counted = now;
        long ofAll = all.addAndGet(now);
        long ofOwn = account.addAndGet(now);
        return ofAll <= most && ofOwn <= most / 2;
    }

    /** Counts everything out. */
    void release() {
        AtomicLong account = own;
        if (account != null) {
            account.addAndGet(-counted);
            all.addAndGet(-counted);
        }
        own = null;
        counted = 0;
    }
}
