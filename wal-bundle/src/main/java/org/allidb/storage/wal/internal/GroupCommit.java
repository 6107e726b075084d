package org.allidb.storage.wal.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.spi.wal.FailedLogException;
import org.jspecify.annotations.Nullable;

/**
 * A queue of threads that wait for a sync, of which one syncs for all.
 *
 * <ul>
 *   <li>A thread that finds no sync under way leads; the others wait.
 *   <li>A leader that has synced wakes the threads whose records it covered, and the first of the rest, which leads next.
 *   <li>Each thread is woken once. A covered thread takes no lock after that.
 *   <li>After a failed sync all waiting threads fail, and so does each later call until {@link #reset}.
 * </ul>
 *
 * <p>Thread-safe. The sync is made without the lock.
 */
final class GroupCommit {

    /** The sync that a leader makes. */
    @FunctionalInterface
    interface Sync {

        /**
         * Syncs everything that is appended when it is called.
         *
         * @return the position up to which everything is durable now
         */
        long run() throws IOException;
    }

    private final ReentrantLock lock = new ReentrantLock();
    /** The waiting threads, in the order of their arrival. */
    @GuardedBy("lock")
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    /** Whether a thread leads, or was chosen to. */
    @GuardedBy("lock")
    private boolean leading;

    /** Whether a caller has asked for a sync lately. */
    private volatile boolean asked;

    private volatile long synced;
    private volatile @Nullable IOException failure;

    GroupCommit(long synced) {
        this.synced = synced;
    }

    /** Returns the position up to which everything is durable. */
    long synced() {
        return synced;
    }

    /** Notes that a caller asks for a sync. */
    void asked() {
        if (!asked) {
            asked = true;
        }
    }

    /** Returns whether a caller has asked for a sync since the last call. */
    boolean wasAsked() {
        boolean was = asked;
        asked = false;
        return was;
    }

    /** Returns why syncs have stopped, or null. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** Stops all syncs after a failure outside of a sync. */
    void fail(IOException cause) {
        lock.lock();
        try {
            failure = cause;
        } finally {
            lock.unlock();
        }
    }

    /** Allows syncs after a failure; everything up to a position is durable elsewhere. */
    void reset(long position) {
        lock.lock();
        try {
            synced = Math.max(synced, position);
            failure = null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a position is durable; leads the sync if no thread does.
     *
     * @param position the position
     * @param sync made by the leader, without the lock
     * @throws FailedLogException if a sync failed that should have covered the position
     */
    void await(long position, Sync sync) throws IOException {
        if (synced >= position) {
            return;
        }
        Waiter waiter = null;
        lock.lock();
        try {
            if (synced >= position) {
                return;
            }
            checkUsable();
            if (leading) {
                waiter = new Waiter(position);
                waiters.addLast(waiter);
            } else {
                leading = true;
            }
        } finally {
            lock.unlock();
        }
        if (waiter == null || waiter.await()) {
            lead(sync);
        }
        if (synced < position) {
            checkUsable();
            throw new IllegalStateException("a sync of what was appended did not cover position " + position);
        }
    }

    private void lead(Sync sync) {
        long position = 0;
        IOException failed = null;
        try {
            position = failure == null ? sync.run() : 0;
        } catch (IOException e) {
            failed = e;
        } catch (RuntimeException | Error e) {
            failed = new IOException("a sync of the log failed: " + e, e);
        }
        List<Waiter> covered = new ArrayList<>();
        Waiter next;
        lock.lock();
        try {
            if (failed != null) {
                failure = failed;
            }
            if (failure == null) {
                synced = Math.max(synced, position);
            }
            for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
                Waiter waiter = all.next();
                if (failure != null || waiter.position <= synced) {
                    covered.add(waiter);
                    all.remove();
                }
            }
            next = waiters.pollFirst();
            leading = next != null;
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.wake(true);
        }
        covered.forEach(waiter -> waiter.wake(false));
    }

    private void checkUsable() throws FailedLogException {
        IOException failed = failure;
        if (failed != null) {
            throw new FailedLogException(String.valueOf(failed.getMessage()), failed);
        }
    }

    /** A thread that waits. */
    private static final class Waiter {

        private enum State {
            WAITING,
            COVERED,
            LEADER
        }

        private final Thread thread = Thread.currentThread();
        private final long position;
        private volatile State state = State.WAITING;

        Waiter(long position) {
            this.position = position;
        }

        /** Waits to be woken; keeps an interrupt for the caller. Returns whether this thread leads now. */
        boolean await() {
            boolean interrupted = false;
            while (state == State.WAITING) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                thread.interrupt();
            }
            return state == State.LEADER;
        }

        void wake(boolean leads) {
            state = leads ? State.LEADER : State.COVERED;
            LockSupport.unpark(thread);
        }
    }
}
