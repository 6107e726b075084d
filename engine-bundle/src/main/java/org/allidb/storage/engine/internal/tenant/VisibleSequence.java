package org.allidb.storage.engine.internal.tenant;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest sequence that readers of a tenant see, and up to where the syncs of what they see have been waited for. Both only
 * grow. Thread-safe.
 */
final class VisibleSequence {

    private final AtomicLong newest;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
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
        show(sequence);
    }

    /** Makes everything up to a sequence visible, before its sync. Does nothing if it is visible already. */
    void show(long sequence) {
        raise(newest, sequence);
        if (waiting.get() > 0) {
            wake();
        }
    }

    /**
     * Waits until something behind a sequence is visible. Writers do not wait for those that wait here.
     *
     * @param nanos how long to wait at most
     * @return what is left of that time; 0 or less if it is over
     * @throws InterruptedException if the thread is interrupted
     */
    long await(long sequence, long nanos) throws InterruptedException {
        long left = nanos;
        waiting.incrementAndGet();
        lock.lock();
        try {
            while (newest.get() <= sequence && left > 0) {
                left = grown.awaitNanos(left);
            }
        } finally {
            lock.unlock();
            waiting.decrementAndGet();
        }
        return left;
    }

    private void wake() {
        lock.lock();
        try {
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static void raise(AtomicLong greatest, long sequence) {
        long now = greatest.get();
        while (now < sequence && !greatest.compareAndSet(now, sequence)) {
            now = greatest.get();
        }
    }
}
