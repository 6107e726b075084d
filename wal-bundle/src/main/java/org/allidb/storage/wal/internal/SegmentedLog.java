package org.allidb.storage.wal.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
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
import org.jspecify.annotations.Nullable;

/**
 * A write-ahead log that appends records to a {@link SegmentChain}. Composes its parts, and has the life cycle:
 *
 * <ul>
 *   <li>{@link RecordWriter} appends, under a short lock; {@link SpaceAhead} prepares the blocks.
 *   <li>{@link GroupCommit} chooses the thread that syncs for all that wait; {@link LogSync} is that sync.
 *   <li>{@link BackgroundSync} syncs what no thread waits for.
 * </ul>
 */
final class SegmentedLog implements WriteAheadLog {

    private static final Logger LOG = System.getLogger(SegmentedLog.class.getName());

    /**
     * A record of so many bytes and more is synced before its append returns, if others have asked for syncs since the last such
     * record: they would wait for all that piles up.
     */
    private static final int LARGE = 256 << 10;

    private final ReentrantLock appendLock;

    @GuardedBy("appendLock")
    private final SegmentChain chain;

    @GuardedBy("appendLock")
    private final RecordWriter writer;

    private final SpaceAhead space;
    private final GroupCommit commits;
    private final LogSync sync;
    private final BackgroundSync backgroundSync;
    private final ScheduledExecutorService background;
    /** Prepares files. A sync may take long, and is made elsewhere. */
    private final ScheduledExecutorService ahead;

    private final LiveOptions options;
    private final LogCounters counters = new LogCounters();
    private final SegmentedLogStatistics.Replayed replayed;
    private final AtomicBoolean closing = new AtomicBoolean();

    private SegmentedLog(
            ReentrantLock appendLock,
            SegmentChain chain,
            LogRecovery recovery,
            WalOptions options,
            StorageRuntime runtime) {
        this.appendLock = appendLock;
        this.chain = chain;
        this.replayed = recovery.replayed();
        this.options = new LiveOptions(options);
        this.background = runtime.executors().scheduler("wal");
        this.ahead = runtime.executors().scheduler("wal-ahead");
        this.commits = new GroupCommit(recovery.endPosition());
        this.space = new SpaceAhead(appendLock, chain, ahead, this.options);
        this.writer = new RecordWriter(appendLock, chain, space, commits, counters, this.options);
        this.sync = new LogSync(appendLock, chain, writer, counters, runtime.clock());
        this.backgroundSync = new BackgroundSync(appendLock, chain, writer, commits, sync);
    }

    static SegmentedLog open(
            Vfs directory, LogAnchor anchor, WalOptions options, StorageRuntime runtime, LogReplay replay)
            throws IOException {
        SegmentFiles files = new SegmentFiles(directory);
        LogRecovery recovery = new LogRecovery(files, anchor);
        recovery.run(replay);
        ReentrantLock appendLock = new ReentrantLock();
        SegmentChain chain = continued(appendLock, files, anchor, recovery, options);
        SegmentedLog log = new SegmentedLog(appendLock, chain, recovery, options, runtime);
        log.carried().carry(recovery, options);
        log.backgroundSync.schedule(log.background, log.options);
        return log;
    }

    private static SegmentChain continued(
            ReentrantLock appendLock, SegmentFiles files, LogAnchor anchor, LogRecovery recovery, WalOptions options)
            throws IOException {
        appendLock.lock();
        try {
            return new SegmentChain(appendLock, files, anchor, recovery, options);
        } finally {
            appendLock.unlock();
        }
    }

    private CarriedRecords carried() {
        appendLock.lock();
        try {
            return new CarriedRecords(appendLock, chain, writer, commits, sync);
        } finally {
            appendLock.unlock();
        }
    }

    @Override
    public long append(long generation, long lastSequence, byte[] record, int offset, int length, boolean syncFollows)
            throws IOException {
        if (length > EntryBatch.MAX_LENGTH) {
            throw new IOException("a log record of " + length + " bytes is larger than " + EntryBatch.MAX_LENGTH
                    + " bytes; write a smaller batch");
        }
        int crc = RecordFormat.contentCrc(record, offset, length);
        long position;
        long awaited;
        appendLock.lock();
        try {
            writer.makeRoom(length);
            writer.header().describe(RecordFormat.DATA, generation, lastSequence, length, crc);
            try {
                writer.append(record, offset, syncFollows && options.get().fsync());
                chain.active().pins().pin(generation, lastSequence);
            } catch (RuntimeException | Error e) {
                // it may be in the log, and its sequence is given to another record
                throw writer.failed(e);
            }
            counters.records.increment();
            counters.recordBytes.add(length);
            position = chain.active().endPosition();
            awaited = chain.unsynced().positionToWaitFor();
        } finally {
            appendLock.unlock();
        }
        if (length >= LARGE && !syncFollows && commits.wasAsked()) {
            awaited = position;
        }
        commits.await(awaited, sync);
        return position;
    }

