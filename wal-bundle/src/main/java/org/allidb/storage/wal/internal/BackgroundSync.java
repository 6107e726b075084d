package org.allidb.storage.wal.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.wal.internal.format.RecordFormat;

/**
 * A task that syncs at an interval what no writer waits for. After each sync it appends a mark with the durable position,
 * so that damage to the last record is recognised. Runs on the log's scheduler until it is stopped.
 */
final class BackgroundSync {

    private static final Logger LOG = System.getLogger(BackgroundSync.class.getName());

    private final ReentrantLock appendLock;

    @GuardedBy("appendLock")
    private final SegmentChain chain;

    @GuardedBy("appendLock")
    private final RecordWriter writer;

    private final GroupCommit commits;
    private final GroupCommit.Sync sync;
    /** Position after the last mark. Used by the task alone. */
    private long lastMark;

    private volatile boolean stopped;

    BackgroundSync(
            ReentrantLock appendLock,
            SegmentChain chain,
            RecordWriter writer,
            GroupCommit commits,
            GroupCommit.Sync sync) {
        this.appendLock = appendLock;
        this.chain = chain;
        this.writer = writer;
        this.commits = commits;
        this.sync = sync;
        this.lastMark = commits.synced();
    }

    /** Schedules the next run, which schedules the one after it. */
    void schedule(ScheduledExecutorService scheduler, LiveOptions options) {
        Future<?> _ = scheduler.schedule(
                () -> {
                    try {
                        run();
                    } finally {
                        scheduleNext(scheduler, options);
                    }
                },
                options.get().syncIntervalMs(),
                TimeUnit.MILLISECONDS);
    }

    private void scheduleNext(ScheduledExecutorService scheduler, LiveOptions options) {
        if (stopped) {
            return;
        }
        try {
            schedule(scheduler, options);
        } catch (RejectedExecutionException e) {
            if (!stopped) {
                throw e;
            }
            // the log was closed meanwhile
        }
    }

    /** Stops the task; a run that is under way appends nothing any more. */
    void stop() {
        stopped = true;
    }

    private void run() {
        try {
            if (stopped || commits.failure() != null) {
                return;
            }
            long appended;
            appendLock.lock();
            try {
                appended = chain.active().endPosition();
            } finally {
                appendLock.unlock();
            }
            if (appended > lastMark) {
                commits.await(appended, sync);
                lastMark = mark();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the background sync of the log failed", e);
        }
    }

    /** Appends a mark with the durable position behind the last record; returns the position after it. */
    private long mark() throws IOException {
        appendLock.lock();
        try {
            if (!stopped && chain.hasRoom(RecordFormat.HEADER_LENGTH)) {
                writer.appendMark(RecordFormat.SYNCED, 0, 0);
                writer.writeStaged();
            }
            return chain.active().endPosition();
        } finally {
            appendLock.unlock();
        }
    }
}
