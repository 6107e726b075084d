package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.log.LogStream;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.engine.internal.observe.RefusedWriteCounter;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.read.KnownGaps;
import org.allidb.storage.engine.internal.read.OpenReads;
import org.allidb.storage.engine.internal.read.ReadContext;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.version.Counters;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.engine.internal.version.Version;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.vfs.NoSpaceException;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's LSM tree: its tables, what is in memory, its writes, flushes and compactions, and how it is opened, closed
 * and dropped. Reads wait for no writer. Thread-safe.
 */
public final class TenantLsm implements ReadContext, LogStream {

    private static final Logger LOG = System.getLogger(TenantLsm.class.getName());
    /** One of so many writes is measured. */
    private static final int SAMPLED_WRITES = 32;

    private final EngineServices services;
    private final TenantAccess access;
    private final TenantId id;
    private final long generation;
    private final VersionSet versions;
    private final SnapshotRegistry snapshots = new SnapshotRegistry();
    private final TenantCounters counters = new TenantCounters();
    private final ReaderMemory readerMemory;
    private final PurgeFence fence;
    private final WriteBuffers buffers;
    private final WritePath writes;
    private final Flusher flusher;
    private final Compactions compactions;
    private final AtomicBoolean flushRequested = new AtomicBoolean();
    private final RefusedWriteCounter refusedWrites;
    private int writeTicks;
    /** Whether the tenant is being dropped, or was. */
    private volatile boolean dropping;

    /** Whether a replay could not write out what it had read; only before the start. */
    private boolean outOfSpace;

    private TenantLsm(EngineServices services, TenantAccess access, VersionSet versions) {
        this.services = services;
        this.refusedWrites = new RefusedWriteCounter(services.runtime().clock());
        this.access = access;
        this.id = access.descriptor().id();
        this.generation = access.descriptor().generation();
        this.versions = versions;
        Counters persisted = versions.counters();
        this.fence = new PurgeFence(persisted.purgeHorizon(), persisted.callersTimestamps());
        this.readerMemory = new ReaderMemory(services, access);
        this.buffers = new WriteBuffers(services, access, this::memtableProvider, versions::acquire, readerMemory);
        this.writes = new WritePath(services, this, buffers, fence, persisted);
        this.flusher = new Flusher(services, this);
        this.compactions = new Compactions(services, this);
    }

    /**
     * Opens a tenant's tables. {@link #replay} may follow, then {@link #start}.
     *
     * @param services what all tenants share
     * @param access the tenant's file system; closed with the tenant
     */
    public static TenantLsm open(EngineServices services, TenantAccess access) throws IOException {
        VersionSet versions = VersionSet.open(access, new TableFiles(access, services::tableFormat));
        return new TenantLsm(services, access, versions);
    }

    /**
     * Takes in a record of the log that may not be in tables yet. Before {@link #start}.
     *
     * @throws CorruptionException if records before it are missing
     */
    public void replay(EntryBatch batch) throws IOException {
        if (writes.replay(batch) && !outOfSpace) {
            try {
                flusher.flushSealed();
            } catch (NoSpaceException e) {
                // one tenant that is full must not keep all others closed: its rows stay in memory and in the log
                outOfSpace = true;
                reportFailure("what was replayed stays in memory until there is space", e);
            }
        }
    }

    /** Begins to take writes. */
    public void start(CommitLog commitLog) {
        writes.start(commitLog);
        commitLog.attach(this);
        commitLog.flushed(generation, versions.counters().flushedSequence());
        services.scheduler().register(compactions);
        services.scheduler().signal(compactions);
        writes.updatePressure();
        compactions.tablesChanged();
        if (outOfSpace) {
            flusher.request();
        }
    }

    /** Whose tree it is. */
    @Override
    public TenantId id() {
        return id;
    }

    /** The tenant's file system and admission. */
    public TenantAccess access() {
        return access;
    }

    @Override
    public long stream() {
        return generation;
    }

