package org.allidb.storage.engine.internal.tenant;

import java.util.concurrent.atomic.AtomicLong;

/** The newest sequence that readers of a tenant see. It only grows. Thread-safe. */
final class VisibleSequence {

    private final AtomicLong newest;

    VisibleSequence(long first) {
        this.newest = new AtomicLong(first);
    }

    /** Returns the newest sequence that readers see. */
    long get() {
        return newest.get();
    }

    /** Makes everything up to a sequence visible. Does nothing if it is visible already. */
    void publish(long sequence) {
        long visible = newest.get();
        while (visible < sequence && !newest.compareAndSet(visible, sequence)) {
            visible = newest.get();
        }
    }
}
