package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.spi.entry.EntryBatch;

/**
 * The order in which the batches of one tenant are numbered, logged, applied, made durable and shown. Thread-safe.
 *
 * <h2>The steps of a write</h2>
 *
 * <pre>
 *               under the write lock, one batch at a time               without it, many at a time
 *   ┌────────────────────────────────────────────────────────────┐   ┌───────────────────────────┐
 *   prepare ──► number ──► append ──► apply ──► announce the sync ──►  sync ──► publish ──► return
 *   (room in    (sequence, (to the    (to the   └── buffered: publish ─────────────────────► return
 *    memory)     timestamp) log)       memtable)
 * </pre>
 *
 * <p>A write that holds no thread takes the same way. Only its caller returns before the sync: another thread waits for it on
 * behalf of all such writes, publishes each, and then tells its listener.
 *
 * <h2>What holds</h2>
 *
 * <ol>
 *   <li><b>Numbers.</b> Batches get sequences without a gap, in the order in which they take the lock. A
 *       {@link TableInstaller} leaves out some and logs which. The timestamps that the engine gives grow with the sequences,
 *       also when the wall clock is set back. A caller's timestamp moves neither.
 *   <li><b>One order.</b> The log, the memtable and the sequences have the same order, because one thread appends and
 *       applies under one lock. A replay therefore finds what the memtable had, and knows a missing record by its sequence.
 *   <li><b>Log before memtable.</b> A batch is in the log before a reader, a flush or a merge can meet it. So nothing is in
 *       a table that the log never had.
 *   <li><b>Sync before show.</b> A synced batch becomes visible after its sync: no reader acts upon what a power cut can
 *       take back. A buffered batch becomes visible at once, and with it all batches before it, as its caller accepted.
 *   <li><b>Whole batches.</b> The visible sequence is always the last one of a batch, and all batches up to it are applied.
 *       It only grows. A reader that takes its sources first and the visible sequence second sees each batch whole.
 *   <li><b>Conditions.</b> They are decided between two batches, on all that was applied, shown or not. A refusal is told when
 *       what it was decided on is as durable and visible as the batch would have been. A quota refuses a batch whose conditions hold.
 *   <li><b>Gaps.</b> {@code KnownGaps} learns of the rows of a batch before the batch becomes visible, under the same lock.
 * </ol>
 *
 * <h2>What runs beside what</h2>
 *
 * <ul>
 *   <li>Numbering, append and apply exclude each other within a tenant. The append is a copy into memory as a rule.
 *   <li>Syncs run beside each other and beside the writes behind them. One sync of the log serves all that wait for it.
 *       They may return in any order. The position of a later batch lies behind that of an earlier one. So a sync which
 *       makes a batch visible has made all batches before it durable.
 *   <li>Reads take no lock of a writer. Flushes and merges take the lock for the exchange of a list.
 *   <li>{@link #pause} keeps new writes and syncs out, and waits for the write that holds the lock. A sync that was announced
 *       before is still under way; the log waits for it before another log takes over.
 * </ul>
 *
 * <h2>What a failure leaves</h2>
 *
 * <table>
 *   <caption>by the step that fails</caption>
 *   <tr><th>step</th><th>the batch</th><th>those behind it</th></tr>
 *   <tr><td>prepare, a caller's timestamp</td><td>refused; no number was used</td><td>are committed</td></tr>
 *   <tr><td>append</td><td>refused; its number is given to the next one, as the log has no part of it</td>
 *       <td>are committed, or refused as long as the log has failed</td></tr>
 *   <tr><td>apply (no memory)</td><td>refused; its numbers are used, because the log has them. What was applied of it is
 *       hidden from readers and flushes. A replay may bring all of it, as it may for any write that was refused</td>
 *       <td>go to a new memtable</td></tr>
 *   <tr><td>sync</td><td>refused, applied, and not shown by this write. It may become visible with a later batch, or by the
 *       flush that rescues the log</td><td>are refused until the log is restarted</td></tr>
 * </table>
 */
final class CommitPipeline {

    /** How long a thread waits for the lock before it looks whether the tenant was abandoned. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    static final String SYNC_OF_A_WRITE = "the sync of a write";

    private final ReentrantLock lock;
    private final CommitEnvironment environment;
    private final VisibleSequence visible;
    private final WriterPauses pauses;

    /** The last sequence that was given to a batch. */
    @GuardedBy("lock")
    private long lastSequence;

    /**
     * Begins where a replay ended.
     *
     * @param lock the tenant's write lock
     * @param environment carries the steps out
     * @param visible receives the sequences that become visible
     * @param lastSequence the last one that was given
     */
    CommitPipeline(ReentrantLock lock, CommitEnvironment environment, VisibleSequence visible, long lastSequence) {
        this.lock = lock;
        this.environment = environment;
        this.visible = visible;
        this.pauses = new WriterPauses(lock);
        this.lastSequence = lastSequence;
    }

    /**
     * Commits a batch, and returns when it is applied; if its sync was asked for, when it is durable. One whose conditions do
     * not hold returns, too, and its {@link WriteRequest#conditions()} say so.
     *
     * @throws org.allidb.storage.api.StorageException if it is refused
     */
    void commit(WriteRequest request) {
        long position = logAndApply(request);
        if (request.isSynced()) {
            sync(position);
            visible.publish(request.decidedAt());
        }
    }

