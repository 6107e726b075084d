package org.allidb.storage.engine.internal.log;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongConsumer;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.api.statistics.LogStatistics;
import org.allidb.storage.spi.wal.WriteAheadLog;

/**
 * The write-ahead log that some tenants write to: all of them, or one with a log of its own. Rescues the tenants when a
 * sync fails, has laggards flushed, and is the place where one log takes over from another. Thread-safe.
 */
public final class CommitLog implements AutoCloseable {

    private final LogTenants tenants = new LogTenants();
    private final CurrentLog current;
    private final LogRescue rescue;
    private final Future<?> watch;
    private final LogSyncs syncs;
    private final SyncQueue pending;
    private final ExecutorService helpers;
    private volatile LongConsumer unattachedLaggard = generation -> {};

    /**
     * Creates a commit log.
     *
     * @param log the open log, which is closed with this
     * @param background runs rescues
     * @param helpers runs what may hang, while another log takes over
     * @param syncThread waits for syncs on behalf of writes that hold no thread; shut down with this
     */
    public CommitLog(
            WriteAheadLog log,
            ScheduledExecutorService background,
            ExecutorService helpers,
            ExecutorService syncThread) {
        this.current = new CurrentLog(log);
        this.rescue = new LogRescue(current, tenants, background);
        this.watch = rescue.watch();
        this.syncs = new LogSyncs(current, rescue);
        this.pending = new SyncQueue(syncs, syncThread);
        this.helpers = helpers;
    }

    /** Takes on a tenant; its writers wait while another log takes over. */
    public void attach(LogTenant tenant) {
        tenants.attach(tenant);
    }

    /**
     * Detaches a tenant.
     *
     * @param tenant the tenant
     * @param inMemoryOnly whether it had rows in memory that only this log has now
     */
    public void detach(LogTenant tenant, boolean inMemoryOnly) {
        if (inMemoryOnly) {
            rescue.forbid();
        }
        tenants.detach(tenant);
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
            rescue.beginIfFailed();
            throw e;
        }
    }

    /** Announces a {@link #sync}, before the tenant's write lock is given up, so that no other log takes over before it. */
    public void announceSync() {
        syncs.announce();
    }

    /** Waits until a position that {@link #append} returned is on stable storage; was announced. */
    public void sync(long position) throws IOException {
        syncs.sync(position, 1);
    }

    /** Has a write end when its position is on stable storage; was announced. Returns at once and does not throw. */
    public void whenSynced(PendingSync write) {
        pending.add(write);
    }

    /** Waits as {@link #sync} does, also if writes are not synced; was announced. */
    public void force(long position) throws IOException {
        syncs.force(position);
    }

    /** Waits until a position is on stable storage, outside of a write. */
    public void syncTo(long position) throws IOException {
        announceSync();
        sync(position);
    }

    /** Waits as {@link #syncTo} does, also if writes are not synced. */
    public void forceTo(long position) throws IOException {
        announceSync();
        force(position);
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
            LogTenant tenant = tenants.find(laggard);
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
        new LogTakeover(current, tenants, syncs, helpers, patienceNanos).run(successor);
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
}
