package org.allidb.storage.wal.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.spi.runtime.StorageClock;

/**
 * The sync that a leader of {@link GroupCommit} makes: of the oldest segment with unsynced records, so that a durable position means
 * that everything before it is durable too.
 */
final class LogSync implements GroupCommit.Sync {

    private final ReentrantLock appendLock;

    @GuardedBy("appendLock")
    private final SegmentChain chain;

    @GuardedBy("appendLock")
    private final RecordWriter writer;

    private final LogCounters counters;
    private final StorageClock clock;

    LogSync(
            ReentrantLock appendLock,
            SegmentChain chain,
            RecordWriter writer,
            LogCounters counters,
            StorageClock clock) {
        this.appendLock = appendLock;
        this.chain = chain;
        this.writer = writer;
        this.counters = counters;
        this.clock = clock;
    }

    @Override
    public long run() throws IOException {
        UnsyncedSegments.Tail oldest;
        appendLock.lock();
        try {
            writer.writeStaged();
            oldest = chain.unsynced().oldest();
            if (oldest == null) {
                return chain.active().endPosition();
            }
        } finally {
            appendLock.unlock();
        }
        long start = clock.nanoTime();
        oldest.segment().sync();
        counters.syncs.increment();
        counters.syncNanos.add(clock.nanoTime() - start);
        appendLock.lock();
        try {
            chain.unsynced().removeSynced(oldest);
        } finally {
            appendLock.unlock();
        }
        return oldest.endPosition();
    }
}
