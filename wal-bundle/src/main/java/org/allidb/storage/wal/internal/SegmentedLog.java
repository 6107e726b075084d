package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.wal.FailedLogException;
import org.allidb.storage.spi.wal.LogReplay;
import org.allidb.storage.spi.wal.LogStatistics;
import org.allidb.storage.spi.wal.WalOptions;
import org.allidb.storage.spi.wal.WriteAheadLog;
import org.allidb.storage.wal.internal.format.RecordFormat;
import org.allidb.storage.wal.internal.format.RecordHeader;
import org.allidb.storage.wal.internal.format.SegmentHeader;
import org.jspecify.annotations.Nullable;

/**
 * The log: one active segment that is appended to under a short lock, sealed ones behind it that wait for their sync or
 * for their streams' flushes, and segments of the run before. A sync covers whatever is unsynced, oldest first, so that
 * a durable position means that everything before it is durable too.
 */
final class SegmentedLog implements WriteAheadLog {

    private static final Logger LOG = System.getLogger(SegmentedLog.class.getName());
    private static final long FIRST_CHUNK = 256 << 10;
    private static final long CHUNK = 4 << 20;
    private static final byte[] NO_CONTENT = {};

    private final SegmentFiles files;
    private final StorageRuntime runtime;
    private final ScheduledExecutorService background;
    private final LogCounters counters = new LogCounters();
    private final GroupCommit commits;
    private final long replayedRecords;
    private final long replayedBytes;

    private final ReentrantLock appendLock = new ReentrantLock();
    private final RecordHeader recordHeader = new RecordHeader();
    /** Of this run, oldest first, the active one last. */
    private final Deque<LogSegment> segments = new ArrayDeque<>();
    /** Of the run before, oldest first. */
    private final Deque<OldSegment> oldSegments;

    private final Map<Long, Long> flushedBefore;
    private LogSegment active;
    private long lastNumber;
    /** Segments of this run that may have unsynced records; under the append lock. */
    private final Deque<LogSegment> unsynced = new ArrayDeque<>();

    private long lastMark;
    private boolean allocating;
    private volatile WalOptions options;
    private volatile boolean closed;

    private SegmentedLog(SegmentFiles files, LogRecovery recovery, WalOptions options, StorageRuntime runtime)
            throws IOException {
        this.files = files;
        this.options = options;
        this.runtime = runtime;
        this.oldSegments = new ArrayDeque<>(recovery.segments());
        this.flushedBefore = recovery.flushed();
        this.replayedRecords = recovery.replayedRecords();
        this.replayedBytes = recovery.replayedBytes();
        this.lastNumber = files.greatestNumber();
        OldSegment last = oldSegments.peekLast();
        long start = last == null
                ? 1
                : last.header().startPosition() + last.end() - SegmentHeader.LENGTH;
        SegmentHeader header = last == null
                ? new SegmentHeader(++lastNumber, start, 0, 0, options.segmentBytes())
                : new SegmentHeader(
                        ++lastNumber, start, last.header().number(), last.end(), options.segmentBytes());
        this.active = files.create(header, FIRST_CHUNK);
        this.segments.add(active);
        this.commits = new GroupCommit(start);
        this.lastMark = start;
        releaseUnneeded();
        this.background = runtime.executors().scheduler("wal");
        scheduleSync();
    }

    static SegmentedLog open(Vfs directory, WalOptions options, StorageRuntime runtime, LogReplay replay)
            throws IOException {
        SegmentFiles files = new SegmentFiles(directory);
        LogRecovery recovery = new LogRecovery(files);
        recovery.run(replay);
        recovery.settleNames();
        files.deleteUnfinished();
        return new SegmentedLog(files, recovery, options, runtime);
    }

    @Override
    public long append(
            long stream, long lastSequence, byte[] record, int offset, int length, boolean syncFollows)
            throws IOException {
        if (length > options.maxRecordBytes()) {
            throw new IOException("a log record of " + length + " bytes is larger than " + options.maxRecordBytes()
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
                active.pins().pin(stream, lastSequence);
            } catch (RuntimeException | Error e) {
                // it may be in the log, and its sequence is given to another record
                throw failed(new IOException(e.toString(), e));
            }
            counters.records.increment();
            counters.recordBytes.add(length);
            return active.endPosition();
        } finally {
            appendLock.unlock();
        }
    }

