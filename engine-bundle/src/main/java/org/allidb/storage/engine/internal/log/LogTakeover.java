package org.allidb.storage.engine.internal.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets another log take over: writers wait, everything in memory is made durable in tables, the old log is closed, the new one
 * opened. No operation fails. Used by one thread at a time.
 */
final class LogTakeover {

    private final CurrentLog current;
    private final LogTenants tenants;
    private final LogSyncs syncs;
    private final ExecutorService helpers;
    private final long patienceNanos;

    /**
     * Prepares a takeover.
     *
     * @param helpers run flushes, which call plug-ins and may hang
     * @param patienceNanos how long to wait for each tenant's writes and flush
     */
    LogTakeover(CurrentLog current, LogTenants tenants, LogSyncs syncs, ExecutorService helpers, long patienceNanos) {
        this.current = current;
        this.tenants = tenants;
        this.syncs = syncs;
        this.helpers = helpers;
        this.patienceNanos = patienceNanos;
    }

    /**
     * Carries it out.
     *
     * @param successor opens the new log; if it fails after the old log was closed, it is tried again until it succeeds
     * @throws IOException if the tenants cannot be flushed (the old log stays) or the new log not be opened (writes are
     *     refused until it is)
     */
    void run(CurrentLog.Opener successor) throws IOException {
        List<LogTenant> before = tenants.beginTakeover();
        List<LogTenant> paused = new ArrayList<>();
        try {
            for (LogTenant tenant : before) {
                if (!tenant.pauseWrites(patienceNanos)) {
                    throw doesNotEnd("a write");
                }
                paused.add(tenant);
            }
            if (!syncs.await(patienceNanos)) {
                throw doesNotEnd("a sync of the log");
            }
            for (LogTenant tenant : before) {
                rescue(tenant);
            }
            current.exchange(successor, patienceNanos);
        } finally {
            tenants.endTakeover().forEach(LogTenant::resumeWrites);
            paused.forEach(LogTenant::resumeWrites);
        }
    }

    /** Rescues a tenant on a thread that may be left behind: a flush calls plug-ins, which may never return. */
    private void rescue(LogTenant tenant) throws IOException {
        Future<?> rescue = helpers.submit(() -> {
            tenant.rescue();
            return null;
        });
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    rescue.get(patienceNanos, TimeUnit.NANOSECONDS);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            throw doesNotEnd("a flush");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed
                    ? failed
                    : new IOException(String.valueOf(e.getCause()), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private IOException doesNotEnd(String work) {
        return new IOException(work + " has not ended within " + TimeUnit.NANOSECONDS.toMillis(patienceNanos)
                + " ms: a plug-in or the disk does not return. The log before it goes on");
    }
}
