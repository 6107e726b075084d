package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.spi.wal.FailedLogException;
import org.jspecify.annotations.Nullable;

/**
 * Lets one of those who wait for a sync do it for all. Who finds no sync under way leads; who comes while one is under
 * way waits for it if it covers its position, else for the next one, of which the first to wake is the leader. Nobody
 * is woken in vain but that leader. Thread-safe.
 */
final class GroupCommit {

    /** Does the sync. */
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
    /** Waiters of even and of odd rounds. */
    private final Condition[] rounds = {lock.newCondition(), lock.newCondition()};

    private long round;
    private boolean leading;
    private volatile long synced;
    private volatile @Nullable IOException failure;

    GroupCommit(long synced) {
        this.synced = synced;
    }

    /** The position up to which everything is durable. */
    long synced() {
        return synced;
    }

    /** Why syncs have stopped, or null. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** Stops all syncs: one failed outside of a round. */
    void fail(IOException cause) {
        lock.lock();
        try {
            failure = cause;
        } finally {
            lock.unlock();
        }
        wakeAll();
    }

    /** Goes on after a failure; everything up to a position is durable elsewhere. */
    void reset(long position) {
        lock.lock();
        try {
            synced = Math.max(synced, position);
            failure = null;
        } finally {
            lock.unlock();
        }
    }

    /** Lets all waiters look again, for example because the log is closed. */
    void wakeAll() {
        lock.lock();
        try {
            rounds[0].signalAll();
            rounds[1].signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a position is durable; leads if nobody does.
     *
     * @param position the position
     * @param sync done by the leader, without the lock
     */
    void await(long position, Sync sync) throws IOException {
        if (synced >= position) {
            return;
        }
        lock.lock();
        try {
            while (synced < position) {
                IOException failed = failure;
                if (failed != null) {
                    throw new FailedLogException(failed.getMessage(), failed);
                }
                if (leading) {
                    // what is appended after the sync began is the next round's
                    rounds[(int) (round + 1 & 1)].awaitUninterruptibly();
                } else {
                    lead(sync);
                }
            }
        } finally {
            if (!leading) {
                // who was woken to lead may have been covered already: the next one must look
                rounds[(int) (round + 1 & 1)].signal();
            }
            lock.unlock();
        }
    }

    private void lead(Sync sync) {
        leading = true;
        round++;
        lock.unlock();
        long position = 0;
        IOException failed = null;
        try {
            position = sync.run();
        } catch (IOException e) {
            failed = e;
        } catch (RuntimeException | Error e) {
            failed = new IOException("a sync of the log failed: " + e, e);
        } finally {
            lock.lock();
            leading = false;
            if (failed == null) {
                synced = Math.max(synced, position);
            } else {
                failure = failed;
                rounds[0].signalAll();
                rounds[1].signalAll();
            }
            rounds[(int) (round & 1)].signalAll();
            rounds[(int) (round + 1 & 1)].signal();
        }
    }
}