    @Override
    public void sync(long position) throws IOException {
        if (!options.fsync()) {
            IOException failed = commits.failure();
            if (failed != null) {
                throw new FailedLogException(failed.getMessage(), failed);
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
            if (totalBytes() <= options.maxTotalBytes()) {
                return List.of();
            }
            OldSegment oldest = oldSegments.peekFirst();
            return oldest != null
                    ? List.copyOf(oldest.pins(flushedBefore).keySet())
                    : List.copyOf(segments.getFirst().pins().streams());
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
            // beyond what was synced the failed segments are not trusted; their records are durable elsewhere
            LogSegment firstUnsynced = unsynced.isEmpty() ? active : unsynced.getFirst();
            long start = active.endPosition();
            while (segments.getLast() != firstUnsynced) {
                LogSegment later = segments.getLast();
                later.close();
                files.deleteIfThere(later.name());
                segments.removeLast();
            }
            // they are gone before there is a successor that does not know them
            files.directory().syncDirectory("");
            long trusted = firstUnsynced.offset(commits.synced());
            SegmentHeader header = new SegmentHeader(
                    ++lastNumber, start, firstUnsynced.header().number(), trusted, options.segmentBytes());
            active = files.create(header, FIRST_CHUNK);
            segments.add(active);
            unsynced.clear();
            commits.reset(start);
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
            return new LogStatistics(
                    counters.records.sum(),
                    counters.recordBytes.sum(),
                    counters.writtenBytes.sum(),
                    counters.syncs.sum(),
                    counters.syncNanos.sum(),
                    segments.size() + oldSegments.size(),
                    totalBytes(),
                    files.recycled(),
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
            if (commits.failure() == null) {
                makeRoom(RecordFormat.HEADER_LENGTH);
                store(RecordFormat.CLOSED, 0, 0);
            }
            closed = true;
        } finally {
            appendLock.unlock();
        }
        background.shutdown();
        try {
            if (commits.failure() == null) {
                commits.await(active.endPosition(), this::syncAppended);
            }
        } finally {
            closeSegments();
        }
    }

    private void closeSegments() throws IOException {
        appendLock.lock();
        try {
            boolean needed = !oldSegments.isEmpty() || segments.stream().anyMatch(segment -> !segment.pins().isEmpty());
            for (LogSegment segment : segments) {
                segment.close();
                if (!needed && commits.failure() == null) {
                    files.release(segment.name(), segment.size(), fullyAllocated(segment), options.recycleFiles());
                }
            }
        } finally {
            appendLock.unlock();
        }
    }

    /** Syncs, oldest first, all that is appended by now; run by the leader. */
    private long syncAppended() throws IOException {
        List<LogSegment> dirty;
        long position;
        appendLock.lock();
        try {
            writeStaged();
            dirty = new ArrayList<>(unsynced);
            position = active.endPosition();
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
            // the active segment may have grown meanwhile: it stays in the list
            unsynced.removeIf(segment -> dirty.contains(segment) && segment != active);
        } finally {
            appendLock.unlock();
        }
        return position;
    }

    private void scheduleSync() {
        background.schedule(
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
                appended = active.endPosition();
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
            if (!closed && active.hasRoom(RecordFormat.HEADER_LENGTH)) {
                makeRoom(RecordFormat.HEADER_LENGTH);
                store(RecordFormat.SYNCED, 0, 0);
                writeStaged();
            }
            return active.endPosition();
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
            flushedBefore.merge(stream, sequence, Math::max);
            segments.forEach(segment -> segment.pins().unpin(stream, sequence));
            releaseUnneeded();
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
        recordHeader.set(
                active.header().number(), active.end(), type, stream, sequence, commits.synced(), length, crc);
        if (unsynced.peekLast() != active) {
            unsynced.addLast(active);
        }
        try {
            active.store(recordHeader, content, offset, length, stay);
        } catch (IOException e) {
            throw failed(e);
        }
        counters.writtenBytes.add(RecordFormat.HEADER_LENGTH + (long) length);
    }

    private void writeStaged() throws IOException {
        try {
            active.writeStaged();
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
        if (!active.hasRoom(bytes)) {
            rotate(bytes);
        }
        long needed = active.end() + bytes;
        if (needed > active.allocated()) {
            active.allocate(needed + Math.min(CHUNK, needed));
        } else if (!allocating && needed + CHUNK / 2 > active.allocated() && active.allocated() < active.size()) {
            allocating = true;
            background.execute(this::allocateAhead);
        }
    }

    private void allocateAhead() {
        LogSegment segment;
        appendLock.lock();
        try {
            segment = active;
            allocating = false;
            if (!closed) {
                segment.allocate(segment.allocated() + CHUNK / 4);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "space for the log could not be prepared; the next append says why", e);
        } finally {
            appendLock.unlock();
        }
    }

    private void rotate(long bytes) throws IOException {
        long size = Math.max(options.segmentBytes(), SegmentHeader.LENGTH + bytes);
        SegmentHeader header = new SegmentHeader(
                lastNumber + 1, active.endPosition(), active.header().number(), active.end(), size);
        if (unsynced.peekLast() == active) {
            // the successor's header vouches for this segment: it must be durable before the header is
            try {
                active.seal();
            } catch (IOException e) {
                throw failed(e);
            } catch (RuntimeException | Error e) {
                throw failed(new IOException(e.toString(), e));
            }
        }
        try {
            active = files.create(header, FIRST_CHUNK);
        } catch (SegmentFiles.NamedInVainException e) {
            lastNumber++;
            throw failed(e);
        }
        lastNumber++;
        segments.addLast(active);
        releaseUnneeded();
    }

    /** Releases segments from the oldest on that no stream needs. */
    private void releaseUnneeded() throws IOException {
        while (!oldSegments.isEmpty() && oldSegments.getFirst().pins(flushedBefore).isEmpty()) {
            OldSegment old = oldSegments.removeFirst();
            files.release(old.name(), old.fileBytes(), 0, 0);
        }
        while (oldSegments.isEmpty()
                && segments.size() > 1
                && segments.getFirst().pins().isEmpty()
                && !unsynced.contains(segments.getFirst())) {
            LogSegment released = segments.getFirst();
            released.close();
            segments.removeFirst();
            files.release(released.name(), released.size(), fullyAllocated(released), options.recycleFiles());
        }
    }

    /** The size at which the segment's file can be used again: only if all its blocks exist. */
    private long fullyAllocated(LogSegment segment) {
        return segment.allocated() == segment.size() ? options.segmentBytes() : -1;
    }

    private long totalBytes() {
        return segments.stream().mapToLong(LogSegment::end).sum()
                + oldSegments.stream().mapToLong(OldSegment::end).sum();
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
