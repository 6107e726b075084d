package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.allidb.storage.engine.internal.version.VersionSet;

/** Flushes of everything that a tenant has in memory, the active memtable too. Thread-safe. */
final class FullFlush {

    private final TenantState tenant;
    private final Flusher flusher;
    private final Backpressure backpressure;
    private final FlushThreads threads;
    private final AtomicBoolean requested = new AtomicBoolean();

    FullFlush(TenantState tenant, Flusher flusher, Backpressure backpressure, FlushThreads threads) {
        this.tenant = tenant;
        this.flusher = flusher;
        this.backpressure = backpressure;
        this.threads = threads;
    }

    /** Flushes everything and waits for it. */
    void run() throws IOException {
        try {
            sealActive();
            flusher.flushSealed();
        } catch (RuntimeException | Error e) {
            throw TenantLife.unchecked(tenant.life().told("a flush", e));
        }
    }

    /** Flushes everything for a caller of the API. */
    void runForUser() {
        tenant.life().checkUsable();
        try {
            run();
        } catch (IOException e) {
            throw tenant.life().error("a flush", e);
        }
        tenant.life().checkOpen();
    }

    /**
     * Flushes everything, and captures the tables. What was written before a load that is among them is flushed, too.
     *
     * @return the tables, to be closed
     */
    VersionSet.Checkpoint checkpoint() throws IOException {
        while (true) {
            run();
            VersionSet.Checkpoint tables = tenant.versions().checkpoint();
            if (tables.version().lastSequence() <= tables.counters().flushedSequence()
                    || tenant.life().isClosed()) {
                return tables;
            }
            tables.close();
        }
    }

    /** Asks for a flush of everything. Returns at once. */
    void request() {
        if (requested.compareAndSet(false, true)) {
            try {
                threads.execute(tenant.sharing(), this::sealAndFlush, () -> 0);
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                // the platform is being closed, and flushes what is left itself; or it is asked for again when memory
                // grows
                requested.set(false);
            }
        }
    }

    private void sealAndFlush() {
        requested.set(false);
        if (!tenant.life().isClosed()) {
            sealActive();
            flusher.request();
        }
    }

    private void sealActive() {
        if (tenant.memtables().sealActive()) {
            backpressure.update();
        }
    }
}
