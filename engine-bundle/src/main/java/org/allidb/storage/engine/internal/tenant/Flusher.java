package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.observe.FlightRecorder;
import org.allidb.storage.engine.internal.observe.FlightSpan;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tenant's sealed buffers out as tables: the log first, so that nothing is in a table that was not synced, then
 * the table, then the version edit, then the release of the log. A flush that fails leaves everything as it was and is
 * tried again. Thread-safe.
 */
final class Flusher {

    private static final long RETRY_MILLIS = 250;

    private final EngineServices services;
    private final TenantLsm tenant;
    private final FlushTurn turn;
    /** Whether a flush was handed to the pool and has not begun. */
    private final AtomicBoolean queued = new AtomicBoolean();

    private final AtomicBoolean retryDue = new AtomicBoolean();
    private volatile @Nullable IOException stuck;

    Flusher(EngineServices services, TenantLsm tenant) {
        this.services = services;
        this.tenant = tenant;
        this.turn = new FlushTurn(tenant.id());
    }

    /**
     * Asks for a flush of what is sealed. Returns at once, and fails no write: whoever waits for a flush asks again, in case
     * there was no memory for the request.
     */
    void request() {
        if (!queued.compareAndSet(false, true)) {
            return;
        }
        try {
            services.flushes().execute(tenant.id(), this::flushInBackground, turn::progress);
        } catch (RejectedExecutionException e) {
            queued.set(false);
            // the platform is being closed, and flushes what is left itself
            tenant.reportFailure("a flush was asked for while the platform was being closed", e);
        } catch (OutOfMemoryError e) {
            queued.set(false);
        }
    }

    /** Flushes what is sealed, on a thread of the platform, and tries again later if it fails. */
    private void flushInBackground() {
        queued.set(false);
        if (tenant.isClosed() || !turn.tryTake(true)) {
            // who has the turn looks again at its end
            return;
        }
        try {
            flushWhatIsSealed();
        } catch (IOException | RuntimeException | Error e) {
            if (!turn.isAbandoned()) {
                tenant.reportFailure("a flush failed and is tried again: " + e.getMessage(), e);
            }
        } finally {
            endTurn();
        }
    }

    /** Once, however many flushes fail meanwhile. */
    private void retryLater() {
        if (tenant.writes().isStarted() && retryDue.compareAndSet(false, true)) {
            try {
                services.background().schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                // the platform is being closed, and flushes what is left itself; or whoever waits for a flush asks again
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
        turn.take(patienceNanos());
        try {
            flushWhatIsSealed();
        } finally {
            endTurn();
        }
    }

    /** Under the turn. */
    private void flushWhatIsSealed() throws IOException {
        for (List<WriteBuffer> buffers = tenant.writes().sealedBuffers();
                !buffers.isEmpty() && !tenant.isClosed();
                buffers = tenant.writes().sealedBuffers()) {
            try {
                if (!installFlushed(buffers)) {
                    flush(buffers);
                }
            } catch (IOException e) {
                failed(e);
                throw e;
            } catch (RuntimeException | Error e) {
                failed(new IOException(e.toString(), e));
                throw e;
            }
        }
        stuck = null;
    }

    /** Buffers that are in tables already: the flush before failed after its version edit, for want of memory. */
    private boolean installFlushed(List<WriteBuffer> buffers) {
        long durable = tenant.versions().counters().flushedSequence();
        List<WriteBuffer> flushed =
                buffers.stream().filter(buffer -> buffer.lastSequence() <= durable).toList();
        if (flushed.isEmpty()) {
            return false;
        }
        tenant.writes().installTables(flushed);
        return true;
    }

    /** Asked by the merge now and then, which so shows that it gets on. */
    private boolean isInVain() {
        turn.advance();
        return turn.isAbandoned();
    }

    /** Whoever asked for it may not ask again, and writers wait for it. */
    private void failed(IOException cause) {
        stuck = cause;
        retryLater();
    }

    /** What was sealed while the turn was taken is flushed too, unless a retry will do it. */
    private void endTurn() {
        turn.release();
        if (!tenant.isClosed() && stuck == null && !tenant.writes().sealedBuffers().isEmpty()) {
            request();
        }
    }

    /** Waits until no flush is running, or what is flushed no longer counts. */
    void awaitIdle() {
        turn.awaitFree();
    }

    /**
     * Keeps flushes out while an action runs.
     *
     * @throws IOException if the flush under way does not get on, before the action
     */
    void exclude(Exclusive action) throws IOException {
        turn.take(patienceNanos());
        try {
            action.run();
        } finally {
            turn.release();
        }
    }

    /**
     * Keeps flushes out while an action runs, if none is under way.
     *
     * @return whether none was
     */
    boolean tryExclude(Exclusive action) throws IOException {
        if (!turn.tryTake(false)) {
            return false;
        }
        try {
            action.run();
            return true;
        } finally {
            turn.release();
        }
    }

    /** What is being flushed no longer counts, and nobody waits for it. */
    void abandon() {
        turn.abandon();
    }

    private long patienceNanos() {
        return TimeUnit.MILLISECONDS.toNanos(services.configuration().engine().drainTimeoutMs());
    }

    /** Something that must not run beside a flush. */
    @FunctionalInterface
    interface Exclusive {

        /** Runs. */
        void run() throws IOException;
    }

    /** Has what is sealed flushed if that was not asked for, or could not be. */
    void ensureRequested() {
        if (stuck == null) {
            request();
        }
    }

    /** Tells a writer that waits for a flush why there is none. */
    void checkNotStuck() {
        IOException cause = stuck;
        if (cause != null) {
            throw StorageErrors.of(tenant.id(), "the flush that this write waits for", cause);
        }
    }

    private void flush(List<WriteBuffer> buffers) throws IOException {
        turn.advance();
        FlightSpan span = FlightRecorder.flush();
        long start = services.times().now();
        WriteBuffer last = buffers.getLast();
        CommitLog log = tenant.writes().isStarted() ? tenant.writes().log() : null;
        if (log != null && last.logPosition() > 0 && !log.hasFailed()) {
            log.syncTo(last.logPosition());
        }
        tenant.writes().publish(last.lastSequence());
        List<MergeJob.Input> inputs = buffers.stream()
                .map(buffer -> MergeJob.Input.of(
                        buffer.contents().entries(Long.MAX_VALUE),
                        RangeTombstoneSet.union(buffer.contents().rangeTombstones())))
                .toList();
        String codec = services.configuration().sstable().codec();
        TableMerge merge = new TableMerge(services, tenant.versions(), codec, TableFiles.Space.ADMITTED);
        MergeResult result = merge.run(
                inputs,
                Long.MAX_VALUE,
                tenant.snapshots().sequences(),
                MergeJob.PurgeRule.NEVER,
                Unthrottled.INSTANCE,
                this::isInVain);
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
        tenant.readerMemory().enforce();
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
