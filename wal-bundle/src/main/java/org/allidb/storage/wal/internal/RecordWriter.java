package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.spi.wal.FailedLogException;
import org.allidb.storage.wal.internal.format.RecordFormat;
import org.allidb.storage.wal.internal.format.RecordHeader;

/**
 * A writer that appends records to the active segment of a chain, and rotates the chain when that segment is full. The
 * caller of each method holds the append lock, which {@link #makeRoom} may release while it waits.
 *
 * <p>A write that fails stops the log: staged records are lost with it, so that no later record may count.
 */
final class RecordWriter {

    private static final byte[] NO_CONTENT = {};
    private static final int NO_CONTENT_CRC = RecordFormat.contentCrc(NO_CONTENT, 0, 0);

    private final ReentrantLock appendLock;
    private final SegmentChain chain;
    private final SpaceAhead space;
    private final GroupCommit commits;
    private final LogCounters counters;
    private final LiveOptions options;
    private final RecordHeader header;
    private boolean closed;

    RecordWriter(
            ReentrantLock appendLock,
            SegmentChain chain,
            SpaceAhead space,
            GroupCommit commits,
            LogCounters counters,
            LiveOptions options) {
        this.appendLock = appendLock;
        this.chain = chain;
        this.space = space;
        this.commits = commits;
        this.counters = counters;
        this.options = options;
        this.header = new RecordHeader(chain.identity());
    }

    /**
     * Returns the header of the next record, which the caller fills before it calls {@link #append}. The same object is
     * used for all records.
     */
    RecordHeader header() {
        assert appendLock.isHeldByCurrentThread();
        return header;
    }

    /**
     * Rotates the chain if the active segment has no room for a record, and makes the record's blocks exist. Other threads may
     * append records meanwhile.
     *
     * @param length bytes of the record's content
     * @throws IOException if the log is closed or has failed, the disk is full, or a file cannot be written; nothing was appended
     */
    void makeRoom(int length) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        long bytes = RecordFormat.HEADER_LENGTH + (long) length;
        boolean ready = false;
        while (!ready) {
            checkUsable();
            if (chain.hasRoom(bytes)) {
                ready = space.reserve(chain.active(), bytes);
            } else if (chain.hasNext()) {
                rotate();
            } else {
                chain.provideNext(bytes, options.get());
            }
        }
        space.provideNext();
    }

    private void checkUsable() throws IOException {
        if (closed) {
            throw closedError();
        }
        IOException failed = commits.failure();
        if (failed != null) {
            throw new FailedLogException(
                    "the log takes no writes after a failed sync (" + failed.getMessage() + ")", failed);
        }
    }

    /** Returns the exception for a call that comes after the close. */
    static IOException closedError() {
        return new IOException("the write-ahead log is closed");
    }

    /** Refuses all records from now on. */
    void close() {
        assert appendLock.isHeldByCurrentThread();
        closed = true;
    }

    boolean isClosed() {
        assert appendLock.isHeldByCurrentThread();
        return closed;
    }

    /**
     * Appends the record whose header was filled; there is room.
     *
     * @param content array that holds the content
     * @param offset start of the content
     * @param stay whether the record may stay in memory until {@link #writeStaged()}
     */
    void append(byte[] content, int offset, boolean stay) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        LogSegment active = chain.active();
        header.place(active.header().number(), active.end(), commits.synced());
        chain.unsynced().add(active);
        try {
            active.store(header, content, offset, stay);
        } catch (IOException e) {
            throw failed(e);
        }
        if (stay && active.isSyncedFromNowOn() && !chain.files().hasFree()) {
            space.prepareSpare();
        }
        counters.writtenBytes.add(RecordFormat.HEADER_LENGTH + (long) header.length());
    }

    /** Appends a record without content, after it made room. */
    void appendMark(byte type, long generation, long sequence) throws IOException {
        makeRoom(0);
        header.describe(type, generation, sequence, 0, NO_CONTENT_CRC);
        append(NO_CONTENT, 0, true);
    }

    /** Writes the staged records to the file of the active segment. */
    void writeStaged() throws IOException {
        assert appendLock.isHeldByCurrentThread();
        try {
            chain.active().writeStaged();
        } catch (IOException | RuntimeException | Error e) {
            throw failed(e);
        }
    }

    /** Stops the log after a write failed; returns what the caller throws. */
    FailedLogException failed(Throwable failure) {
        IOException cause = failure instanceof IOException io ? io : new IOException(failure.toString(), failure);
        commits.fail(cause);
        return new FailedLogException("a write to the log failed: " + cause.getMessage(), cause);
    }

    private void rotate() throws IOException {
        LogSegment full = chain.active();
        if (!space.reserve(full, RecordFormat.HEADER_LENGTH)) {
            return;
        }
        header.describe(RecordFormat.ROTATED, 0, 0, 0, NO_CONTENT_CRC);
        append(NO_CONTENT, 0, true);
        try {
            full.finish();
        } catch (IOException | RuntimeException | Error e) {
            throw failed(e);
        }
        chain.rotate();
    }
}