    /**
     * Commits a batch whose sync was asked for, and returns when it is applied.
     *
     * @param listener hears of the end, unless this call throws
     * @throws org.allidb.storage.api.StorageException if it is refused before its sync
     */
    void commitAsync(WriteRequest request, CommitListener listener) {
        assert request.isSynced();
        // before the append: nothing is allocated between that and the end
        PendingCommit pending = new PendingCommit(environment, visible, listener);
        long position = logAndApply(request);
        pending.awaits(position, request.decidedAt(), environment.refusal(request));
        environment.whenSynced(pending);
    }

    /** Makes every batch durable that was committed before, also if writes are not to be synced. */
    void sync() {
        long position;
        enter();
        try {
            awaitResumed();
            position = environment.lastPosition();
            environment.announceSync();
        } finally {
            lock.unlock();
        }
        try {
            environment.force(position);
        } catch (IOException e) {
            throw environment.error("a sync", e);
        }
    }

    /** What {@link #between} does. */
    @FunctionalInterface
    interface Turn<T> {

        /** Does it under the write lock. */
        T run() throws IOException;
    }

    /**
     * Does something between two writes.
     *
     * @param doing what it is, for the message of its failure
     * @throws org.allidb.storage.api.StorageException if the tenant is closed, or it fails
     */
    <T> T between(String doing, Turn<T> turn) {
        enter();
        try {
            awaitResumed();
            environment.prepare();
            return turn.run();
        } catch (IOException e) {
            throw environment.error(doing, e);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the last sequence that was given, when no write is between its number and its end; also if none is admitted. */
    long newestSequence() {
        enter();
        try {
            return lastSequence;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the last sequence that was given. Called during a turn. */
    @SuppressWarnings("GuardedBy") // the turn holds the lock, which is asserted
    long lastSequence() {
        assert lock.isHeldByCurrentThread();
        return lastSequence;
    }

    /**
     * Leaves out the sequences up to one, which rows in tables have. Called during a turn.
     *
     * @param last greater than the last sequence that was given
     * @return the position in the log to sync
     */
    @SuppressWarnings("GuardedBy") // the turn holds the lock, which is asserted
    long jump(long last) throws IOException {
        assert lock.isHeldByCurrentThread();
        long position = environment.jump(lastSequence, last);
        lastSequence = last;
        return position;
    }

    /**
     * Keeps writers out until {@link #resume}.
     *
     * @param patienceNanos how long to wait for a write under way
     * @return whether they are kept out; a memtable that does not return keeps the lock
     */
    boolean pause(long patienceNanos) {
        if (!tryEnter(patienceNanos)) {
            return false;
        }
        try {
            pauses.begin();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a pause. */
    void resume() {
        pauses.end();
    }

    /**
     * Keeps writers out for a while.
     *
     * @param patienceNanos how long to wait for a write under way
     * @param longestWaitNanos how long a writer waits at most
     * @return the hold, to be closed before the next one; empty if the write under way does not end
     */
    Optional<WriteHold> hold(long patienceNanos, long longestWaitNanos) {
        if (!tryEnter(patienceNanos)) {
            return Optional.empty();
        }
        try {
            return Optional.of(pauses.hold(longestWaitNanos));
        } finally {
            lock.unlock();
        }
    }

    /** Has writers look again that wait for the end of a pause, because the tenant was closed. */
    void wakePaused() {
        pauses.wake();
    }

    /** Takes a batch up to the announcement of its sync, or shows it; returns its position in the log. */
    private long logAndApply(WriteRequest request) {
        enter();
        try {
            awaitResumed();
            environment.prepare();
            boolean writes = environment.conditionsHold(request, lastSequence)
                    && request.batch().count() > 0;
            QuotaExceededException quota = request.refusal();
            if (writes && quota != null) {
                throw quota;
            }
            // a refusal waits as a write does: what it tells its caller must not vanish
            long position = writes ? append(request) : environment.lastPosition();
            request.decidedAt(lastSequence);
            if (request.isSynced()) {
                environment.announceSync();
            } else {
                visible.show(lastSequence);
            }
            return position;
        } catch (IOException e) {
            throw environment.error("a write", e);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private long append(WriteRequest request) throws IOException {
        assert lock.isHeldByCurrentThread();
        EntryBatch batch = request.batch();
        if (request.hasCallersTimestamp()) {
            environment.admitTimestamp(request.callersTimestamp());
            batch.sealWithCallersTimestamp(lastSequence + 1, request.callersTimestamp());
        } else {
            batch.seal(lastSequence + 1, environment.nextTimestamp(request));
        }
        long position = environment.append(batch, request.isSynced());
        // the log has the numbers now: they are never given again, whatever becomes of the batch
        lastSequence = batch.lastSequence();
        try {
            environment.apply(request, position);
        } catch (RuntimeException | Error e) {
            // no allocation before this is done: there may be no memory
            environment.applyFailed(batch);
            throw e;
        }
        request.written();
        return position;
    }

    private void sync(long position) {
        try {
            environment.sync(position);
        } catch (IOException e) {
            throw environment.error(SYNC_OF_A_WRITE, e);
        }
    }

    @GuardedBy("lock")
    private void awaitResumed() {
        pauses.await(environment::isClosed);
    }

    /** Acquires the lock, or throws if the tenant is closed: the thread that holds the lock may never release it. */
    private void enter() {
        while (!tryEnter(LOOK_AGAIN_NANOS)) {
            environment.checkOpen();
        }
    }

    /** Acquires the lock within a time. An interrupt does not end the wait and is kept. */
    private boolean tryEnter(long nanos) {
        if (lock.tryLock()) {
            return true;
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return lock.tryLock(nanos, TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