    /**
     * Writes a batch.
     *
     * @param batch the entries; sealed by this call
     * @param inserts whether it adds rows
     * @param callersTimestamp the caller's timestamp, -1 for one of the engine's
     * @param synced whether to wait for stable storage
     */
    public void write(EntryBatch batch, boolean inserts, long callersTimestamp, boolean synced) {
        if (batch.count() == 0) {
            checkUsable();
            return;
        }
        try {
            access.admitWrite(batch.count(), batch.length() - EntryBatch.HEADER_LENGTH, inserts);
            admitted(batch, inserts, callersTimestamp, synced);
        } catch (StorageException | Error e) {
            refusedWrites.refused(e);
            services.refusedWrites().refused(e);
            throw e;
        }
    }

    private void admitted(EntryBatch batch, boolean inserts, long callersTimestamp, boolean synced) {
        // threads may lose each other's counts, which is no matter
        if ((++writeTicks & SAMPLED_WRITES - 1) != 0) {
            writes.write(batch, inserts, callersTimestamp, synced);
            return;
        }
        long start = services.times().now();
        writes.write(batch, inserts, callersTimestamp, synced);
        services.times().putSince(start);
    }

    /** Makes every acknowledged write durable. */
    public void sync() {
        checkUsable();
        writes.sync();
    }

    /** Writes everything in memory out and waits for it. */
    public void flush() {
        checkUsable();
        try {
            flushAll();
        } catch (IOException e) {
            throw error("a flush", e);
        }
        checkOpen();
    }

    /**
     * Captures the tenant's tables, with everything in them that was acknowledged before; a suspended tenant's too.
     *
     * @return the tables, to be closed
     */
    public VersionSet.Checkpoint checkpoint() throws IOException {
        checkOpen();
        flushAll();
        VersionSet.Checkpoint tables = versions.checkpoint();
        try {
            // what was closed meanwhile has no tables, and must not be taken for empty
            checkThere();
            return tables;
        } catch (StorageException e) {
            tables.close();
            throw e;
        }
    }

    /** The tables now, retained for the caller, whether the tenant is suspended or not. */
    public Version acquireTables() {
        return versions.acquire();
    }

    /** Whether a table is one of the tenant's now. */
    public boolean hasTable(TableHandle table) {
        return !table.isRemoved() && !dropping && !isClosed();
    }

    /**
     * Throws if the tenant is closed or being dropped, so that what was seen of its files may not be all.
     *
     * @throws TenantUnknownException if it is being dropped, or was
     */
    public void checkThere() {
        if (dropping) {
            throw leaving();
        }
        checkOpen();
    }

    /** What an operation is told that was cancelled because the tenant is being closed or dropped. */
    StorageException leaving() {
        return dropping
                ? new TenantUnknownException(id, "tenant '" + id + "' was dropped by another call meanwhile")
                : new StoreClosedException(
                        "the store of tenant '" + id + "' was closed meanwhile; open it again from the platform");
    }

    /** The compactions of this tenant. */
    public Compactions compactions() {
        return compactions;
    }

    @Override
    public void requestFlush() {
        if (flushRequested.compareAndSet(false, true)) {
            try {
                services.flushes().execute(id, this::sealAndFlush, () -> 0);
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                // the platform is being closed, and flushes what is left itself; or it is asked for again when memory grows
                flushRequested.set(false);
            }
        }
    }

    private void sealAndFlush() {
        flushRequested.set(false);
        if (!isClosed()) {
            writes.sealActive();
            flusher.request();
        }
    }

    @Override
    public void rescue() throws IOException {
        if (!isClosed()) {
            flushAll();
        } else if (writes.hasRowsInMemory()) {
            throw new IOException("tenant '" + id + "' was closed with rows in memory");
        }
    }

    @Override
    public boolean pauseWrites(long patienceNanos) {
        return writes.pause(patienceNanos);
    }

    @Override
    public void resumeWrites() {
        writes.resume();
    }

    /** Goes over to the memtable and table providers that are current now; what the old ones made is drained. */
    public void adoptProviders() {
        writes.adoptProvider();
        requestFlush();
    }

    /** Looks at the limits again that the configuration sets. */
    public void configurationChanged() {
        writes.log().reconfigure(services.configuration().wal());
        writes.updatePressure();
        compactions.tablesChanged();
    }

    /** Goes over to another scheduler of compactions. */
    public void adoptScheduler(CompactionScheduler successor) {
        successor.register(compactions);
        if (isClosed()) {
            // it left the scheduler before this one
            successor.unregister(compactions);
        }
    }

