package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.api.statistics.LogStatistics;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.wal.FailedLogException;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.spi.wal.LogReplay;
import org.allidb.storage.spi.wal.WriteAheadLog;
import org.allidb.storage.wal.internal.format.RecordFormat;
import org.allidb.storage.wal.internal.format.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * The log: records are appended to the active segment of a {@link SegmentChain} under a short lock. A sync covers whatever is
 * unsynced, oldest first, so that a durable position means that everything before it is durable too.
 */
final class SegmentedLog implements WriteAheadLog {

    private static final Logger LOG = System.getLogger(SegmentedLog.class.getName());
    private static final long CHUNK = 4 << 20;
    private static final byte[] NO_CONTENT = {};

    private final StorageRuntime runtime;
    private final ScheduledExecutorService background;
    private final LogCounters counters = new LogCounters();
    private final GroupCommit commits;
    private final long replayedRecords;
    private final long replayedBytes;

    private final ReentrantLock appendLock = new ReentrantLock();
    /** Guarded by the append lock. */
    private final SegmentChain chain;
    /** Guarded by the append lock. */
    private final RecordHeader recordHeader;

    private long lastMark;
    private boolean allocating;
    private volatile WalOptions options;
    private volatile boolean closed;

    private SegmentedLog(SegmentChain chain, LogRecovery recovery, WalOptions options, StorageRuntime runtime) {
        this.options = options;
        this.runtime = runtime;
        this.chain = chain;
        this.recordHeader = new RecordHeader(chain.identity());
        this.replayedRecords = recovery.replayedRecords();
        this.replayedBytes = recovery.replayedBytes();
        this.commits = new GroupCommit(chain.active().endPosition());
        this.lastMark = chain.active().endPosition();
        this.background = runtime.executors().scheduler("wal");
        scheduleSync();
    }

    static SegmentedLog open(
            Vfs directory, LogAnchor anchor, WalOptions options, StorageRuntime runtime, LogReplay replay)
            throws IOException {
        SegmentFiles files = new SegmentFiles(directory);
        LogRecovery recovery = new LogRecovery(files, anchor);
        recovery.run(replay);
        return new SegmentedLog(new SegmentChain(files, anchor, recovery, options), recovery, options, runtime);
    }

    @Override
    public long append(
            long stream, long lastSequence, byte[] record, int offset, int length, boolean syncFollows)
            throws IOException {
        if (length > EntryBatch.MAX_LENGTH) {
            throw new IOException("a log record of " + length + " bytes is larger than " + EntryBatch.MAX_LENGTH
                    + " bytes; write a smaller batch");
        }
        int crc = RecordFormat.contentCrc(record, offset, length);
        appendLock.lock();
        try {
            checkUsable();
            makeRoom(RecordFormat.HEADER_LENGTH + (long) length);
            boolean stay = syncFollows && options.fsync();
            try {
                store(RecordFormat.DATA, stream, lastSequence, record, offset, length, crc, stay);
                chain.active().pins().pin(stream, lastSequence);
            } catch (RuntimeException | Error e) {
                // it may be in the log, and its sequence is given to another record
                throw failed(new IOException(e.toString(), e));
            }
            counters.records.increment();
            counters.recordBytes.add(length);
            return chain.active().endPosition();
        } finally {
            appendLock.unlock();
        }
    }

    @Override
    public void sync(long position) throws IOException {
        if (!options.fsync()) {
            IOException failed = commits.failure();
            if (failed != null) {
                throw new FailedLogException(String.valueOf(failed.getMessage()), failed);
            }
            return;
        }
        commits.await(position, this::syncAppended);
    }

    @Override
    public long syncedPosition() {
        return commits.synced();
    }

    @Override
    public void flushed(long stream, long throughSequence) {
        mark(RecordFormat.FLUSHED, stream, throughSequence);
    }

    @Override
    public void forget(long stream) {
        mark(RecordFormat.FORGOTTEN, stream, Long.MAX_VALUE);
    }

    @Override
    public List<Long> laggards() {
        appendLock.lock();
        try {
            return chain.totalBytes() <= options.maxTotalBytes() ? List.of() : chain.oldestPins();
        } finally {
            appendLock.unlock();
        }
    }

    @Override
    public void restart() throws IOException {
        appendLock.lock();
        try {
            if (closed) {
                throw closedError();
            }
            if (commits.failure() == null) {
                return;
            }
            chain.restart(commits.synced(), options);
            commits.reset(chain.active().endPosition());
        } finally {
            appendLock.unlock();
        }
    }

    @Override
    public boolean hasFailed() {
        return commits.failure() != null;
    }

    @Override
    public LogStatistics statistics() {
        appendLock.lock();
        try {
            return new SegmentedLogStatistics(
                    counters.records.sum(),
                    counters.recordBytes.sum(),
                    counters.writtenBytes.sum(),
                    counters.syncs.sum(),
                    counters.syncNanos.sum(),
                    chain.size(),
                    chain.totalBytes(),
                    chain.recycled(),
                    replayedRecords,
                    replayedBytes);
        } finally {
            appendLock.unlock();
        }
    }

    @Override
    public void reconfigure(WalOptions newOptions) {
        options = newOptions;
    }

