package org.allidb.storage.replication.ratis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Whether entries are applied, and the thread that applies one. */
final class Applying {

    private static final long GRACE_MILLIS = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    @GuardedBy("lock")
    private boolean over;

    @GuardedBy("lock")
    private boolean interrupted;

    @GuardedBy("lock")
    private @Nullable Thread thread;

    /** Returns whether an entry may be applied by the calling thread; after that it calls {@link #end}. */
    boolean begin() {
        lock.lock();
        try {
            if (!over) {
                thread = Thread.currentThread();
            }
            return !over;
        } finally {
            lock.unlock();
        }
    }

    /** Says that the calling thread applies nothing now. */
    void end() {
        lock.lock();
        try {
            thread = null;
            if (interrupted) {
                // It was for the machine, and is not for Ratis.
                Thread.interrupted();
            }
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Has no entry applied any more; returns whether one could be until now. */
    boolean over() {
        lock.lock();
        try {
            boolean first = !over;
            over = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether no entry is applied any more. */
    boolean isOver() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    /** Has no entry applied any more, and waits for the one that is; after a second its thread is interrupted. */
    void stop() {
        lock.lock();
        try {
            over = true;
            long left = TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
            while (thread != null && left > 0) {
                left = ended.awaitNanos(left);
            }
            if (thread != null) {
                interrupted = true;
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
