package org.allidb.storage.replication.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How far a shard is on this node, and those who wait until it is farther. Thread-safe. */
final class AppliedPosition {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();

    private volatile long position;

    long get() {
        return position;
    }

    /** Moves it, by the one thread that applies. */
    void moveTo(long applied) {
        position = applied;
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a position is applied. An interrupt does not end the wait and is kept.
     *
     * @return whether it is, within the time
     */
    boolean await(long wanted, long millis) {
        if (position >= wanted) {
            return true;
        }
        boolean interrupted = false;
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (position < wanted && left > 0) {
                try {
                    left = moved.awaitNanos(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return position >= wanted;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
