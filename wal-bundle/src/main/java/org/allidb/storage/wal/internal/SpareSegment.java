package org.allidb.storage.wal.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.spi.vfs.VfsFile;
import org.jspecify.annotations.Nullable;

/**
 * A file of zeros for the next segment, made in the background while writers sync. A sync of a file that has all its blocks writes data
 * alone; where blocks are added between two syncs, the second waits for the journal of the file system. Writers that do not sync
 * need none: what is written twice costs more than it saves. Thread-safe.
 */
final class SpareSegment {

    private static final Logger LOG = System.getLogger(SpareSegment.class.getName());
    /** How much is written and synced at once. */
    private static final long PIECE = 256 << 10;

    private final ReentrantLock appendLock;

    @GuardedBy("appendLock")
    private final SegmentChain chain;

    private final Executor background;
    private final LiveOptions options;
    /** Whether one is asked for, or being made. */
    private final AtomicBoolean requested = new AtomicBoolean();

    @GuardedBy("this")
    private @Nullable Unfinished unfinished;

    @GuardedBy("this")
    private boolean stopped;

    /** A file that is being filled. */
    private static final class Unfinished {

        private final SegmentFiles.Spare spare;
        private final VfsFile file;
        private long written;

        Unfinished(SegmentFiles.Spare spare, VfsFile file) {
            this.spare = spare;
            this.file = file;
        }
    }

    SpareSegment(ReentrantLock appendLock, SegmentChain chain, Executor background, LiveOptions options) {
        this.appendLock = appendLock;
        this.chain = chain;
        this.background = background;
        this.options = options;
    }

    /** Has one made if files are kept for reuse at all. There is none. */
    void prepare() {
        if (options.get().recycleFiles() > 0 && requested.compareAndSet(false, true)) {
            proceed();
        }
    }

    /** Stops, and removes what was begun. The caller holds no lock. */
    synchronized void stop() {
        stopped = true;
        giveUp();
    }

    private void proceed() {
        try {
            background.execute(this::step);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the log is being closed", e);
        }
    }

    private void step() {
        try {
            if (isDone()) {
                requested.set(false);
            } else {
                proceed();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "no file could be prepared for the next segment; one is made when it is needed", e);
            giveUp();
            requested.set(false);
        }
    }

    /** Writes the next piece; returns whether there are no more. */
    private synchronized boolean isDone() throws IOException {
        if (stopped) {
            return true;
        }
        Unfinished made = unfinished;
        if (made == null) {
            unfinished = begin();
            return false;
        }
        long size = made.spare.size();
        if (made.written < size) {
            long to = Math.min(size, made.written + PIECE);
            made.file.writeZeros(made.written, to);
            made.file.sync();
            made.written = to;
            return false;
        }
        unfinished = null;
        made.file.close();
        adopt(made.spare);
        return true;
    }

    private Unfinished begin() throws IOException {
        SegmentFiles.Spare spare;
        appendLock.lock();
        try {
            spare = chain.newSpare(options.get());
        } finally {
            appendLock.unlock();
        }
        VfsFile file = spare.create();
        return new Unfinished(spare, file);
    }

    private void adopt(SegmentFiles.Spare spare) {
        appendLock.lock();
        try {
            chain.files().adopt(spare);
        } finally {
            appendLock.unlock();
        }
    }

    private synchronized void giveUp() {
        Unfinished made = unfinished;
        unfinished = null;
        if (made == null) {
            return;
        }
        try {
            made.file.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a file for the next segment could not be closed", e);
        }
        appendLock.lock();
        try {
            chain.files().remove(made.spare);
        } finally {
            appendLock.unlock();
        }
    }
}
