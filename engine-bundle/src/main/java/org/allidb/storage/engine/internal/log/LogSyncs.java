package org.allidb.storage.engine.internal.log;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The syncs of a log for which writers wait. Each is announced while its tenant's write lock is held, so that no other log takes over
 * before it. Thread-safe.
 */
final class LogSyncs implements SyncQueue.Log {

    private static final long POLL_NANOS = 100_000;

    private final CurrentLog current;
    private final LogRescue rescue;
    private final AtomicInteger underWay = new AtomicInteger();

    LogSyncs(CurrentLog current, LogRescue rescue) {
        this.current = current;
        this.rescue = rescue;
    }

    void announce() {
        underWay.incrementAndGet();
    }

    @Override
    public void sync(long position, int announced) throws IOException {
        end(() -> current.get().sync(position), announced);
    }

    /** Waits as {@link #sync} does for one writer, also if writes are not synced. */
    void force(long position) throws IOException {
        end(() -> current.get().force(position), 1);
    }

    /** A wait for the log. */
    @FunctionalInterface
    private interface Wait {

        /** Waits. */
        void run() throws IOException;
    }

    private void end(Wait wait, int announced) throws IOException {
        try {
            wait.run();
        } catch (IOException e) {
            rescue.beginIfFailed();
            throw e;
        } finally {
            underWay.addAndGet(-announced);
        }
    }

    @Override
    public long syncedPosition() {
        return current.get().syncedPosition();
    }

    /** Waits until none is under way; returns whether that is so. */
    boolean await(long patienceNanos) {
        for (long left = patienceNanos; underWay.get() > 0; left -= POLL_NANOS) {
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }
}
