package org.allidb.storage.engine.internal.tenant;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.allidb.storage.api.ConditionFailedException;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.engine.internal.fairness.Work;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.engine.internal.observe.RefusedWriteCounter;
import org.allidb.storage.spi.entry.EntryBatch;
import org.jspecify.annotations.Nullable;

/**
 * The way of a tenant's writes from the caller to the memtable: the guard admits them, backpressure slows them, and the
 * {@link CommitPipeline} commits them. Its head describes what holds at each step. Thread-safe.
 */
final class WritePath {

    /** One of so many writes is measured. */
    private static final int SAMPLED_WRITES = 32;

    private final TenantState tenant;
    private final CommitPipeline pipeline;
    private final Flusher flusher;
    private final Backpressure backpressure;
    private final AsyncWrites async;
    private final WriteMeters meters;
    private final FullTenantFlush fullFlush;
    private int writeTicks;

    /**
     * Meters of writes.
     *
     * @param refused counts the tenant's writes that were refused
     * @param allRefused counts those of all tenants
     * @param times measures writes
     */
    record WriteMeters(RefusedWriteCounter refused, RefusedWriteCounter allRefused, OperationTimes times) {

        /** Counts a write that was refused. What is no error of the storage is not counted, nor a condition that does not hold. */
        void refused(Throwable error) {
            boolean isFault = error instanceof StorageException && !(error instanceof ConditionFailedException);
            if (isFault || error instanceof Error) {
                refused.refused(error);
                allRefused.refused(error);
            }
        }
    }

    WritePath(
            TenantState tenant,
            CommitPipeline pipeline,
            Flusher flusher,
            Backpressure backpressure,
            AsyncWrites async,
            WriteMeters meters) {
        this.tenant = tenant;
        this.pipeline = pipeline;
        this.flusher = flusher;
        this.backpressure = backpressure;
        this.async = async;
        this.meters = meters;
        this.fullFlush = new FullTenantFlush(tenant, flusher, backpressure, meters.times()::now);
    }

    /**
     * Writes a batch, and returns when it is applied; if its sync was asked for, when it is durable.
     *
     * @param request the batch; sealed by this call
     * @throws StorageException if it is refused; it is counted then
     */
    void write(WriteRequest request) {
        if (request.isEmpty()) {
            tenant.life().checkUsable();
            return;
        }
        try {
            admit(request);
            measure(request);
        } catch (RuntimeException | Error e) {
            Throwable told = tenant.life().told("a write", e);
            meters.refused(told);
            throw TenantLife.unchecked(told);
        }
    }

    /**
     * Writes a batch, and returns when it is applied. Does not throw.
     *
     * @param request the batch; sealed by this call
     * @return completes when {@link #write} would return, or with what it would throw
     */
    CompletionStage<@Nullable Void> writeAsync(WriteRequest request) {
        WriteTimer timer = null;
        try {
            if (request.isEmpty() || !request.isSynced()) {
                write(request);
                return CompletableFuture.completedFuture(null);
            }
            admit(request);
            waitForRelief(request);
            timer = timer(request);
            AsyncWrite write = async.begin(request.batch().length(), timer);
            try {
                pipeline.commitAsync(request, write);
            } catch (RuntimeException | Error e) {
                async.release(write);
                throw e;
            }
            return write.stage();
        } catch (RuntimeException | Error e) {
            if (timer != null) {
                timer.refused();
            }
            Throwable told = tenant.life().told("a write", e);
            if (request.isSynced() && !request.isEmpty()) {
                meters.refused(told);
            }
            return CompletableFuture.failedFuture(told);
        }
    }

    /** Admits a batch. That a quota refuses one with conditions is told when they hold: a condition that fails is told first. */
    private void admit(WriteRequest request) {
        request.refusedFor(null);
        EntryBatch batch = request.batch();
        if (batch.count() == 0) {
            tenant.life().checkUsable();
            return;
        }
        int bytes = batch.length() - EntryBatch.HEADER_LENGTH;
        try {
            tenant.access().admitWrite(batch.count(), bytes, request.inserts());
        } catch (QuotaExceededException e) {
            fullFlush.refused(e);
            if (request.conditions() == null) {
                throw e;
            }
            request.refusedFor(e);
            return;
        }
        if (!request.inserts()) {
            fullFlush.deleted();
        }
        tenant.sharing().pace().admit(Work.ofWrites(batch.count(), bytes));
    }