    @Override
    public void close() throws IOException {
        appendLock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            appendLock.unlock();
        }
        background.shutdown();
        boolean durable = false;
        try {
            durable = syncAtClose();
        } finally {
            appendLock.lock();
            try {
                chain.close(durable, options);
            } finally {
                appendLock.unlock();
            }
        }
    }

    /** Makes all that was appended durable, if the log has not failed; returns whether it is. */
    private boolean syncAtClose() throws IOException {
        if (commits.failure() != null) {
            return false;
        }
        appendLock.lock();
        try {
            makeRoom(RecordFormat.HEADER_LENGTH);
            store(RecordFormat.CLOSED, 0, 0);
        } finally {
            appendLock.unlock();
        }
        commits.await(chain.active().endPosition(), this::syncAppended);
        return true;
    }

    /** Syncs, oldest first, all that is appended by now; run by the leader. */
    private long syncAppended() throws IOException {
        List<LogSegment> dirty;
        long position;
        appendLock.lock();
        try {
            writeStaged();
            dirty = chain.unsynced();
            position = chain.active().endPosition();
        } finally {
            appendLock.unlock();
        }
        long start = runtime.clock().nanoTime();
        for (LogSegment segment : dirty) {
            segment.sync();
            counters.syncs.increment();
        }
        counters.syncNanos.add(runtime.clock().nanoTime() - start);
        appendLock.lock();
        try {
            chain.markSynced(dirty);
        } finally {
            appendLock.unlock();
        }
        return position;
    }

    private void scheduleSync() {
        var _ = background.schedule(
                () -> {
                    try {
                        syncInBackground();
                    } finally {
                        if (!closed) {
                            scheduleSync();
                        }
                    }
                },
                options.syncIntervalMs(),
                TimeUnit.MILLISECONDS);
    }

    private void syncInBackground() {
        try {
            if (closed || commits.failure() != null) {
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
                commits.await(appended, this::syncAppended);
                lastMark = markSynced();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the background sync of the log failed", e);
        }
    }

    /** Leaves a note of the durable position behind the last record, so that damage to that one is recognised. */
    private long markSynced() throws IOException {
        appendLock.lock();
        try {
            if (!closed && chain.hasRoom(RecordFormat.HEADER_LENGTH)) {
                makeRoom(RecordFormat.HEADER_LENGTH);
                store(RecordFormat.SYNCED, 0, 0);
                writeStaged();
            }
            return chain.active().endPosition();
        } finally {
            appendLock.unlock();
        }
    }

    private void mark(byte type, long stream, long sequence) {
        appendLock.lock();
        try {
            if (closed) {
                return;
            }
            if (commits.failure() == null) {
                makeRoom(RecordFormat.HEADER_LENGTH);
                store(type, stream, sequence);
            }
            chain.flushed(stream, sequence, options);
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, "a flush could not be noted in the log; it is found out again at the next open", e);
        } finally {
            appendLock.unlock();
        }
    }

    /** Stores a record without content. */
    private void store(byte type, long stream, long sequence) throws IOException {
        store(type, stream, sequence, NO_CONTENT, 0, 0, RecordFormat.contentCrc(NO_CONTENT, 0, 0), true);
    }

    private void store(
            byte type, long stream, long sequence, byte[] content, int offset, int length, int crc, boolean stay)
            throws IOException {
        LogSegment active = chain.active();
        recordHeader.set(
                active.header().number(), active.end(), type, stream, sequence, commits.synced(), length, crc);
        chain.markUnsynced();
        try {
            active.store(recordHeader, content, offset, length, stay);
        } catch (IOException e) {
            throw failed(e);
        }
        counters.writtenBytes.add(RecordFormat.HEADER_LENGTH + (long) length);
    }

    private void writeStaged() throws IOException {
        try {
            chain.active().writeStaged();
        } catch (IOException e) {
            throw failed(e);
        } catch (RuntimeException | Error e) {
            throw failed(new IOException(e.toString(), e));
        }
    }

    /** Records that were collected could not be written: nothing after them may count. */
    private FailedLogException failed(IOException cause) {
        commits.fail(cause);
        return new FailedLogException("a write to the log failed: " + cause.getMessage(), cause);
    }

    /** Goes over to a new segment if the active one is full, and sees to it that the blocks exist. */
    private void makeRoom(long bytes) throws IOException {
        while (!chain.hasRoom(bytes)) {
            rotate(bytes);
        }
        LogSegment active = chain.active();
        long needed = active.end() + bytes;
        if (needed > active.allocated()) {
            active.allocate(needed + Math.min(CHUNK, needed));
        } else if (
                !closed && !allocating && needed + CHUNK / 2 > active.allocated() && active.allocated() < active.size()) {
            allocating = true;
            background.execute(this::allocateAhead);
        }
    }

    private void allocateAhead() {
        appendLock.lock();
        try {
            allocating = false;
            if (!closed) {
                LogSegment segment = chain.active();
                segment.allocate(segment.allocated() + CHUNK / 4);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "space for the log could not be prepared; the next append says why", e);
        } finally {
            appendLock.unlock();
        }
    }

    private void rotate(long bytes) throws IOException {
        try {
            chain.seal();
        } catch (IOException e) {
            throw failed(e);
        } catch (RuntimeException | Error e) {
            throw failed(new IOException(e.toString(), e));
        }
        chain.rotate(bytes, options);
    }

    private void checkUsable() throws IOException {
        if (closed) {
            throw closedError();
        }
        @Nullable IOException failed = commits.failure();
        if (failed != null) {
            throw new FailedLogException(
                    "the log takes no writes after a failed sync (" + failed.getMessage() + ")", failed);
        }
    }

    private static IOException closedError() {
        return new IOException("the write-ahead log is closed");
    }
}
