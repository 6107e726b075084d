package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.read.KnownGaps;
import org.allidb.storage.engine.internal.version.Counters;
import org.allidb.storage.spi.entry.EntryBatch;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's writes. A write takes the lock, gets its sequence, is appended to the log and applied to the active buffer,
 * gives the lock up, waits for the log's sync if it asked for it, and becomes visible. Thread-safe.
 *
 * <p>What goes wrong between the append and the end of the apply (no memory) leaves a part of a batch in the active buffer.
 * The buffer is then damaged: readers and flushes see it up to its last whole batch, its sequences are not given again, and
 * the next write goes to a new buffer. That batch was refused, so it need not be found later; if the log has it, a replay
 * brings all of it.
 */
final class WritePath {

    private final EngineServices services;
    private final TenantLsm tenant;
    private final TenantId id;
    private final PurgeFence fence;
    private final WriteStall stall;
    private final WriteBuffers buffers;
    private final AtomicLong visibleSequence;

    /** How long a writer waits for the lock before it looks whether the tenant was given up. */
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition resumed = lock.newCondition();
    private final KnownGaps knownGaps = new KnownGaps(lock);
    private long lastSequence;
    private long lastTimestamp;
    private int pauses;

    private volatile @Nullable CommitLog log;
    private volatile boolean closed;

    /**
     * Before the first write.
     *
     * @param persisted where the tables end
     */
    WritePath(EngineServices services, TenantLsm tenant, WriteBuffers buffers, PurgeFence fence, Counters persisted) {
        this.services = services;
        this.tenant = tenant;
        this.id = tenant.id();
        this.buffers = buffers;
        this.fence = fence;
        this.lastSequence = persisted.flushedSequence();
        this.lastTimestamp = persisted.lastTimestamp();
        this.visibleSequence = new AtomicLong(lastSequence);
        this.stall = new WriteStall(services.runtime().clock(), "tenant '" + id + "'");
    }

    /** Begins to take writes. */
    void start(CommitLog commitLog) {
        log = commitLog;
    }

