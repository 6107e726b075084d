package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.wal.internal.format.LogIdentity;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/**
 * The anchor of an open log: names the segments of which the log consists, and gives numbers to new ones. After a write of
 * the anchor failed, it may name a segment or not; such a segment is doubtful and keeps its file until a later write
 * succeeds. Used under the append lock of the log.
 */
final class ChainAnchor {

    private static final Logger LOG = System.getLogger(ChainAnchor.class.getName());
    private static final long FIRST_CHUNK = 256 << 10;

    private final ReentrantLock appendLock;
    private final Condition idle;
    private final SegmentFiles files;
    private final LogAnchor anchor;
    private final LogIdentity identity;
    private final long identifiedFrom;
    private long lastNumber;
    /** Segments that the anchor may name until it is written with success. */
    private final List<LogSegment> doubtful = new ArrayList<>();

    /** Whether a thread writes the anchor, without the append lock, under which this is set. */
    private volatile boolean writing;

    ChainAnchor(ReentrantLock appendLock, SegmentFiles files, LogAnchor anchor, LogRecovery recovery) {
        this.appendLock = appendLock;
        this.idle = appendLock.newCondition();
        this.files = files;
        this.anchor = anchor;
        this.identity = recovery.identity();
        this.identifiedFrom = recovery.identifiedFrom();
        this.lastNumber = recovery.lastNumber();
    }

    LogIdentity identity() {
        return identity;
    }

    /**
     * Creates a segment that vouches for its predecessor, under the next number. The anchor does not name it yet.
     *
     * @param start position of its first record
     * @param predecessor number of the segment before, 0 if there is none
     * @param predecessorEnd offset up to which the segment before counts, and is durable
     * @param size length of its file
     */
    LogSegment create(long start, long predecessor, long predecessorEnd, long size) throws IOException {
        return files.create(plan(start, predecessor, predecessorEnd, size));
    }

    /**
     * Plans a segment that continues one behind its mark, under the next number. Its positions begin where those of the full
     * segment would end.
     */
    NewSegment planAfter(LogSegment segment, long size) throws IOException {
        return plan(segment.position(segment.size()), segment.header().number(), 0, size);
    }

    private NewSegment plan(long start, long predecessor, long predecessorEnd, long size) throws IOException {
        return files.plan(
                new SegmentHeader(identity, ++lastNumber, start, predecessor, predecessorEnd, size), FIRST_CHUNK);
    }

    /** Describes a file to be prepared for a segment. It gets a number of its own, so that no other file has its name. */
    SegmentFiles.Spare newSpare(long size) {
        return files.newSpare(++lastNumber, size);
    }

    /** Waits while another thread writes the anchor. The append lock is released meanwhile. */
    void awaitIdle() {
        while (writing) {
            idle.awaitUninterruptibly();
        }
    }

    /**
     * Writes which segments the log consists of, then discards those that were doubtful. The append lock is released while the
     * anchor is written. No other thread writes it.
     *
     * @param numbers numbers of the segments, oldest first
     * @param end position after the last record
     * @param closedAt position at which the log is closed in good order, or -1
     */
    void write(List<Long> numbers, long end, long closedAt) throws IOException {
        assert appendLock.isHeldByCurrentThread() && !writing;
        byte[] content = new KnownChain(identity, identifiedFrom, lastNumber + 1, end, closedAt, numbers).encode();
        List<LogSegment> settled = List.copyOf(doubtful);
        writing = true;
        appendLock.unlock();
        try {
            anchor.remember(content);
        } finally {
            appendLock.lock();
            writing = false;
            idle.signalAll();
        }
        settled.forEach(this::discard);
        doubtful.removeAll(settled);
    }

    /** Keeps a segment that the anchor may name until the anchor is written with success. */
    void doubt(LogSegment segment) {
        doubtful.add(segment);
    }

    /** Closes the files of doubtful segments, which stay. */
    void closeDoubtful() {
        doubtful.forEach(ChainAnchor::closeObsolete);
    }

    /** Closes and removes the file of a segment that the anchor does not name. */
    void discard(LogSegment segment) {
        closeObsolete(segment);
        files.remove(segment.name());
    }

    /** Closes a file whose content is not needed any more; logs a failure. */
    static void closeObsolete(LogSegment segment) {
        try {
            segment.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the file " + segment.name() + " of the log could not be closed", e);
        }
    }
}
