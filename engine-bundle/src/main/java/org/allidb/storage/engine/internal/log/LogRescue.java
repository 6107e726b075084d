package org.allidb.storage.engine.internal.log;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Mends a log whose sync failed: makes durable in tables what the tenants have in memory, then has the log continue in a new
 * segment. One rescue at a time, on a thread of the platform. Thread-safe.
 */
final class LogRescue {

    private static final Logger LOG = System.getLogger(LogRescue.class.getName());
    private static final long INTERVAL_MILLIS = 500;

    private final CurrentLog current;
    private final LogTenants tenants;
    private final ScheduledExecutorService background;
    private final AtomicBoolean underWay = new AtomicBoolean();
    /** Whether the log has what no tenant can rescue any more, so that it must not be restarted without its unsynced end. */
    private volatile boolean irreplaceable;

    LogRescue(CurrentLog current, LogTenants tenants, ScheduledExecutorService background) {
        this.current = current;
        this.tenants = tenants;
        this.background = background;
    }

    /** Begins to look now and then: a write that fails in the background has no caller that would ask for a rescue. */
    Future<?> watch() {
        return background.scheduleWithFixedDelay(this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Forbids all rescues: the log has rows of a tenant that was closed, and they are nowhere else. */
    void forbid() {
        irreplaceable = true;
    }

    /** Begins a rescue if the log needs one and none is under way. Returns at once. */
    void beginIfFailed() {
        if (current.get().hasFailed() && !current.isClosed() && underWay.compareAndSet(false, true)) {
            try {
                background.execute(this::run);
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                // the platform is being closed, or the next look has the memory
                underWay.set(false);
            }
        }
    }

    /** Looks what is to be mended; whatever it throws, it is called again. */
    private void look() {
        try {
            current.openMissing();
            beginIfFailed();
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the write-ahead log cannot go on yet", e);
        }
    }

    /** Rescues all tenants and restarts the log. If that fails, the next look begins another rescue. */
    private void run() {
        boolean again = true;
        try {
            for (LogTenant tenant : tenants.all()) {
                tenant.rescue();
            }
            if (irreplaceable) {
                again = false;
                LOG.log(
                        Level.ERROR,
                        "the write-ahead log takes no writes until the data directory is opened again: a"
                                + " sync failed, and a tenant that was closed has rows in it that are nowhere else");
                return;
            }
            current.get().restart();
            LOG.log(
                    Level.WARNING,
                    "the write-ahead log goes on in a new segment after a failed sync; nothing that was"
                            + " acknowledged is lost");
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the write-ahead log cannot go on yet after a failed sync", e);
        } finally {
            if (again) {
                underWay.set(false);
            }
        }
    }
}
