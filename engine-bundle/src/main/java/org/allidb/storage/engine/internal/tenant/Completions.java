package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads that complete the stages of all tenants. A completion runs code of callers, which may block for ever.
 *
 * <ul>
 *   <li>Tenants take turns. Each has a lane, and a thread takes one write of a lane, then one of the next.
 *   <li>A thread that is about to run code of a caller makes sure first that another thread is on its way, if more writes
 *       wait. So code that blocks delays no other stage, and code that does not block costs few threads.
 *   <li>A thread leaves when nothing waits.
 *   <li>If no thread can be started (no memory, or the platform is closed), the thread that adds a write completes it.
 * </ul>
 *
 * <p>Thread-safe. The lock is held over lists; nothing is allocated in {@link #add}, so that no write is lost when there is no
 * memory.
 */
public final class Completions implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Completions.class.getName());

    private final ExecutorService threads;
    private final Runnable work = this::work;
    /** Whether a thread was asked for that has not begun. */
    private final AtomicBoolean coming = new AtomicBoolean();

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable Lane firstLane;

    @GuardedBy("lock")
    private @Nullable Lane lastLane;

    /** The writes of one tenant that wait to be completed. Its fields are guarded by the lock of the outer class. */
    static final class Lane {

        private @Nullable AsyncWrite first;
        private @Nullable AsyncWrite last;
        /** The next lane in which writes wait. */
        private @Nullable Lane next;
    }

    /**
     * Creates completions; there is no thread until one is needed.
     *
     * @param threads gives each task a thread of its own; shut down by {@link #close}
     */
    public Completions(ExecutorService threads) {
        this.threads = threads;
    }

    /** Has a write completed. Returns at once. */
    void add(Lane lane, AsyncWrite write) {
        lock.lock();
        try {
            AsyncWrite before = lane.last;
            lane.last = write;
            if (before == null) {
                lane.first = write;
                enqueue(lane);
            } else {
                before.next = write;
            }
        } finally {
            lock.unlock();
        }
        if (!askForThread()) {
            work();
        }
    }

    /** Starts no more threads. What waits is completed, and what comes later too. */
    @Override
    public void close() {
        threads.shutdown();
    }

    @GuardedBy("lock")
    private void enqueue(Lane lane) {
        if (lastLane == null) {
            firstLane = lane;
        } else {
            lastLane.next = lane;
        }
        lastLane = lane;
    }

    /** Takes the first write of the first lane, which is the last lane then. Returns null if no write waits. */
    private @Nullable AsyncWrite take() {
        lock.lock();
        try {
            Lane lane = firstLane;
            if (lane == null) {
                return null;
            }
            firstLane = lane.next;
            lane.next = null;
            if (firstLane == null) {
                lastLane = null;
            }
            AsyncWrite write = Objects.requireNonNull(lane.first);
            lane.first = write.next;
            write.next = null;
            if (lane.first == null) {
                lane.last = null;
            } else {
                enqueue(lane);
            }
            return write;
        } finally {
            lock.unlock();
        }
    }

    private boolean isEmpty() {
        lock.lock();
        try {
            return firstLane == null;
        } finally {
            lock.unlock();
        }
    }

    /** Makes sure that a thread is on its way; returns false if none can be started. */
    private boolean askForThread() {
        if (coming.get() || !coming.compareAndSet(false, true)) {
            return true;
        }
        try {
            threads.execute(work);
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            coming.set(false);
            return false;
        }
    }

    private void work() {
        // what is added from here on has a thread asked for that begins later than this one
        coming.set(false);
        for (AsyncWrite write = take(); write != null; write = take()) {
            if (!isEmpty()) {
                var _ = askForThread();
            }
            try {
                write.complete();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a completed write could not be told to its caller", e);
            }
        }
    }
}