    /**
     * Takes in a record of the log that may not be in tables yet. Before {@link #start}.
     *
     * @return whether a buffer was sealed, and is to be flushed
     * @throws CorruptionException if records before it are missing
     */
    boolean replay(EntryBatch batch) {
        lock.lock();
        try {
            if (batch.lastSequence() <= lastSequence) {
                return false;
            }
            if (batch.baseSequence() != lastSequence + 1) {
                throw new CorruptionException(
                        "wal",
                        0,
                        "the log of tenant '" + id + "' goes on at sequence " + batch.baseSequence() + " after "
                                + lastSequence + ": records between them are missing. Nothing was changed; restore the"
                                + " log or the tenant from a backup, or salvage what is intact with 'allidb repair DIR INTO'",
                        null);
            }
            apply(batch, true, 0);
            publish(lastSequence);
            if (!buffers.isFull()) {
                return false;
            }
            seal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** See {@link TenantLsm#write}. */
    void write(EntryBatch batch, boolean inserts, long callersTimestamp, boolean synced) {
        stall.beforeWrite(services.configuration().engine().stallTimeoutMs(), this::checkWorthWaiting);
        CommitLog commitLog;
        long position;
        long sequence;
        enter();
        try {
            awaitResumed();
            tenant.checkOpen();
            if (buffers.active().isDamaged()) {
                replaceDamaged();
            }
            if (buffers.isFull()) {
                seal();
                tenant.flusher().request();
            }
            commitLog = log();
            position = append(commitLog, batch, inserts, callersTimestamp, synced);
            sequence = lastSequence;
            if (synced) {
                commitLog.announceSync();
            } else {
                publish(sequence);
            }
        } catch (IOException e) {
            throw tenant.error("a write", e);
        } finally {
            lock.unlock();
        }
        if (synced) {
            try {
                commitLog.sync(position);
            } catch (IOException e) {
                throw tenant.error("the sync of a write", e);
            }
            publish(sequence);
        }
    }

    /** Makes every acknowledged write durable. */
    void sync() {
        CommitLog commitLog;
        long position;
        enter();
        try {
            awaitResumed();
            commitLog = log();
            position = buffers.active().logPosition();
            commitLog.announceSync();
        } finally {
            lock.unlock();
        }
        try {
            commitLog.sync(position);
        } catch (IOException e) {
            throw tenant.error("a sync", e);
        }
    }

    /** Opens a watch for a merge that drops tombstones, none of them ahead of the timestamps that the engine gives. */
    PurgeFence.Watch watchForPurge() {
        lock.lock();
        try {
            return fence.watch(Math.max(lastTimestamp, services.runtime().clock().wallMicros() - 1));
        } finally {
            lock.unlock();
        }
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
            pauses++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets writers in again. */
    void resume() {
        lock.lock();
        try {
            pauses--;
            resumed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The newest sequence that readers see. */
    long visibleSequence() {
        return visibleSequence.get();
    }

    /** Where scans have found nothing. */
    KnownGaps knownGaps() {
        return knownGaps;
    }

    /** Makes everything up to a sequence visible. */
    void publish(long sequence) {
        long visible = visibleSequence.get();
        while (visible < sequence && !visibleSequence.compareAndSet(visible, sequence)) {
            visible = visibleSequence.get();
        }
    }

    /** Seals what is in memory, so that it can be flushed. */
    void sealActive() {
        lock.lock();
        try {
            if (!closed && (!buffers.active().isEmpty() || buffers.active().isDamaged())) {
                seal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The sealed buffers, oldest first. */
    List<WriteBuffer> sealedBuffers() {
        lock.lock();
        try {
            return buffers.sealed();
        } finally {
            lock.unlock();
        }
    }

    boolean hasRowsInMemory() {
        lock.lock();
        try {
            return !buffers.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Lets reads go to the tables as they are now, and no longer to buffers that are in them. */
    void installTables(List<WriteBuffer> flushed) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            buffers.replaceByTables(flushed);
        } finally {
            lock.unlock();
        }
        updatePressure();
        tenant.compactions().tablesChanged();
    }

    /** Goes over to the memtable provider in use, if nothing has to be flushed for it. */
    void adoptProvider() {
        lock.lock();
        try {
            if (!closed) {
                buffers.adoptProvider();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nobody will ask for what is in the buffers of a dropped tenant. */
    void discard() {
        lock.lock();
        try {
            buffers.discard();
        } finally {
            lock.unlock();
        }
    }

    /** Slows or stops writers as the buffers and tables that wait ask for. Under the write lock or not. */
    void updatePressure() {
        WritePressure pressure;
        boolean isNews;
        // what is weighed last is set last: a stop that was true once must not be set after its end
        synchronized (stall) {
            pressure = WritePressure.of(
                    buffers.sealedCount(),
                    tenant.compactions().due(),
                    services.budget().isExceeded(),
                    services.configuration().memtable(),
                    services.configuration().compaction());
            isNews = stall.set(pressure);
        }
        if (isNews) {
            services.events().report(StorageEvent.Type.STALL, Optional.of(id), pressure.message(), Map.of());
        }
    }

    /** How long writers were slowed or stopped. */
    long stalledNanos() {
        return stall.stalledNanos();
    }

    boolean isClosed() {
        return closed;
    }

    /** Lets nobody write any more. Returns false if that was so already. */
    boolean close() {
        return close(false);
    }

    /** The same if nothing is in memory that is not in tables. Returns false if there is, or if that was so already. */
    boolean closeIfEmpty() {
        return close(true);
    }

    private boolean close(boolean onlyIfEmpty) {
        lock.lock();
        try {
            if (closed || onlyIfEmpty && !buffers.isEmpty()) {
                return false;
            }
            closed = true;
            buffers.close();
            resumed.signalAll();
        } finally {
            lock.unlock();
        }
        stall.wakeAll();
        return true;
    }

    /**
     * Lets nobody write any more, without waiting for a thread that may never end its write. Returns false if that was so
     * already.
     */
    boolean abandon() {
        if (!lock.tryLock()) {
            boolean first = !closed;
            closed = true;
            stall.wakeAll();
            return first;
        }
        try {
            return close();
        } finally {
            lock.unlock();
        }
    }

    /** The log that the tenant writes to. */
    CommitLog log() {
        CommitLog commitLog = log;
        if (commitLog == null) {
            throw new IllegalStateException("the tenant was not started");
        }
        return commitLog;
    }

    /** Whether there is a log yet; none while it is replayed. */
    boolean isStarted() {
        return log != null;
    }

    private long append(
            CommitLog commitLog, EntryBatch batch, boolean inserts, long callersTimestamp, boolean synced)
            throws IOException {
        long base = lastSequence + 1;
        if (callersTimestamp >= 0) {
            fence.admit(callersTimestamp, id);
            batch.sealWithCallersTimestamp(base, callersTimestamp);
        } else {
            batch.seal(base, fence.next(lastTimestamp, services.runtime().clock().wallMicros()));
        }
        long position = commitLog.append(tenant.stream(), batch, synced);
        try {
            apply(batch, inserts, position);
        } catch (RuntimeException | Error e) {
            // no allocation before this is done: there may be no memory
            buffers.active().damaged(batch.lastSequence());
            lastSequence = batch.lastSequence();
            if (callersTimestamp < 0) {
                lastTimestamp = Math.max(lastTimestamp, batch.timestamp());
            }
            throw e;
        }
        return position;
    }

    /** Lets writes go on after one that could not be completed in memory. */
    private void replaceDamaged() {
        try {
            seal();
        } catch (RuntimeException | Error e) {
            throw new StorageIoException(
                    "tenant '" + id + "' refuses this write: an earlier one could not be completed in memory, and there is"
                            + " still no memory for a new memtable. Nothing that was acknowledged is lost; write again when"
                            + " there is memory",
                    e);
        }
        tenant.flusher().request();
        tenant.reportFailure(
                "writes go on in a new memtable after one that could not be completed in memory, and was refused",
                new IOException("the memtable before it is flushed up to its last whole batch"));
    }

    private void apply(EntryBatch batch, boolean inserts, long position) {
        if (inserts) {
            knownGaps.put(batch);
        }
        WriteBuffer active = buffers.active();
        active.memtable().apply(batch);
        boolean callers = batch.hasCallersTimestamp();
        lastSequence = batch.lastSequence();
        if (callers) {
            fence.sawCallersTimestamp();
        } else {
            lastTimestamp = Math.max(lastTimestamp, batch.timestamp());
        }
        active.applied(lastSequence, lastTimestamp, callers, position);
        buffers.grown();
    }

    private void seal() {
        buffers.seal();
        updatePressure();
    }

    private void awaitResumed() {
        while (pauses > 0 && !closed) {
            resumed.awaitUninterruptibly();
        }
    }

    /** Takes the lock, or says that the tenant is closed: who has it may never give it back. */
    private void enter() {
        while (!tryEnter(TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS))) {
            if (closed) {
                tenant.checkOpen();
            }
        }
    }

    /** Takes the lock within a time; an interrupt does not end the wait and is kept. */
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

    /** Lets a writer that waits for relief know if there is none to come. */
    private void checkWorthWaiting() {
        tenant.checkOpen();
        tenant.flusher().checkNotStuck();
        tenant.flusher().ensureRequested();
    }
}
