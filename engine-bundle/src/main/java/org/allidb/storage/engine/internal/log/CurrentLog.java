package org.allidb.storage.engine.internal.log;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.allidb.storage.spi.wal.WriteAheadLog;
import org.jspecify.annotations.Nullable;

/**
 * The log that tenants write to, and its exchange for another one. The old log is closed before the new one is opened, and
 * one thread at a time opens: two open logs over one directory would lose each other's records. Thread-safe.
 */
final class CurrentLog {

    private static final Logger LOG = System.getLogger(CurrentLog.class.getName());
    private static final long POLL_NANOS = 100_000;

    /** Whether a thread exchanges the log, or opens the one that is missing. */
    private final AtomicBoolean exchanging = new AtomicBoolean();

    /** Opens the log that is to take over from one that is closed already; null if none is missing. */
    private volatile @Nullable Opener missing;

    private volatile WriteAheadLog log;
    private volatile boolean closed;

    /** Opens a log. */
    @FunctionalInterface
    interface Opener {

        /** Opens it. */
        WriteAheadLog open() throws IOException;
    }

    CurrentLog(WriteAheadLog log) {
        this.log = log;
    }

    /** Returns the log, which may be closed while its successor is missing. */
    WriteAheadLog get() {
        return log;
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Closes the log and opens another one. The log's tenants write nothing meanwhile, and all that it has is in tables.
     *
     * @param successor opens the other log; if it fails, {@link #openMissing} tries it again
     * @param patienceNanos how long to wait for an exchange under way
     */
    void exchange(Opener successor, long patienceNanos) throws IOException {
        awaitTurn(patienceNanos);
        try {
            closeReplaced();
            missing = successor;
            open(successor);
        } finally {
            exchanging.set(false);
        }
    }

    /** Opens the log that is missing, unless none is or another thread does. */
    void openMissing() throws IOException {
        if (missing == null || closed || !exchanging.compareAndSet(false, true)) {
            return;
        }
        try {
            Opener successor = missing;
            if (successor != null) {
                open(successor);
            }
        } finally {
            exchanging.set(false);
        }
    }

    /** Closes the log; one that is being opened is closed when it is open. */
    void close() throws IOException {
        closed = true;
        log.close();
    }

    private void open(Opener successor) throws IOException {
        assert exchanging.get();
        WriteAheadLog opened = successor.open();
        log = opened;
        missing = null;
        if (closed) {
            // the close may not have seen it
            opened.close();
        }
    }

    /** Closes the log that is replaced. One that fails to close takes no more writes either: only its successor does. */
    private void closeReplaced() {
        try {
            log.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "the write-ahead log that is replaced failed to close; the next one takes over", e);
        }
    }

    private void awaitTurn(long patienceNanos) throws IOException {
        for (long left = patienceNanos; !exchanging.compareAndSet(false, true); left -= POLL_NANOS) {
            if (left <= 0) {
                throw new IOException("the log that is to take over is still being opened after "
                        + TimeUnit.NANOSECONDS.toMillis(patienceNanos)
                        + " ms: a plug-in or the disk does not return. Install its provider once more when it has");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
