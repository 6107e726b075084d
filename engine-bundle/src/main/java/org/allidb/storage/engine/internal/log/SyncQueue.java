package org.allidb.storage.engine.internal.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writes that wait for a sync of one log and hold no thread. One thread waits for all of them. It comes when the queue is
 * no longer empty and leaves when it is empty, so an idle log has none.
 *
 * <ul>
 *   <li>The thread takes all that wait, and waits until the last of their positions is durable. To the log it is one of
 *       the threads of a group commit: it leads the sync, or another thread's sync covers it.
 *   <li>What comes meanwhile is taken next. So one sync serves all that were appended during the one before.
 *   <li>After a failed sync all that it should have covered fail, also when there is no memory to say why.
 *   <li>If there is no such thread (no memory, or after the close), the caller of {@link #add} takes its place.
 * </ul>
 *
 * <p>Thread-safe. The lock is held over a list of two ends.
 */
final class SyncQueue implements AutoCloseable {

    private static final Logger LOG = System.getLogger(SyncQueue.class.getName());
    /** How long a close waits for the thread. The log is closed by then, so that all of its syncs have ended. */
    private static final long CLOSE_SECONDS = 5;

    /** The log. */
    interface Log {

        /**
         * Waits until a position is on stable storage.
         *
         * @param writes how many writes wait for it
         */
        void sync(long position, int writes) throws IOException;

        /** Returns the position up to which everything is on stable storage. */
        long syncedPosition();
    }

    private final Log log;
    private final ExecutorService thread;
    private final Runnable work = this::serveAll;
    /** Made in time: there may be no memory when it is needed. */
    private final IOException untold = new IOException("a sync of the log failed, and there was no memory to say why");

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable PendingSync first;

    @GuardedBy("lock")
    private @Nullable PendingSync last;

    /** Whether a thread serves the queue, or was asked to. */
    @GuardedBy("lock")
    private boolean served;

    /**
     * Creates an empty queue.
     *
     * @param log syncs
     * @param thread one thread, started on demand; shut down by {@link #close}
     */
    SyncQueue(Log log, ExecutorService thread) {
        this.log = log;
        this.thread = thread;
    }

    /** Adds a write that was appended to the log. Returns at once and does not throw. */
    void add(PendingSync pending) {
        if (!append(pending)) {
            return;
        }
        try {
            thread.execute(work);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            serveAll();
        }
    }

    /** Serves what is left, whose log is closed, and lets the thread go. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(
                        Level.WARNING,
                        "a sync of a closed log has not ended; the writes that wait for it hear of it then");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether a thread must be asked to serve the queue. */
    private boolean append(PendingSync pending) {
        lock.lock();
        try {
            PendingSync before = last;
            if (before == null) {
                first = pending;
            } else {
                before.next = pending;
            }
            last = pending;
            boolean ask = !served;
            served = true;
            return ask;
        } finally {
            lock.unlock();
        }
    }

    /** Takes all that wait, as a list by {@link PendingSync#next}; null if none does, and then the queue is not served. */
    private @Nullable PendingSync takeAll() {
        lock.lock();
        try {
            PendingSync all = first;
            first = null;
            last = null;
            served = all != null;
            return all;
        } finally {
            lock.unlock();
        }
    }

    private void serveAll() {
        for (PendingSync all = takeAll(); all != null; all = takeAll()) {
            serve(all);
        }
    }

    private void serve(PendingSync all) {
        long position = 0;
        int writes = 0;
        for (PendingSync each = all; each != null; each = each.next) {
            position = Math.max(position, each.position());
            writes++;
        }
        IOException failure = null;
        try {
            log.sync(position, writes);
        } catch (IOException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = failure(e);
        }
        for (PendingSync each = all; each != null; ) {
            PendingSync next = each.next;
            each.next = null;
            end(each, failure);
            each = next;
        }
    }

    private IOException failure(Throwable cause) {
        try {
            return new IOException("a sync of the log failed: " + cause, cause);
        } catch (RuntimeException | Error e) {
            return untold;
        }
    }

    private static void unexpected(Throwable failure) {
        try {
            LOG.log(Level.ERROR, "the end of a write failed unexpectedly", failure);
        } catch (RuntimeException | Error e) {
            // no memory: the writes behind it are told nevertheless
        }
    }

    private void end(PendingSync pending, @Nullable IOException failure) {
        try {
            // an earlier sync may have covered a part of what the last one should have covered
            if (failure == null || pending.position() <= log.syncedPosition()) {
                pending.synced();
            } else {
                pending.failed(failure);
            }
        } catch (RuntimeException | Error e) {
            unexpected(e);
        }
    }
}
