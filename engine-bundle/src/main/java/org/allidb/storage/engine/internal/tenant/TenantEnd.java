package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.log.LogTenant;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.jspecify.annotations.Nullable;

/**
 * The ends that a tenant can come to: closed because it is idle, closed with the platform, abandoned, or dropped. Each stops
 * compactions, then flushes, then writes, and releases what the tenant holds. Thread-safe; one thread at a time ends a tenant,
 * but for an abandonment.
 */
final class TenantEnd {

    private static final Logger LOG = System.getLogger(TenantEnd.class.getName());

    private final TenantState tenant;
    private final LogTenant attached;
    private final CommitLog log;
    private final WritePath writes;
    private final Flusher flusher;
    private final FullFlush fullFlush;
    private final Compactions compactions;
    private final BulkLoads loads;
    private final PartsInUse parts;
    private final LeakWatch leaks;
    private final Supplier<StorageConfiguration> configuration;

    /**
     * The background work of a tenant.
     *
     * @param flusher flushes what is sealed
     * @param fullFlush flushes everything
     * @param compactions merge tables
     * @param loads write tables, in steps that a suspension of compactions holds up
     */
    record Background(Flusher flusher, FullFlush fullFlush, Compactions compactions, BulkLoads loads) {}

    /**
     * Creates the ends of a tenant.
     *
     * @param attached the tenant as its log sees it
     * @param shared the scheduler in use, the watch for leaks, the configuration
     */
    TenantEnd(
            TenantState tenant,
            LogTenant attached,
            CommitLog log,
            WritePath writes,
            Background background,
            TenantResources shared) {
        this.tenant = tenant;
        this.attached = attached;
        this.log = log;
        this.writes = writes;
        this.flusher = background.flusher();
        this.fullFlush = background.fullFlush();
        this.compactions = background.compactions();
        this.loads = background.loads();
        this.parts = shared.parts();
        this.leaks = shared.observed().leaks();
        this.configuration = shared.configuration();
    }

    /**
     * Closes the tenant if all of it is in tables and nothing of it is running. What is in a log that others use too is
     * replayed only when the data directory is opened. Does not wait for work under way.
     *
     * @return whether it is closed now
     */
    boolean closeIdle() {
        if (!compactions.suspendIfIdle()) {
            return false;
        }
        boolean closed = false;
        try {
            closed = flusher.tryExclude(this::closeFlushed);
        } catch (IOException | RuntimeException | Error e) {
            tenant.life().reportFailure("an idle tenant stays open, because it could not be flushed", e);
        } finally {
            if (!closed) {
                compactions.resume();
            }
        }
        if (closed) {
            parts.scheduler().unregister(compactions);
            release();
        }
        return closed;
    }

    private void closeFlushed() throws IOException {
        fullFlush.run();
        // a write of a thread that another one closed the handle of may come between the two
        while (!writes.closeIfEmpty()) {
            tenant.life().checkOpen();
            fullFlush.run();
        }
    }

    /**
     * Closes the tenant. What could not be flushed is found in the log when the tenant is opened again. Waits for the work
     * under way, until {@link #abandon()} ends the wait.
     *
     * @param rows what becomes of the rows in memory
     */
    void close(RowsAtClose rows) {
        compactions.suspend();
        parts.scheduler().unregister(compactions);
        boolean left = rows == RowsAtClose.DISCARDED || rows == RowsAtClose.LEFT_IN_LOG && isInLog();
        IOException unflushed = left ? null : flushAtClose();
        if (!writes.close()) {
            return;
        }
        release();
        if (unflushed != null) {
            tenant.life().reportFailure("not everything could be flushed at the close; the log keeps it", unflushed);
        }
    }

    /** Returns whether the log has the rows in memory on stable storage. */
    private boolean isInLog() {
        OptionalLong position = tenant.memtables().logPosition();
        if (position.isEmpty() || log.hasFailed()) {
            return false;
        }
        try {
            log.forceTo(position.getAsLong());
            return true;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the log cannot keep what is in memory; it is flushed", e);
            return false;
        }
    }

    /**
     * Closes the tenant as a crash would, without waiting for anything: a plug-in may never return. The caller keeps what the
     * tenant works on from the disk; threads of the platform that are inside of a plug-in are interrupted.
     *
     * @return what does not return; null if the tenant was closed already
     */
    @Nullable
    String abandon() {
        if (!writes.abandon()) {
            return null;
        }
        String hanging = hanging("a plug-in or the disk");
        flusher.abandon();
        compactions.abandon();
        parts.scheduler().unregister(compactions);
        log.detach(attached, true);
        tenant.release(leaks);
        return hanging;
    }

    /** Says what the threads wait for that work on the tenant, and what it may be if that is not known. */
    private String hanging(String suspects) {
        List<Thread> threads = new ArrayList<>(compactions.threads());
        threads.addAll(flusher.thread());
        threads.addAll(tenant.memtables().writer());
        return parts.providers().culprits().whatDoesNotReturn(threads, suspects);
    }

    /** Releases what a tenant holds whose writes are closed and whose compactions are suspended. */
    private void release() {
        loads.end();
        compactions.resume();
        log.detach(attached, tenant.memtables().hasRows());
        flusher.awaitIdle();
        tenant.release(leaks);
    }

    /**
     * Drops the tenant: nothing of it runs while the action removes it.
     *
     * @param drop removes it from the catalogue and its files
     * @throws IOException if the action fails, or work under way does not end; the tenant stays open
     */
    void drop(DropAction drop) throws IOException {
        long patience =
                TimeUnit.MILLISECONDS.toNanos(configuration.get().engine().drainTimeoutMs());
        if (!writes.pause(patience)) {
            throw doesNotEnd("a write", "the memtable or the disk", patience);
        }
        tenant.life().dropping(true);
        try {
            if (!compactions.suspend(patience)) {
                throw doesNotEnd(
                        "a compaction",
                        "a codec, the throttler, the table format or the merge executor or the disk",
                        patience);
            }
            parts.scheduler().unregister(compactions);
            try {
                flusher.exclude(drop::run);
            } catch (IOException | RuntimeException | Error e) {
                parts.scheduler().register(compactions);
                compactions.resume();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            tenant.life().dropping(false);
            writes.resume();
            throw e;
        }
        log.forget(attached.generation());
        tenant.memtables().discard();
        close(RowsAtClose.DISCARDED);
    }

    private IOException doesNotEnd(String work, String suspects, long patienceNanos) {
        return new IOException(work + " has not ended within " + TimeUnit.NANOSECONDS.toMillis(patienceNanos) + " ms: "
                + hanging(suspects)
                + ". The tenant goes on as before; mend or replace what hangs and"
                + " drop it again, or open the data directory again before");
    }

    private @Nullable IOException flushAtClose() {
        IOException failed = null;
        // a second time, because the first may find the log failing, and the second does without it
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                fullFlush.run();
                return null;
            } catch (IOException e) {
                failed = e;
            } catch (RuntimeException | Error e) {
                failed = new IOException(e.toString(), e);
            }
        }
        return failed;
    }
}
