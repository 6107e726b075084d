package org.allidb.storage.engine.internal.log;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.wal.LogStatistics;
import org.allidb.storage.spi.wal.WalOptions;
import org.allidb.storage.spi.wal.WriteAheadLog;
import org.jspecify.annotations.Nullable;

/**
 * The write-ahead log that some tenants write to: all of them, or one with a log of its own. Rescues the tenants when a
 * sync fails, has laggards flushed, and is the place where one log takes over from another. Thread-safe.
 */
public final class CommitLog implements AutoCloseable {

    private static final Logger LOG = System.getLogger(CommitLog.class.getName());
    private static final long RESCUE_INTERVAL_MILLIS = 500;
    private static final long DRAIN_POLL_NANOS = 100_000;

    private final Map<Long, LogStream> streams = new ConcurrentHashMap<>();
    /** Tenants that were attached while another log takes over; null if none does. Guarded by {@link #streams}. */
    private @Nullable List<LogStream> replacing;

    private final AtomicInteger syncsUnderWay = new AtomicInteger();
    private final AtomicBoolean rescuing = new AtomicBoolean();
    private final ScheduledExecutorService background;
    private final Future<?> watch;
    private volatile WriteAheadLog log;
    private volatile boolean closed;
    /** Whether the log has what nobody can rescue any more, so that it must not be restarted without its unsynced end. */
    private volatile boolean irreplaceable;

    /**
     * A commit log.
     *
     * @param log the open log, which is closed with this
     * @param background runs rescues
     */
    public CommitLog(WriteAheadLog log, ScheduledExecutorService background) {
        this.log = log;
        this.background = background;
        // a write that fails in the background has no caller who would ask for a rescue
        this.watch = background.scheduleWithFixedDelay(
                this::rescueIfFailed, RESCUE_INTERVAL_MILLIS, RESCUE_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Takes on a tenant; its writers wait while another log takes over. */
    public void attach(LogStream stream) {
        synchronized (streams) {
            streams.put(stream.stream(), stream);
            if (replacing == null) {
                return;
            }
            replacing.add(stream);
            stream.pauseWrites();
        }
    }

    /**
     * Lets go of a tenant.
     *
     * @param stream the tenant
     * @param inMemoryOnly whether it had rows in memory that only this log has now
     */
    public void detach(LogStream stream, boolean inMemoryOnly) {
        if (inMemoryOnly) {
            irreplaceable = true;
        }
        streams.remove(stream.stream(), stream);
    }

    /**
     * Appends a sealed batch. Called under the tenant's write lock.
     *
     * @param syncFollows whether {@link #sync} is called before the write is acknowledged
     * @return the position to sync
     */
    public long append(long stream, EntryBatch batch, boolean syncFollows) throws IOException {
        try {
            return log.append(stream, batch.lastSequence(), batch.bytes(), 0, batch.length(), syncFollows);
        } catch (IOException e) {
            rescueIfFailed();
            throw e;
        }
    }

    /** Announces a {@link #sync}, before the tenant's write lock is given up, so that no other log takes over before it. */
    public void announceSync() {
        syncsUnderWay.incrementAndGet();
    }

    /** Waits until a position that {@link #append} returned is on stable storage; was announced. */
    public void sync(long position) throws IOException {
        try {
            log.sync(position);
        } catch (IOException e) {
            rescueIfFailed();
            throw e;
        } finally {
            syncsUnderWay.decrementAndGet();
        }
    }

    /** Waits until a position is on stable storage, outside of a write. */
    public void syncTo(long position) throws IOException {
        announceSync();
        sync(position);
    }

    /** A tenant's writes up to a sequence are in tables. */
    public void flushed(long stream, long throughSequence) {
        log.flushed(stream, throughSequence);
    }

    /** A tenant was dropped. */
    public void forget(long stream) {
        log.forget(stream);
    }

    /** Has the tenants flushed that keep the log from shrinking. */
    public void flushLaggards() {
        for (long laggard : log.laggards()) {
            LogStream stream = streams.get(laggard);
            if (stream != null) {
                stream.requestFlush();
            }
        }
    }

    /** Figures of the log. */
    public LogStatistics statistics() {
        return log.statistics();
    }

    /** Whether the log refuses appends until the tenants are rescued. */
    public boolean hasFailed() {
        return log.hasFailed();
    }

    /** Passes new options on. */
    public void reconfigure(WalOptions options) {
        log.reconfigure(options);
    }

    /**
     * Lets another log take over: writers wait, everything in memory is made durable in tables, the old log is closed,
     * the new one opened. No operation fails.
     *
     * @param successor opens the new log
     * @throws IOException if the tenants cannot be flushed (the old log stays) or the new log not be opened
     */
    public void replace(Opener successor) throws IOException {
        List<LogStream> paused;
        synchronized (streams) {
            paused = List.copyOf(streams.values());
            replacing = new ArrayList<>();
        }
        paused.forEach(LogStream::pauseWrites);
        try {
            while (syncsUnderWay.get() > 0) {
                LockSupport.parkNanos(DRAIN_POLL_NANOS);
            }
            for (LogStream stream : paused) {
                stream.rescue();
            }
            log.close();
            log = successor.open();
        } finally {
            List<LogStream> attached;
            synchronized (streams) {
                attached = List.copyOf(replacing);
                replacing = null;
            }
            attached.forEach(LogStream::resumeWrites);
            paused.forEach(LogStream::resumeWrites);
        }
    }

    /** Opens a log. */
    @FunctionalInterface
    public interface Opener {

        /** Opens it. */
        WriteAheadLog open() throws IOException;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        watch.cancel(false);
        log.close();
    }

    private void rescueIfFailed() {
        if (log.hasFailed() && !closed && rescuing.compareAndSet(false, true)) {
            background.execute(this::rescue);
        }
    }

    private void rescue() {
        try {
            for (LogStream stream : streams.values()) {
                stream.rescue();
            }
            if (irreplaceable) {
                LOG.log(Level.ERROR, "the write-ahead log takes no writes until the data directory is opened again: a"
                        + " sync failed, and a tenant that was closed has rows in it that are nowhere else");
                return;
            }
            log.restart();
            rescuing.set(false);
            LOG.log(Level.WARNING, "the write-ahead log goes on in a new segment after a failed sync; nothing that was"
                    + " acknowledged is lost");
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the write-ahead log cannot go on yet after a failed sync", e);
            if (closed) {
                rescuing.set(false);
            } else {
                background.schedule(this::rescue, RESCUE_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }
}
