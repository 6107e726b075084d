package org.allidb.storage.wal.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of the active segment that exist before a record needs them. A background thread prepares the next ones when
 * few are left, so that appends seldom wait for that; where writers sync, it prepares all of the next segment. Thread-safe.
 */
final class SpaceAhead {

    private static final Logger LOG = System.getLogger(SpaceAhead.class.getName());
    private static final long CHUNK = 4 << 20;
    /** How much is prepared in the background at once, without the append lock. */
    private static final long PIECE = 256 << 10;

    private final ReentrantLock appendLock;

    @GuardedBy("appendLock")
    private final SegmentChain chain;

    private final Condition grown;
    /** The segment whose next blocks are being made without the append lock, under which this is set; null if there is none. */
    private volatile @Nullable LogSegment growing;

    private final Executor background;
    private final SpareSegment spare;
    private final SegmentAhead next;
    private final AtomicBoolean requested = new AtomicBoolean();
    private volatile boolean stopped;

    SpaceAhead(ReentrantLock appendLock, SegmentChain chain, Executor background, LiveOptions options) {
        this.appendLock = appendLock;
        this.chain = chain;
        this.grown = appendLock.newCondition();
        this.background = background;
        this.spare = new SpareSegment(appendLock, chain, background, options);
        this.next = new SegmentAhead(appendLock, chain, background, options);
    }

    /**
     * Makes the blocks of the active segment exist for more bytes. The caller holds the append lock.
     *
     * @return false if the lock was released to wait for blocks; then the active segment may be another one
     * @throws IOException if the disk is full, or the file cannot be written
     */
    boolean reserve(LogSegment active, long bytes) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        long upTo = active.end() + bytes;
        if (upTo > active.allocated()) {
            if (active == growing) {
                awaitGrowthOf(active);
                return false;
            }
            active.allocate(upTo + Math.min(CHUNK, upTo));
        } else if (upTo + CHUNK / 2 > active.allocated()
                && !active.isWhole()
                && !stopped
                && requested.compareAndSet(false, true)) {
            background.execute(this::allocate);
        }
        return true;
    }

    private void awaitGrowthOf(LogSegment segment) {
        while (segment == growing) {
            grown.awaitUninterruptibly();
        }
    }

    /** Has a file prepared for a later segment, because writers sync, and there is none. */
    void prepareSpare() {
        spare.prepare();
    }

    /** Has the next segment made if it is time. The caller holds the append lock. */
    void provideNext() {
        next.provide();
    }

    /** Stops the preparation of blocks in the background. The caller does not hold the append lock. */
    void stop() {
        stopped = true;
        spare.stop();
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
        LogSegment active;
        long from;
        long to;
        appendLock.lock();
        try {
            active = chain.active();
            from = active.allocated();
            to = Math.min(active.size(), from + PIECE);
            if (stopped || from == to) {
                return;
            }
            growing = active;
        } finally {
            appendLock.unlock();
        }
        boolean written = false;
        try {
            active.writeZeros(from, to);
            written = true;
        } finally {
            appendLock.lock();
            try {
                growing = null;
                if (written) {
                    active.allocated(to);
                }
                grown.signalAll();
            } finally {
                appendLock.unlock();
            }
        }
    }
}
