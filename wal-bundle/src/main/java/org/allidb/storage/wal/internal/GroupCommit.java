package org.allidb.storage.wal.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.spi.wal.FailedLogException;
import org.jspecify.annotations.Nullable;

/**
 * A queue of threads that wait for a sync, of which one syncs for all.
 *
 * <ul>
 *   <li>A thread that finds no sync under way leads; the others wait.
 *   <li>A leader that has synced wakes the threads whose records it covered. It leads until its own record is durable; then it
 *       wakes the first of the rest, which leads next.
 *   <li>Each thread is woken once. A covered thread takes no lock after that.
 *   <li>After a failed sync all waiting threads fail, and so does each later call until {@link #reset}.
 *   <li>From the sync to the last wake-up nothing is allocated without which others would wait for ever.
 * </ul>
 *
 * <p>Thread-safe. The sync is made without the lock.
 */
final class GroupCommit {

    /** The sync that a leader makes, in one part or several. */
    @FunctionalInterface
    interface Sync {

        /**
         * Syncs everything that is appended when it is called, or the oldest part of it.
         *
         * @return the position up to which everything is durable now: further than before, unless all was durable
         */
        long run() throws IOException;
    }

    /** Made in time: there may be no memory when it is needed. */
    private final IOException untold = new IOException("a sync of the log failed, and there was no memory to say why");

    private final ReentrantLock lock = new ReentrantLock();
    /** The thread that has waited longest, and leads to the others in the order of their arrival; null if none waits. */
    @GuardedBy("lock")
    private @Nullable Waiter first;

    @GuardedBy("lock")
    private @Nullable Waiter last;
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
                append(waiter);
            } else {
                leading = true;
            }
        } finally {
            lock.unlock();
        }
        if (waiter == null || waiter.await()) {
            lead(position, sync);
        }
        if (synced < position) {
            checkUsable();
            throw new IllegalStateException("a sync of what was appended did not cover position " + position);
        }
    }

    private void lead(long own, Sync sync) {
        boolean leads = true;
        while (leads) {
            long position = 0;
            IOException failed = null;
            try {
                position = failure == null ? sync.run() : 0;
            } catch (IOException e) {
                failed = e;
            } catch (RuntimeException | Error e) {
                failed = failure(e);
            }
            leads = synced(own, position, failed);
        }
    }

    /**
     * Notes the end of a sync, and wakes those that need not wait for another one.
     *
     * @param own the position for which its leader waits
     * @param position the position up to which everything is durable
     * @param failed why the sync failed, or null
     * @return whether its leader leads another one; if not, the next leader is awake
     */
    private boolean synced(long own, long position, @Nullable IOException failed) {
        boolean leads;
        Waiter covered;
        Waiter next = null;
        lock.lock();
        try {
            if (failed != null) {
                failure = failed;
            }
            boolean further = failure == null && position > synced;
            if (further) {
                synced = position;
            }
            leads = further && position < own;
            covered = takeCovered();
            if (!leads) {
                next = takeFirst();
                leading = next != null;
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.wake(true);
        }
        while (covered != null) {
            // it may be gone as soon as it is awake
            Waiter after = covered.next;
            covered.wake(false);
            covered = after;
        }
        return leads;
    }

    @GuardedBy("lock")
    private @Nullable Waiter takeFirst() {
        Waiter taken = first;
        if (taken != null) {
            first = taken.next;
            last = first == null ? null : last;
            taken.next = null;
        }
        return taken;
    }

    private IOException failure(Throwable cause) {
        try {
            return new IOException("a sync of the log failed: " + cause, cause);
        } catch (RuntimeException | Error e) {
            return untold;
        }
    }

    @GuardedBy("lock")
    private void append(Waiter waiter) {
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
    }

    /** Takes those that need not wait any more out of the queue; returns them as a list by {@link Waiter#next}. */
    @GuardedBy("lock")
    private @Nullable Waiter takeCovered() {
        Waiter covered = null;
        Waiter each = first;
        first = null;
        last = null;
        while (each != null) {
            Waiter after = each.next;
            each.next = null;
            if (failure != null || each.position <= synced) {
                each.next = covered;
                covered = each;
            } else {
                append(each);
            }
            each = after;
        }
        return covered;
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
        /** The next one in a list. Written under the lock, and read by the thread that has taken the list. */
        private @Nullable Waiter next;

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
