package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Keeps the writers of a tenant waiting, each of them for a time at most: the first one that has waited so long ends the hold, and
 * all continue. So writers do not depend on the thread that holds them, until it {@linkplain #keep() keeps} the hold. Thread-safe.
 */
public final class WriteHold implements AutoCloseable {

    private final ReentrantLock lock;
    private final Condition ended;
    private final long longestWaitNanos;

    @GuardedBy("lock")
    private boolean kept;

    /** Written under the lock. */
    private volatile boolean over;

    /**
     * Creates a hold.
     *
     * @param lock the tenant's write lock
     * @param ended signalled when writers are to look again
     * @param longestWaitNanos how long a writer waits at most
     */
    WriteHold(ReentrantLock lock, Condition ended, long longestWaitNanos) {
        this.lock = lock;
        this.ended = ended;
        this.longestWaitNanos = longestWaitNanos;
    }

    /** Returns whether it has ended. */
    public boolean isOver() {
        return over;
    }

    /**
     * Keeps writers waiting until {@link #close()}, however long that is.
     *
     * @return false if the hold has ended before: there may have been writes
     */
    public boolean keep() {
        lock.lock();
        try {
            kept = !over;
            return kept;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the hold. Does nothing if it has ended. */
    @Override
    public void close() {
        lock.lock();
        try {
            over = true;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits as a writer does, until the hold has ended or the tenant is closed. An interrupt is kept. Called under the lock. */
    @SuppressWarnings("GuardedBy") // the caller holds the lock, which is asserted
    void await(BooleanSupplier closed) {
        assert lock.isHeldByCurrentThread();
        boolean interrupted = false;
        long left = longestWaitNanos;
        while (!over && !closed.getAsBoolean()) {
            if (left <= 0 && !kept) {
                close();
            } else {
                try {
                    left = ended.awaitNanos(kept ? longestWaitNanos : left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
