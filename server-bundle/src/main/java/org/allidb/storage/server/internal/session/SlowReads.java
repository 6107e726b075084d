package org.allidb.storage.server.internal.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * Whether the reads of a tenant have threads of their own, because reads before them took long: they waited for a quota, for other
 * tenants or for a disk. It may also have been the machine, or a collection of the heap. So the time is twenty times what the read
 * took, and each slow read that follows soon doubles it, up to ten seconds: of a thread that serves all tenants, reads that always
 * wait take a twentieth at first, and ever less. Thread-safe.
 */
final class SlowReads {

    /** A read that takes longer is slow. */
    static final long SLOW_NANOS = 5_000_000;

    static final long MOST_NANOS = 10_000_000_000L;
    static final int TIMES = 20;

    @GuardedBy("this")
    private long length;

    private volatile long until = Long.MIN_VALUE;

    /**
     * Notes how long a read took.
     *
     * @param nanos how long
     * @param now the time of the ticker
     * @return whether that was long
     */
    boolean note(long nanos, long now) {
        if (nanos <= SLOW_NANOS) {
            return false;
        }
        slow(nanos, now);
        return true;
    }

    private synchronized void slow(long nanos, long now) {
        boolean soon = until != Long.MIN_VALUE && now - until <= length;
        length = Math.min(MOST_NANOS, Math.max(TIMES * nanos, soon ? 2 * length : 0));
        until = now + length;
    }

    /** Returns whether reads may have to wait. */
    boolean areSlow(long now) {
        return until != Long.MIN_VALUE && until - now > 0;
    }
}
