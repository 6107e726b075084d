package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.observe.FlightRecorder;
import org.allidb.storage.engine.internal.observe.FlightSpan;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.event.StorageEvent;
import org.allidb.storage.spi.text.Human;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tenant's sealed buffers out as tables: the log first, so that nothing is in a table that was not synced, then
 * the table, then the version edit, then the release of the log. A flush that fails leaves everything as it was and is
 * tried again.
 */
final class Flusher {

    private static final long RETRY_MILLIS = 250;

    private final EngineServices services;
    private final TenantLsm tenant;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final AtomicBoolean retryDue = new AtomicBoolean();
    private volatile @Nullable IOException stuck;

    Flusher(EngineServices services, TenantLsm tenant) {
        this.services = services;
        this.tenant = tenant;
    }

    /** Asks for a flush of what is sealed. Returns at once. */
    void request() {
        try {
            services.flushes().execute(this::flushAndRetry);
        } catch (RejectedExecutionException e) {
            // the platform is being closed, and flushes what is left itself
            tenant.reportFailure("a flush was asked for while the platform was being closed", e);
        }
    }

    /** Flushes what is sealed, and tries again later if it fails. */
    void flushAndRetry() {
        if (tenant.isClosed()) {
            return;
        }
        try {
            flushSealed();
        } catch (IOException | RuntimeException | Error e) {
            tenant.reportFailure("a flush failed and is tried again: " + e.getMessage(), e);
            retryLater();
        }
    }

    /** Once, however many flushes fail meanwhile. */
    private void retryLater() {
        if (tenant.writes().isStarted() && retryDue.compareAndSet(false, true)) {
            try {
                services.background().schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // the platform is being closed, and flushes what is left itself
                retryDue.set(false);
            }
        }
    }

    private void retry() {
        retryDue.set(false);
        request();
    }

    /** Flushes what is sealed and waits for it; does nothing any more when the tenant is closed. */
    void flushSealed() throws IOException {
        oneAtATime.lock();
        try {
            for (List<WriteBuffer> buffers = tenant.writes().sealedBuffers();
                    !buffers.isEmpty() && !tenant.isClosed();
                    buffers = tenant.writes().sealedBuffers()) {
                try {
                    flush(buffers);
                    stuck = null;
                } catch (IOException e) {
                    stuck = e;
                    // whoever asked for it may not ask again, and writers wait for it
                    retryLater();
                    throw e;
                } catch (RuntimeException | Error e) {
                    stuck = new IOException(e.toString(), e);
                    retryLater();
                    throw e;
                }
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Waits until no flush is running. */
    void awaitIdle() {
        oneAtATime.lock();
        oneAtATime.unlock();
    }

    /** Keeps flushes out while an action runs. */
    void exclude(Exclusive action) throws IOException {
        oneAtATime.lock();
        try {
            action.run();
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Something that must not run beside a flush. */
    @FunctionalInterface
    interface Exclusive {

        /** Runs. */
        void run() throws IOException;
    }

    /** Tells a writer that waits for a flush why there is none. */
    void checkNotStuck() {
        IOException cause = stuck;
        if (cause != null) {
            throw StorageErrors.of(tenant.id(), "the flush that this write waits for", cause);
        }
    }

    private void flush(List<WriteBuffer> buffers) throws IOException {
        FlightSpan span = FlightRecorder.flush();
        long start = services.times().now();
        WriteBuffer last = buffers.getLast();
        CommitLog log = tenant.writes().isStarted() ? tenant.writes().log() : null;
        if (log != null && last.logPosition() > 0 && !log.hasFailed()) {
            log.syncTo(last.logPosition());
        }
        tenant.writes().publish(last.lastSequence());
        List<MergeJob.Input> inputs = buffers.stream()
                .map(buffer -> new MergeJob.Input(
                        buffer.memtable().cursor(ScanDirection.FORWARD, Long.MAX_VALUE),
                        RangeTombstoneSet.union(buffer.memtable().rangeTombstones())))
                .toList();
        String codec = services.configuration().sstable().codec();
        TableMerge merge = new TableMerge(services, tenant.versions(), codec, TableFiles.Space.ADMITTED);
        MergeResult result = merge.run(
                inputs,
                Long.MAX_VALUE,
                tenant.snapshots().sequences(),
                MergeJob.PurgeRule.NEVER,
                Unthrottled.INSTANCE,
                () -> false);
        long timestamp =
                buffers.stream().mapToLong(WriteBuffer::lastTimestamp).max().orElse(0);
        boolean callers = buffers.stream().anyMatch(WriteBuffer::callersTimestamps);
        try {
            tenant.versions()
                    .apply(result.outputs(), 0, List.of(), counters ->
                            counters.flushed(last.lastSequence(), timestamp, callers));
        } catch (IOException | RuntimeException | Error e) {
            merge.discard();
            throw e;
        }
        tenant.writes().installTables(buffers);
        tenant.counters().flushed(result);
        services.times().flushedSince(start);
        span.end(tenant.id().toString(), 0, result.bytesWritten());
        if (log != null) {
            log.flushed(tenant.stream(), last.lastSequence());
            log.flushLaggards();
            services.scheduler().signal(tenant.compactions());
        }
        services.events()
                .report(
                        StorageEvent.Type.FLUSH,
                        Optional.of(tenant.id()),
                        "wrote " + Human.count(result.entriesWritten(), "row") + " to a table",
                        Map.of("rows", result.entriesWritten(), "bytes_written", result.bytesWritten()));
    }
}
