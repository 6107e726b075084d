package org.allidb.storage.engine.internal.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.api.statistics.LogStatistics;
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

    private final Map<Long, LogTenant> tenants = new ConcurrentHashMap<>();
    /** Tenants that were attached while another log takes over; null if none does. */
    @GuardedBy("tenants")
    private @Nullable List<LogTenant> replacing;

    private final AtomicInteger syncsUnderWay = new AtomicInteger();
    private final AtomicBoolean rescuing = new AtomicBoolean();
    private final ScheduledExecutorService background;
    private final ExecutorService helpers;
    private final Future<?> watch;
    private final CurrentLog current;
    private final SyncQueue pending;
    private volatile LongConsumer unattachedLaggard = generation -> {};
    /** Whether the log has what no tenant can rescue any more, so that it must not be restarted without its unsynced end. */
    private volatile boolean irreplaceable;

    /**
     * Creates a commit log.
     *
     * @param log the open log, which is closed with this
     * @param background runs rescues
     * @param helpers runs what may hang, while another log takes over
     * @param syncs one thread that waits for syncs on behalf of writes that hold none; shut down with this
     */
    public CommitLog(
            WriteAheadLog log, ScheduledExecutorService background, ExecutorService helpers, ExecutorService syncs) {
        this.current = new CurrentLog(log);
        this.pending = new SyncQueue(
                new SyncQueue.Log() {

                    @Override
                    public void sync(long position, int writes) throws IOException {
                        syncFor(position, writes);
                    }

                    @Override
                    public long syncedPosition() {
                        return current.get().syncedPosition();
                    }
                },
                syncs);
        this.background = background;
        this.helpers = helpers;
        // a write that fails in the background has no caller that would ask for a rescue
        this.watch = background.scheduleWithFixedDelay(
                this::look, RESCUE_INTERVAL_MILLIS, RESCUE_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Takes on a tenant; its writers wait while another log takes over. */
    public void attach(LogTenant tenant) {
        synchronized (tenants) {
            tenants.put(tenant.generation(), tenant);
            if (replacing == null) {
                return;
            }
            // it has not begun to take writes
            tenant.pauseWrites(Long.MAX_VALUE);
            replacing.add(tenant);
        }
    }

    /**
     * Detaches a tenant.
     *
     * @param tenant the tenant
     * @param inMemoryOnly whether it had rows in memory that only this log has now
     */
    public void detach(LogTenant tenant, boolean inMemoryOnly) {
        if (inMemoryOnly) {
            irreplaceable = true;
        }
        tenants.remove(tenant.generation(), tenant);
    }

    /**
     * Appends a record. Called under the tenant's write lock.
     *
     * @param lastSequence the greatest sequence in it
     * @param record holds it from index 0 on
     * @param length its length in bytes
     * @param syncFollows whether {@link #sync} is called before the write is acknowledged
     * @return the position to sync
     */
    public long append(long generation, long lastSequence, byte[] record, int length, boolean syncFollows)
            throws IOException {
        try {
            return current.get().append(generation, lastSequence, record, 0, length, syncFollows);
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
        syncFor(position, 1);
    }

    /** Has a write end when its position is on stable storage; was announced. Returns at once and does not throw. */
    public void whenSynced(PendingSync write) {
        pending.add(write);
    }

    private void syncFor(long position, int announced) throws IOException {
        try {
            current.get().sync(position);
        } catch (IOException e) {
            rescueIfFailed();
            throw e;
        } finally {
            syncsUnderWay.addAndGet(-announced);
        }
    }

    /** Waits as {@link #sync} does, also if writes are not synced. Under the write lock: so no other log takes over. */
    public void force(long position) throws IOException {
        current.get().force(position);
    }

    /** Waits until a position is on stable storage, outside of a write. */
    public void syncTo(long position) throws IOException {
        announceSync();
        sync(position);
    }

    /** Records that a tenant's writes up to a sequence are in tables. */
    public void flushed(long generation, long throughSequence) {
        current.get().flushed(generation, throughSequence);
    }

    /** Forgets the records of a tenant that was dropped. */
    public void forget(long generation) {
        current.get().forget(generation);
    }

    /** Says who has tenants flushed that keep the log from shrinking and are not attached. */
    public void onUnattachedLaggard(LongConsumer flush) {
        unattachedLaggard = flush;
    }

    /** Has the tenants flushed that keep the log from shrinking. */
    public void flushLaggards() {
        for (long laggard : current.get().laggards()) {
            LogTenant tenant = tenants.get(laggard);
            if (tenant != null) {
                tenant.requestFlush();
            } else {
                unattachedLaggard.accept(laggard);
            }
        }
    }

    /** Returns the figures of the log. */
    public LogStatistics statistics() {
        return current.get().statistics();
    }

    /** Returns whether the log refuses appends until the tenants are rescued. */
    public boolean hasFailed() {
        return current.get().hasFailed();
    }

    /** Passes new options on. */
    public void reconfigure(WalOptions options) {
        current.get().reconfigure(options);
    }

    /**
     * Lets another log take over: writers wait, everything in memory is made durable in tables, the old log is closed,
     * the new one opened. No operation fails.
     *
     * @param successor opens the new log; if it fails after the old log was closed, it is tried again until it succeeds
     * @param patienceNanos how long to wait for each tenant's writes and flush, which call plug-ins
     * @throws IOException if the tenants cannot be flushed (the old log stays) or the new log not be opened (writes are
     *     refused until it is)
     */
    void replace(CurrentLog.Opener successor, long patienceNanos) throws IOException {
        List<LogTenant> before;
        synchronized (tenants) {
            before = List.copyOf(tenants.values());
            replacing = new ArrayList<>();
        }
        List<LogTenant> paused = new ArrayList<>();
        try {
            for (LogTenant tenant : before) {
                if (!tenant.pauseWrites(patienceNanos)) {
                    throw doesNotEnd("a write", patienceNanos);
                }
                paused.add(tenant);
            }
            awaitSyncs(patienceNanos);
            for (LogTenant tenant : before) {
                rescue(tenant, patienceNanos);
            }
            current.exchange(successor, patienceNanos);
        } finally {
            List<LogTenant> attached;
            synchronized (tenants) {
                attached = List.copyOf(replacing);
                replacing = null;
            }
            attached.forEach(LogTenant::resumeWrites);
            paused.forEach(LogTenant::resumeWrites);
        }
    }

    private void awaitSyncs(long patienceNanos) throws IOException {
        for (long left = patienceNanos; syncsUnderWay.get() > 0; left -= DRAIN_POLL_NANOS) {
            if (left <= 0) {
                throw doesNotEnd("a sync of the log", patienceNanos);
            }
            LockSupport.parkNanos(DRAIN_POLL_NANOS);
        }
    }

    /** Rescues a tenant on a thread that may be left behind: a flush calls plug-ins, which may never return. */
    private void rescue(LogTenant tenant, long patienceNanos) throws IOException {
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
            throw doesNotEnd("a flush", patienceNanos);
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

    private static IOException doesNotEnd(String work, long patienceNanos) {
        return new IOException(work + " has not ended within " + TimeUnit.NANOSECONDS.toMillis(patienceNanos)
                + " ms: a plug-in or the disk does not return. The log before it goes on");
    }

    @Override
    public void close() throws IOException {
        watch.cancel(false);
        try {
            current.close();
        } finally {
            pending.close();
        }
    }

    /** Looks what is to be mended; whatever it throws, it is called again. */
    private void look() {
        try {
            current.openMissing();
            rescueIfFailed();
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the write-ahead log cannot go on yet", e);
        }
    }

    private void rescueIfFailed() {
        if (current.get().hasFailed() && !current.isClosed() && rescuing.compareAndSet(false, true)) {
            try {
                background.execute(this::rescue);
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                // the platform is being closed, or the next look has the memory
                rescuing.set(false);
            }
        }
    }

    /** Rescues all tenants and restarts the log. If that fails, the next look begins another rescue. */
    private void rescue() {
        boolean again = true;
        try {
            for (LogTenant tenant : tenants.values()) {
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
                rescuing.set(false);
            }
        }
    }
}