    /** Has tables opened by the table format that is in use now; reads under way end on the old one. */
    public void reopenTables() {
        Version version = versions.acquire();
        try {
            version.tables().forEach(TableHandle::retireReader);
        } finally {
            version.release();
        }
    }

    /** Takes a snapshot. */
    public long openSnapshot() {
        checkUsable();
        access.snapshotOpened();
        return snapshots.open(this::visibleSequence);
    }

    /** Gives a snapshot back. */
    public void closeSnapshot(long sequence) {
        snapshots.close(sequence);
        access.snapshotClosed();
    }

    @Override
    public ReadState acquire() {
        while (true) {
            ReadState state = buffers.readState();
            if (state.tryRetain()) {
                return state;
            }
            checkOpen();
        }
    }

    @Override
    public long visibleSequence() {
        return writes.visibleSequence();
    }

    @Override
    public KnownGaps knownGaps() {
        return writes.knownGaps();
    }

    @Override
    public void admitRead(int rows) {
        checkOpen();
        access.admitRead(rows);
    }

    @Override
    public void checkUsable() {
        checkOpen();
        access.admitRead(0);
    }

    @Override
    public void cursorOpened() {
        access.cursorOpened();
    }

    @Override
    public void cursorClosed() {
        access.cursorClosed();
    }

    @Override
    public long nowMillis() {
        return services.runtime().clock().wallMillis();
    }

    @Override
    public OpenReads reads() {
        return readerMemory.reads();
    }

    @Override
    public LeakWatch leaks() {
        return services.leaks();
    }

    @Override
    public OperationTimes times() {
        return services.times();
    }

    @Override
    public StorageException error(String doing, Exception e) {
        return dropping || isClosed() ? leaving() : StorageErrors.of(id, doing, e);
    }

    /** Figures. */
    public TenantStatistics statistics() {
        ReadState state = acquire();
        try {
            return counters.statistics(
                    access.usage(),
                    state,
                    compactions.due().debt(),
                    readerMemory.held(),
                    versions.tableFiles().heldBytes(),
                    snapshots.size(),
                    visibleSequence(),
                    refusedWrites.figures(),
                    writes.stalledNanos());
        } finally {
            state.release();
        }
    }

    /**
     * Closes the tenant if all of it is in tables and nothing of it is running: what is in a log that others use too is
     * replayed only when the data directory is opened. Does not wait for work under way.
     *
     * @return whether it is closed now
     */
    public boolean closeIdle() {
        if (!compactions.suspend(0)) {
            return false;
        }
        boolean closed = false;
        try {
            closed = flusher.tryExclude(this::closeFlushed);
        } catch (IOException | RuntimeException | Error e) {
            reportFailure("an idle tenant stays open, because it could not be flushed", e);
        } finally {
            if (!closed) {
                compactions.resume();
            }
        }
        if (closed) {
            services.scheduler().unregister(compactions);
            release();
        }
        return closed;
    }

    private void closeFlushed() throws IOException {
        flushAll();
        // a write of a thread that another one closed the handle of may come between the two
        while (!writes.closeIfEmpty()) {
            checkOpen();
            flushAll();
        }
    }

    /**
     * Closes the tenant, started or not. What could not be flushed is found in the log when the data directory is opened
     * again. Waits for the work under way, until {@link #abandon()} ends that.
     *
     * @param flush whether to flush first, so that there is nothing to replay
     */
    public void close(boolean flush) {
        compactions.suspend();
        services.scheduler().unregister(compactions);
        IOException unflushed = null;
        if (flush) {
            unflushed = flushAtClose();
        }
        if (!writes.close()) {
            return;
        }
        release();
        if (unflushed != null) {
            reportFailure("not everything could be flushed at the close; the log keeps it", unflushed);
        }
    }

    /**
     * Closes the tenant as a crash would, without waiting for anything: a plug-in may never return. What it works on is
     * kept from the disk by who calls this; threads of the platform that are inside of it are interrupted.
     *
     * @return whether it was not closed yet
     */
    public boolean abandon() {
        if (!writes.abandon()) {
            return false;
        }
        flusher.abandon();
        compactions.abandon();
        services.scheduler().unregister(compactions);
        if (writes.isStarted()) {
            writes.log().detach(this, true);
        }
        letGo();
        return true;
    }