    @Override
    public void sync(long position) throws IOException {
        if (!options.get().fsync()) {
            IOException failed = commits.failure();
            if (failed != null) {
                throw new FailedLogException(String.valueOf(failed.getMessage()), failed);
            }
            return;
        }
        force(position);
    }

    @Override
    public void force(long position) throws IOException {
        commits.asked();
        commits.await(position, sync);
    }

    @Override
    public long syncedPosition() {
        return commits.synced();
    }

    @Override
    public void flushed(long generation, long throughSequence) {
        mark(RecordFormat.FLUSHED, generation, throughSequence);
    }

    @Override
    public void forget(long generation) {
        mark(RecordFormat.FORGOTTEN, generation, Long.MAX_VALUE);
    }

    @Override
    public List<Long> laggards() {
        appendLock.lock();
        try {
            return chain.totalBytes() <= options.get().maxTotalBytes() ? List.of() : chain.oldestPins();
        } finally {
            appendLock.unlock();
        }
    }

    @Override
    public void restart() throws IOException {
        appendLock.lock();
        try {
            if (writer.isClosed()) {
                throw RecordWriter.closedError();
            }
            if (commits.failure() == null) {
                return;
            }
            chain.restart(commits.synced(), options.get());
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
            return new SegmentedLogStatistics(counters.appended(), counters.synced(), chain.figures(), replayed);
        } finally {
            appendLock.unlock();
        }
    }

    @Override
    public void reconfigure(WalOptions newOptions) {
        appendLock.lock();
        try {
            if (!writer.isClosed() && !newOptions.fsync() && options.get().fsync()) {
                // nothing syncs them from now on, and they must outlive the process
                writer.writeStaged();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the log has failed, and says so to the writers that wait", e);
        } finally {
            options.set(newOptions);
            appendLock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        if (closing.getAndSet(true)) {
            return;
        }
        IOException unmarked = appendLastMark();
        long end = refuseRecords();
        space.stop();
        background.shutdown();
        ahead.shutdown();
        boolean durable = false;
        try {
            durable = syncAtClose(end, unmarked);
        } finally {
            appendLock.lock();
            try {
                chain.close(durable);
            } finally {
                appendLock.unlock();
            }
        }
    }

    /** Appends the mark of a close. Returns why it could not: a full disk may have no room for it. */
    private @Nullable IOException appendLastMark() {
        appendLock.lock();
        try {
            if (commits.failure() == null) {
                writer.appendMark(RecordFormat.CLOSED, 0, 0);
            }
            writer.close();
            return null;
        } catch (IOException e) {
            return e;
        } catch (RuntimeException | Error e) {
            return new IOException("the log could not be marked as closed: " + e, e);
        } finally {
            appendLock.unlock();
        }
    }

    /** Refuses records from now on; returns the position behind the last one. */
    private long refuseRecords() {
        appendLock.lock();
        try {
            writer.close();
            backgroundSync.stop();
            return chain.active().endPosition();
        } finally {
            appendLock.unlock();
        }
    }

    /** Makes all that was appended durable if the log has not failed; returns whether it is, and has its last mark. */
    private boolean syncAtClose(long end, @Nullable IOException unmarked) throws IOException {
        if (commits.failure() != null) {
            return false;
        }
        commits.await(end, sync);
        if (unmarked != null) {
            throw unmarked;
        }
        return true;
    }

    private void mark(byte type, long generation, long sequence) {
        appendLock.lock();
        try {
            if (writer.isClosed()) {
                return;
            }
            note(type, generation, sequence);
            // also if it is not noted: on a full disk the segments that are let go are the space that is waited for
            chain.flushed(generation, sequence, options.get());
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(
                    Level.WARNING,
                    "segments that no tenant needs could not be let go; they are with the next flush",
                    e);
        } finally {
            appendLock.unlock();
        }
    }

    @GuardedBy("appendLock")
    private void note(byte type, long generation, long sequence) {
        try {
            if (commits.failure() == null) {
                writer.appendMark(type, generation, sequence);
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, "a flush could not be noted in the log; it is found out again at the next open", e);
        }
    }
}
