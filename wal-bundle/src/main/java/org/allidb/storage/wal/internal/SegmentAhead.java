package org.allidb.storage.wal.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The segment after the active one, made in the background while the active one has room, so that a rotation waits for no
 * sync. No lock is held over the creation of its file. If it is not there in time, the writer makes it. Thread-safe.
 */
final class SegmentAhead {

    private static final Logger LOG = System.getLogger(SegmentAhead.class.getName());

    private final ReentrantLock appendLock;
    /** Used under the append lock. */
    private final SegmentChain chain;

    private final Executor background;
    private final LiveOptions options;

    @GuardedBy("this")
    private boolean stopped;

    SegmentAhead(ReentrantLock appendLock, SegmentChain chain, Executor background, LiveOptions options) {
        this.appendLock = appendLock;
        this.chain = chain;
        this.background = background;
        this.options = options;
    }

    /** Has it made if it is time, once for each active segment. The caller holds the append lock. */
    void provide() {
        assert appendLock.isHeldByCurrentThread();
        if (!chain.claimNext()) {
            return;
        }
        try {
            background.execute(this::make);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the log is being closed", e);
        }
    }

    /** Stops; what is being made is finished before. The caller does not hold the append lock. */
    synchronized void stop() {
        stopped = true;
    }

    private synchronized void make() {
        if (stopped) {
            return;
        }
        try {
            NewSegment plan = locked(() -> chain.planNext(options.get()));
            LogSegment made = create(plan);
            locked(() -> {
                chain.adoptNext(made, options.get());
                return made;
            });
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "the next segment of the log could not be made; it is made when it is needed", e);
        }
    }

    private LogSegment create(NewSegment plan) throws IOException {
        try {
            return plan.create();
        } catch (IOException | RuntimeException | Error e) {
            locked(() -> {
                chain.files().giveUp(plan);
                return plan;
            });
            throw e;
        }
    }

    private <T> T locked(LockedStep<T> step) throws IOException {
        appendLock.lock();
        try {
            return step.run();
        } finally {
            appendLock.unlock();
        }
    }

    /** What is done under the append lock. */
    @FunctionalInterface
    private interface LockedStep<T> {
        T run() throws IOException;
    }
}