    /** Gives back what a tenant holds whose writes are closed and whose compactions are suspended. */
    private void release() {
        compactions.resume();
        if (writes.isStarted()) {
            writes.log().detach(this, writes.hasRowsInMemory());
        }
        flusher.awaitIdle();
        letGo();
    }

    private void letGo() {
        leaks().closedUnder(id, reads().close(this::closedError), snapshots.size());
        buffers.readState().release();
        versions.close();
        access.close();
    }

    /**
     * Drops the tenant: nothing of it runs while the action removes it.
     *
     * @param drop removes it from the catalogue and its files; if it fails, the tenant goes on
     * @throws IOException if it fails, or work under way does not end; the tenant goes on
     */
    public void drop(DropAction drop) throws IOException {
        long patience = TimeUnit.MILLISECONDS.toNanos(
                services.configuration().engine().drainTimeoutMs());
        if (!pauseWrites(patience)) {
            throw doesNotEnd("a write", "the memtable", patience);
        }
        dropping = true;
        try {
            if (!compactions.suspend(patience)) {
                throw doesNotEnd("a compaction", "a codec, the throttler, the table format or the merge executor", patience);
            }
            services.scheduler().unregister(compactions);
            try {
                flusher.exclude(drop::run);
            } catch (IOException | RuntimeException | Error e) {
                services.scheduler().register(compactions);
                compactions.resume();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            dropping = false;
            resumeWrites();
            throw e;
        }
        writes.log().forget(generation);
        writes.discard();
        close(false);
    }

    private static IOException doesNotEnd(String work, String culprits, long patienceNanos) {
        return new IOException(work + " has not ended within " + TimeUnit.NANOSECONDS.toMillis(patienceNanos) + " ms: "
                + culprits + " or the disk does not return. The tenant goes on as before; mend or replace what hangs and"
                + " drop it again, or open the data directory again before");
    }

    private @Nullable IOException flushAtClose() {
        IOException failed = null;
        // a second time, because the first may find the log failing, and the second does without it
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                flushAll();
                return null;
            } catch (IOException e) {
                failed = e;
            } catch (RuntimeException | Error e) {
                failed = new IOException(e.toString(), e);
            }
        }
        return failed;
    }

    /** Removes a tenant from the catalogue, and its files. */
    @FunctionalInterface
    public interface DropAction {

        /** Removes it. */
        void run() throws IOException;
    }

    // ---------------------------------------------------------------- for the flusher and the compactions

    VersionSet versions() {
        return versions;
    }

    /** Tells whoever watches. */
    void reportFailure(String what, Throwable cause) {
        LOG.log(Level.DEBUG, "tenant '" + id + "': " + what, cause);
        services.events()
                .report(StorageEvent.Type.FAILURE, Optional.of(id), what + " (" + cause.getMessage() + ")", Map.of());
    }

    /** Slows, stops or relieves writers as what waits asks for. */
    void updatePressure() {
        writes.updatePressure();
    }

    /** What readers see; may be gone when it is to be retained. */
    ReadState readState() {
        return buffers.readState();
    }

    ReaderMemory readerMemory() {
        return readerMemory;
    }

    SnapshotRegistry snapshots() {
        return snapshots;
    }

    TenantCounters counters() {
        return counters;
    }

    PurgeFence fence() {
        return fence;
    }

    Flusher flusher() {
        return flusher;
    }

    WritePath writes() {
        return writes;
    }

    boolean isClosed() {
        return writes.isClosed();
    }

    /** The memory that a flush of the active buffer would free. */
    long activeBytes() {
        return isClosed() ? 0 : buffers.activeBytes();
    }

    void checkOpen() {
        if (isClosed()) {
            throw closedError();
        }
    }

    /** Returns why nothing can be done any more: what the guard says, such as that the tenant was dropped, or that it is closed. */
    private StorageException closedError() {
        try {
            access.admitRead(0);
        } catch (StorageException e) {
            return e;
        }
        return new StoreClosedException("the store of tenant '" + id + "' is closed; open it again from the platform");
    }

    private void flushAll() throws IOException {
        writes.sealActive();
        flusher.flushSealed();
    }

    private MemtableProvider memtableProvider() {
        String name = services.configuration().memtable().provider();
        return services.providers().require(ComponentKind.MEMTABLE, MemtableProvider.class, name);
    }
}
