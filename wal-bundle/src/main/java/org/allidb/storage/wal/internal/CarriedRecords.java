package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.wal.internal.format.RecordFormat;

/**
 * The records of earlier runs that are still needed, copied into the active segment when a log is opened. A log that is
 * opened and closed many times, and flushed never, would consist of a segment of each run otherwise, and keep what a dropped
 * tenant has in it.
 *
 * <p>The copies are durable before the anchor stops naming the segments that they come from. A crash before leaves both, and a
 * recovery takes the first of two records with one sequence. Used by the thread that opens the log.
 */
final class CarriedRecords {

    private static final Logger LOG = System.getLogger(CarriedRecords.class.getName());
    /** From how many segments of earlier runs on it is worth a copy. */
    static final int FROM_SEGMENTS = 4;
    /** How many bytes of records are copied at most; a log with more keeps its segments until they are flushed. */
    static final long MOST_BYTES = 16L << 20;

    private final ReentrantLock appendLock;
    private final SegmentChain chain;
    private final RecordWriter writer;
    private final GroupCommit commits;
    private final LogSync sync;

    CarriedRecords(
            ReentrantLock appendLock, SegmentChain chain, RecordWriter writer, GroupCommit commits, LogSync sync) {
        this.appendLock = appendLock;
        this.chain = chain;
        this.writer = writer;
        this.commits = commits;
        this.sync = sync;
    }

    /**
     * Copies what a recovery found if it is little, and lies in many segments or beside records of a dropped tenant. If that
     * fails, the segments stay.
     */
    void carry(LogRecovery recovery, WalOptions options) {
        boolean worthIt = recovery.segments().size() >= FROM_SEGMENTS || recovery.hasForgotten();
        if (!worthIt || recovery.neededBytes() > MOST_BYTES) {
            return;
        }
        try {
            commits.await(copy(recovery), sync);
            appendLock.lock();
            try {
                chain.dropOld(options);
            } finally {
                appendLock.unlock();
            }
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "records of earlier runs stay in their segments, because they could not be copied",
                    e);
        }
    }

    private long copy(LogRecovery recovery) throws IOException {
        appendLock.lock();
        try {
            recovery.visitNeeded(this::copy);
            return chain.active().endPosition();
        } finally {
            appendLock.unlock();
        }
    }

    private void copy(byte[] bytes, int at) throws IOException {
        long generation = RecordFormat.generation(bytes, at);
        long sequence = RecordFormat.sequence(bytes, at);
        int length = RecordFormat.length(bytes, at);
        int content = at + RecordFormat.HEADER_LENGTH;
        writer.makeRoom(length);
        writer.header()
                .describe(
                        RecordFormat.DATA,
                        generation,
                        sequence,
                        length,
                        RecordFormat.contentCrc(bytes, content, length));
        writer.append(bytes, content, true);
        chain.active().pins().pin(generation, sequence);
    }
}
