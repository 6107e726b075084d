package org.allidb.storage.wal.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The blocks of the active segment that exist before a record needs them. A background thread prepares the next ones when
 * few are left, so that appends seldom wait for that; where writers sync, it prepares all of the next segment. Thread-safe.
 */
final class SpaceAhead {

    private static final Logger LOG = System.getLogger(SpaceAhead.class.getName());
    private static final long CHUNK = 4 << 20;
    /** How much is prepared in the background at once; appends may come in between. */
    private static final long PIECE = 64 << 10;

    private final ReentrantLock appendLock;

    @GuardedBy("appendLock")
    private final SegmentChain chain;

    private final Executor background;
    private final SpareSegment next;
    private final AtomicBoolean requested = new AtomicBoolean();
    private volatile boolean stopped;

    SpaceAhead(ReentrantLock appendLock, SegmentChain chain, Executor background, LiveOptions options) {
        this.appendLock = appendLock;
        this.chain = chain;
        this.background = background;
        this.next = new SpareSegment(appendLock, chain, background, options);
    }

    /**
     * Makes the blocks of the active segment exist up to an offset. The caller holds the append lock.
     *
     * @throws IOException if the disk is full, or the file cannot be written
     */
    void reserve(LogSegment active, long upTo) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        if (upTo > active.allocated()) {
            active.allocate(upTo + Math.min(CHUNK, upTo));
        } else if (upTo + CHUNK / 2 > active.allocated()
                && active.allocated() < active.size()
                && !stopped
                && requested.compareAndSet(false, true)) {
            background.execute(this::allocate);
        }
    }

    /** Has a file prepared for the next segment, because writers sync, and there is none. */
    void prepareNext() {
        next.prepare();
    }

    /** Stops the preparation of blocks in the background. The caller does not hold the append lock. */
    void stop() {
        stopped = true;
        next.stop();
    }

    private void allocate() {
        try {
            for (long prepared = 0; prepared < CHUNK / 4; prepared += PIECE) {
                allocatePiece();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "space for the log could not be prepared; the next append says why", e);
        } finally {
            requested.set(false);
        }
    }

    private void allocatePiece() throws IOException {
        appendLock.lock();
        try {
            if (!stopped) {
                LogSegment active = chain.active();
                active.allocate(active.allocated() + PIECE);
            }
        } finally {
            appendLock.unlock();
        }
    }
}
