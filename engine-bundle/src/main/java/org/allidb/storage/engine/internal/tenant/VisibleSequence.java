package org.allidb.storage.engine.internal.tenant;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The newest sequence that readers of a tenant see, and up to where the syncs of what they see have been waited for. Both only
 * grow. Thread-safe.
 */
final class VisibleSequence {

    private final AtomicLong newest;
    private final AtomicLong synced;

    VisibleSequence(long first) {
        this.newest = new AtomicLong(first);
        this.synced = new AtomicLong(first);
    }

    /** Returns the newest sequence that readers see. */
    long get() {
        return newest.get();
    }

    /** Returns whether readers see what no sync was waited for, so that a power cut may take it. */
    boolean isAheadOfSync() {
        return newest.get() > synced.get();
    }

    /** Makes everything up to a sequence visible whose sync was waited for. Does nothing if it is visible already. */
    void publish(long sequence) {
        raise(synced, sequence);
        raise(newest, sequence);
    }

    /** Makes everything up to a sequence visible, before its sync. Does nothing if it is visible already. */
    void show(long sequence) {
        raise(newest, sequence);
    }

    private static void raise(AtomicLong greatest, long sequence) {
        long now = greatest.get();
        while (now < sequence && !greatest.compareAndSet(now, sequence)) {
            now = greatest.get();
        }
    }
}