    private void measure(WriteRequest request) {
        WriteTimer timer = timer(request);
        if (timer == null) {
            commit(request);
            return;
        }
        try {
            commit(request);
        } catch (RuntimeException | Error e) {
            timer.refused();
            throw e;
        }
        timer.ended();
    }

    private @Nullable WriteTimer timer(WriteRequest request) {
        return WriteTimer.start(request, isSampled(), tenant.sharing().watched(), meters.times());
    }

    private boolean isSampled() {
        // threads may lose each other's counts, which does not matter
        return (++writeTicks & SAMPLED_WRITES - 1) == 0;
    }

    private void commit(WriteRequest request) {
        waitForRelief(request);
        pipeline.commit(request);
    }

    /** Commits a batch that a cluster has committed, which no quota refuses. */
    void commitReplicated(WriteRequest request) {
        backpressure.beforeWrite(this::checkWorthWaiting);
        pipeline.commit(request);
    }

    /**
     * Admits a batch before it is proposed to a cluster.
     *
     * @throws StorageException if a quota refuses it
     */
    void admitProposal(WriteRequest request) {
        try {
            admit(request);
            QuotaExceededException refusal = request.refusal();
            if (refusal != null) {
                throw refusal;
            }
        } catch (RuntimeException | Error e) {
            Throwable told = tenant.life().told("a write", e);
            meters.refused(told);
            throw TenantLife.unchecked(told);
        }
    }

    private void waitForRelief(WriteRequest request) {
        if (request.refusal() == null) {
            backpressure.beforeWrite(this::checkWorthWaiting);
        }
    }

    /** Makes every acknowledged write durable. */
    void sync() {
        tenant.life().checkUsable();
        pipeline.sync();
    }

    /** Returns whether readers see what a power cut may take. */
    boolean showsUnsynced() {
        return tenant.visible().isAheadOfSync();
    }

    /** Keeps writers out until {@link #resume}. See {@link CommitPipeline#pause}. */
    boolean pause(long patienceNanos) {
        return pipeline.pause(patienceNanos);
    }

    /** Keeps writers out for a while. See {@link CommitPipeline#hold}. */
    Optional<WriteHold> hold(long patienceNanos, long longestWaitNanos) {
        return pipeline.hold(patienceNanos, longestWaitNanos);
    }

    /** Ends a pause. */
    void resume() {
        pipeline.resume();
    }

    /** Returns how long writers were slowed or stopped, in nanoseconds. */
    long stalledNanos() {
        return backpressure.stalledNanos()
                + async.waitedNanos()
                + tenant.sharing().pace().waitedNanos();
    }

    /**
     * Ends all writes.
     *
     * @return whether they had not ended before
     */
    boolean close() {
        return close(false);
    }

    /**
     * Ends all writes if nothing is in memory that is in no table.
     *
     * @return whether they have ended by this call
     */
    boolean closeIfEmpty() {
        return close(true);
    }

    private boolean close(boolean onlyIfEmpty) {
        Memtables memtables = tenant.memtables();
        memtables.writeLock.lock();
        try {
            if (tenant.life().isClosed() || onlyIfEmpty && !memtables.isEmpty()) {
                return false;
            }
            tenant.life().close();
            memtables.close();
            pipeline.wakePaused();
        } finally {
            memtables.writeLock.unlock();
        }
        wakeAll();
        return true;
    }

    /**
     * Ends all writes, without waiting for a thread that may never end its write.
     *
     * @return whether they had not ended before
     */
    boolean abandon() {
        Memtables memtables = tenant.memtables();
        if (!memtables.writeLock.tryLock()) {
            boolean first = tenant.life().close();
            wakeAll();
            return first;
        }
        try {
            return close();
        } finally {
            memtables.writeLock.unlock();
        }
    }

    private void wakeAll() {
        backpressure.wakeAll();
        async.wakeAll();
    }

    /** Checks that a writer that waits for relief has some to expect, and has it on its way. */
    private void checkWorthWaiting() {
        tenant.life().checkOpen();
        flusher.checkNotStuck();
        flusher.ensureRequested();
    }
}
