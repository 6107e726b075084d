package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What keeps the writers of a tenant waiting: pauses, which others end, and a {@link WriteHold}. Thread-safe. */
final class WriterPauses {

    private final ReentrantLock lock;
    private final Condition changed;

    @GuardedBy("lock")
    private int pauses;

    @GuardedBy("lock")
    private @Nullable WriteHold hold;

    /**
     * Creates no pause.
     *
     * @param lock the tenant's write lock
     */
    WriterPauses(ReentrantLock lock) {
        this.lock = lock;
        this.changed = lock.newCondition();
    }

    /** Begins a pause. Called under the lock. */
    @SuppressWarnings("GuardedBy") // the caller holds the lock, which is asserted
    void begin() {
        assert lock.isHeldByCurrentThread();
        pauses++;
    }

    /** Ends a pause. */
    void end() {
        lock.lock();
        try {
            pauses--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Begins a hold. One at a time is not over. Called under the lock. */
    @SuppressWarnings("GuardedBy") // the caller holds the lock, which is asserted
    WriteHold hold(long longestWaitNanos) {
        assert lock.isHeldByCurrentThread();
        WriteHold begun = new WriteHold(lock, changed, longestWaitNanos);
        hold = begun;
        return begun;
    }

    /** Has writers look again, because the tenant was closed. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many writers wait, for tests. Called under the lock. */
    @SuppressWarnings("GuardedBy") // the caller holds the lock, which is asserted
    int waiting() {
        assert lock.isHeldByCurrentThread();
        return lock.getWaitQueueLength(changed);
    }

    /** Waits as a writer does, until it may go on or the tenant is closed. Called under the lock. */
    @SuppressWarnings("GuardedBy") // the caller holds the lock, which is asserted
    void await(BooleanSupplier closed) {
        assert lock.isHeldByCurrentThread();
        WriteHold held = hold;
        if (held != null) {
            held.await(closed);
        }
        while (pauses > 0 && !closed.getAsBoolean()) {
            changed.awaitUninterruptibly();
        }
    }
}
