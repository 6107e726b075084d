package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's flushes, one at a time. The log is synced first, so that no table has what was not synced. Then come the
 * table and the version edit; then the log is released. A flush that fails leaves everything as it was and is tried
 * again. Thread-safe.
 */
final class Flusher {

    private static final long RETRY_MILLIS = 250;

    private final TenantState tenant;
    private final MemtableFlush flush;
    private final CommitLog log;
    private final EngineThreads threads;
    private final Supplier<StorageConfiguration> configuration;
    private final Runnable flushed;
    private final FlushTurn turn;
    /** Whether a flush was handed to the pool and has not begun. */
    private final AtomicBoolean queued = new AtomicBoolean();

    private final AtomicBoolean retryDue = new AtomicBoolean();
    /** Why the last flush failed; null if it did not. */
    private volatile @Nullable IOException stuck;

    /**
     * Creates the flusher of a tenant that takes writes.
     *
     * @param flush carries a flush out
     * @param log what the tenant writes to
     * @param threads run flushes and their retries
     * @param flushed called after each flush, when the tables may be due for a merge
     */
    Flusher(
            TenantState tenant,
            MemtableFlush flush,
            CommitLog log,
            EngineThreads threads,
            Supplier<StorageConfiguration> configuration,
            Runnable flushed) {
        this.tenant = tenant;
        this.flush = flush;
        this.log = log;
        this.threads = threads;
        this.configuration = configuration;
        this.flushed = flushed;
        this.turn = new FlushTurn(tenant.id(), flush.culprits());
    }

    /**
     * Asks for a flush of what is sealed. Returns at once, and fails no write: a thread that waits for a flush asks again, in
     * case there was no memory for the request.
     */
    void request() {
        if (!queued.compareAndSet(false, true)) {
            return;
        }
        try {
            threads.flushes().execute(tenant.sharing(), this::flushInBackground, turn::progress);
        } catch (RejectedExecutionException e) {
            queued.set(false);
            // the platform is being closed, and flushes what is left itself
            tenant.life().reportFailure("a flush was asked for while the platform was being closed", e);
        } catch (OutOfMemoryError e) {
            queued.set(false);
        }
    }

    /** Asks for a flush if none was asked for, or if it could not be. A flush that failed is tried again without this. */
    void ensureRequested() {
        if (stuck == null) {
            request();
        }
    }

    /**
     * Checks that a writer can wait for a flush.
     *
     * @throws org.allidb.storage.api.StorageException if the last flush failed
     */
    void checkNotStuck() {
        IOException cause = stuck;
        if (cause != null) {
            throw StorageErrors.of(tenant.id(), "the flush that this write waits for", cause);
        }
    }

    /** Flushes what is sealed and waits for it. Does nothing when the tenant is closed. */
    void flushSealed() throws IOException {
        turn.take(patienceNanos());
        try {
            flushWhatIsSealed();
        } finally {
            endTurn();
        }
    }

    /** Returns the thread that flushes, if one does. */
    List<Thread> thread() {
        return turn.holder();
    }

    /** Waits until no flush is running, or until the tenant was abandoned. */
    void awaitIdle() {
        turn.awaitFree();
    }

    /** Something that must not run beside a flush. */
    @FunctionalInterface
    interface Exclusive {

        /** Runs. */
        void run() throws IOException;
    }

    /**
     * Keeps flushes out while an action runs.
     *
     * @throws IOException if the flush under way does not advance, before the action
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

    /** Abandons the flush under way: no thread waits for it, and its result is not installed. */
    void abandon() {
        turn.abandon();
    }

    /** Flushes what is sealed, on a thread of the platform, and tries again later if it fails. */
    private void flushInBackground() {
        queued.set(false);
        if (tenant.life().isClosed() || !turn.tryTake(true)) {
            // the thread that has the turn looks again at its end
            return;
        }
        try {
            flushWhatIsSealed();
        } catch (IOException | RuntimeException | Error e) {
            if (!turn.isAbandoned()) {
                tenant.life().reportFailure("a flush failed and is tried again: " + e.getMessage(), e);
            }
        } finally {
            endTurn();
        }
    }

    /** Flushes until nothing is sealed. Called during the turn. */
    private void flushWhatIsSealed() throws IOException {
        for (List<FlushableMemtable> memtables = tenant.memtables().sealed();
                !memtables.isEmpty() && !tenant.life().isClosed();
                memtables = tenant.memtables().sealed()) {
            try {
                if (!flush.installFlushed(memtables)) {
                    flush(memtables);
                }
                log.flushed(
                        tenant.access().descriptor().generation(),
                        tenant.versions().counters().flushedSequence());
                log.flushLaggards();
                flushed.run();
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

    private void flush(List<FlushableMemtable> memtables) throws IOException {
        turn.advance();
        flush.run(memtables, () -> syncLog(FlushableMemtable.logPosition(memtables)), this::isCancelled);
    }

    /** Returns whether the log has what is flushed; one that has failed is not asked. */
    private boolean syncLog(long position) throws IOException {
        if (position > 0) {
            if (log.hasFailed()) {
                return false;
            }
            log.syncTo(position);
        }
        return true;
    }

    /** Returns whether the flush is to end. The merge polls it now and then, and shows so that it advances. */
    private boolean isCancelled() {
        turn.advance();
        return turn.isAbandoned();
    }

    /** Has the flush tried again: the thread that asked for it may not ask again, and writers wait for it. */
    private void failed(IOException cause) {
        stuck = cause;
        retryLater();
    }

    /** Schedules one retry, however many flushes fail before it. */
    private void retryLater() {
        if (retryDue.compareAndSet(false, true)) {
            try {
                var _ = threads.background().schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                // the platform is being closed, and flushes what is left itself; or a thread that waits for a flush
                // asks again
                retryDue.set(false);
            }
        }
    }

    private void retry() {
        retryDue.set(false);
        request();
    }

    /** Ends the turn. What was sealed during the turn is flushed too, unless a retry will do it. */
    private void endTurn() {
        turn.release();
        if (!tenant.life().isClosed()
                && stuck == null
                && !tenant.memtables().sealed().isEmpty()) {
            request();
        }
    }

    private long patienceNanos() {
        return TimeUnit.MILLISECONDS.toNanos(configuration.get().engine().drainTimeoutMs());
    }
}
