package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStatistics;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.log.LogStream;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.read.ReadContext;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.tenant.WriteStall.Pressure;
import org.allidb.storage.engine.internal.version.Counters;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.engine.internal.version.Version;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.compaction.CompactionOptions;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.event.StorageEvent;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableOptions;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's LSM tree. A write takes the write lock, gets its sequence, is appended to the log and applied to the
 * active buffer, gives the lock up, waits for the log's sync if it asked for it, and becomes visible. Reads take no lock.
 *
 * <p>Whatever goes wrong between the append and the end of the apply leaves the buffer in an unknown state: the tenant
 * then refuses writes until it is opened again, which replays the log.
 */
public final class TenantLsm implements ReadContext, LogStream {

    private static final Logger LOG = System.getLogger(TenantLsm.class.getName());
    private static final VarHandle VISIBLE;

    static {
        try {
            VISIBLE = MethodHandles.lookup().findVarHandle(TenantLsm.class, "visibleSequence", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final EngineServices services;
    private final TenantAccess access;
    private final TenantId id;
    private final long generation;
    private final VersionSet versions;
    private final SnapshotRegistry snapshots = new SnapshotRegistry();
    private final TenantCounters counters = new TenantCounters();
    private final PurgeFence fence;
    private final WriteStall stall;
    private final Flusher flusher;
    private final Compactions compactions;

    private final ReentrantLock writeLock = new ReentrantLock();
    private final Condition writesResumed = writeLock.newCondition();
    private final Deque<WriteBuffer> sealed = new ArrayDeque<>();
    private WriteBuffer active;
    private long lastSequence;
    private long lastTimestamp;
    private long reportedBytes;
    private int pauses;
    private @Nullable CommitLog log;

    private volatile ReadState readState;
    private volatile long activeBytes;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    @SuppressWarnings("unused") // through VISIBLE
    private volatile long visibleSequence;

    private TenantLsm(EngineServices services, TenantAccess access, VersionSet versions) {
        this.services = services;
        this.access = access;
        this.id = access.descriptor().id();
        this.generation = access.descriptor().generation();
        this.versions = versions;
        Counters persisted = versions.counters();
        this.lastSequence = persisted.flushedSequence();
        this.lastTimestamp = persisted.lastTimestamp();
        this.visibleSequence = lastSequence;
        this.fence = new PurgeFence(persisted.purgeHorizon(), persisted.callersTimestamps());
        this.stall = new WriteStall(services.runtime().clock(), "tenant '" + id + "'");
        this.active = new WriteBuffer(memtableProvider());
        this.readState = new ReadState(memtables(), versions.acquire());
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
        writeLock.lock();
        try {
            if (batch.lastSequence() <= lastSequence) {
                return;
            }
            if (batch.baseSequence() != lastSequence + 1) {
                throw new CorruptionException(
                        "wal",
                        0,
                        "the log of tenant '" + id + "' goes on at sequence " + batch.baseSequence() + " after "
                                + lastSequence + ": records between them are missing. Nothing was changed; restore the"
                                + " log or the tenant from a backup, or salvage what is intact with 'allidb repair'",
                        null);
            }
            apply(batch, 0);
            VISIBLE.setVolatile(this, lastSequence);
            if (isFull(active)) {
                seal();
            }
        } finally {
            writeLock.unlock();
        }
        if (hasSealed()) {
            flusher.flushSealed();
        }
    }

    /** Begins to take writes. */
    public void start(CommitLog commitLog) {
        log = commitLog;
        commitLog.attach(this);
        commitLog.flushed(generation, versions.counters().flushedSequence());
        services.scheduler().register(compactions);
        services.scheduler().signal(compactions);
        updatePressure();
    }

    /** Whose tree it is. */
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
        access.admitWrite(batch.count(), batch.length() - EntryBatch.HEADER_LENGTH, inserts);
        stall.beforeWrite(services.configuration().engine().stallTimeoutMs(), this::checkWorthWaiting);
        CommitLog commitLog;
        long position;
        long sequence;
        writeLock.lock();
        try {
            awaitWritesResumed();
            checkWritable();
            if (isFull(active)) {
                seal();
                flusher.request();
            }
            commitLog = requireLog();
            position = append(commitLog, batch, callersTimestamp);
            sequence = lastSequence;
            if (synced) {
                commitLog.announceSync();
            } else {
                publish(sequence);
            }
        } catch (IOException e) {
            throw StorageErrors.of(id, "a write", e);
        } finally {
            writeLock.unlock();
        }
        if (synced) {
            try {
                commitLog.sync(position);
            } catch (IOException e) {
                throw StorageErrors.of(id, "the sync of a write", e);
            }
            publish(sequence);
        }
    }

    /** Makes every acknowledged write durable. */
    public void sync() {
        checkUsable();
        CommitLog commitLog;
        long position;
        writeLock.lock();
        try {
            awaitWritesResumed();
            commitLog = requireLog();
            position = active.logPosition();
            commitLog.announceSync();
        } finally {
            writeLock.unlock();
        }
        try {
            commitLog.sync(position);
        } catch (IOException e) {
            throw StorageErrors.of(id, "a sync", e);
        }
    }

    /** Writes everything in memory out and waits for it. */
    public void flush() {
        checkUsable();
        try {
            flushAll();
        } catch (IOException e) {
            throw StorageErrors.of(id, "a flush", e);
        }
        checkOpen();
    }

    /** The compactions of this tenant. */
    public Compactions compactions() {
        return compactions;
    }

    @Override
    public void requestFlush() {
        services.flushes().execute(() -> {
            if (!closed) {
                sealActive();
                flusher.flushAndRetry();
            }
        });
    }

    @Override
    public void rescue() throws IOException {
        if (!closed) {
            flushAll();
        } else if (hasRowsInMemory()) {
            throw new IOException("tenant '" + id + "' was closed with rows in memory");
        }
    }

    private boolean hasRowsInMemory() {
        writeLock.lock();
        try {
            return !active.isEmpty() || !sealed.isEmpty();
        } finally {
            writeLock.unlock();
        }
    }

    @Override
    public void pauseWrites() {
        writeLock.lock();
        try {
            pauses++;
        } finally {
            writeLock.unlock();
        }
    }

    @Override
    public void resumeWrites() {
        writeLock.lock();
        try {
            pauses--;
            writesResumed.signalAll();
        } finally {
            writeLock.unlock();
        }
    }

    /** Goes over to the memtable and table providers that are current now; what the old ones made is drained. */
    public void adoptProviders() {
        writeLock.lock();
        try {
            if (!closed && active.isEmpty() && active.provider() != memtableProvider()) {
                active = new WriteBuffer(memtableProvider());
                publishReadState();
            }
        } finally {
            writeLock.unlock();
        }
        requestFlush();
    }

    /** Looks at the limits again that the configuration sets. */
    public void configurationChanged() {
        CommitLog commitLog = requireLog();
        commitLog.reconfigure(services.configuration().wal());
        updatePressure();
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
            ReadState state = readState;
            if (state.tryRetain()) {
                return state;
            }
            checkOpen();
        }
    }

    @Override
    public long visibleSequence() {
        return (long) VISIBLE.getAcquire(this);
    }

    @Override
    public void admitRead(int rows) {
        if (closed) {
            checkOpen();
        }
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
    public StorageException error(String doing, IOException e) {
        return StorageErrors.of(id, doing, e);
    }

    /** Figures. */
    public TenantStatistics statistics() {
        ReadState state = acquire();
        try {
            return counters.statistics(access.usage(), state, snapshots.size(), visibleSequence(), stall.stalledNanos());
        } finally {
            state.release();
        }
    }

    /**
     * Closes the tenant if all of it is in tables: what is in a log that others use too is replayed only when the data
     * directory is opened.
     *
     * @return whether it is closed now
     */
    public boolean closeIdle() {
        if (failure != null) {
            return false;
        }
        try {
            flushAll();
        } catch (IOException | StorageException e) {
            reportFailure("an idle tenant stays open, because it could not be flushed", e);
            return false;
        }
        close(false);
        return true;
    }

    /**
     * Closes the tenant. What could not be flushed is found in the log when the data directory is opened again.
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
        ReadState last;
        writeLock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            last = readState;
            services.budget().add(-reportedBytes);
            writesResumed.signalAll();
        } finally {
            writeLock.unlock();
        }
        stall.wakeAll();
        compactions.resume();
        requireLog().detach(this, hasRowsInMemory());
        flusher.awaitIdle();
        last.release();
        versions.close();
        access.close();
        if (unflushed != null) {
            reportFailure("not everything could be flushed at the close; the log keeps it", unflushed);
        }
    }

    /**
     * Drops the tenant: nothing of it runs while the action removes it.
     *
     * @param drop removes it from the catalogue and its files; if it fails, the tenant goes on
     */
    public void drop(DropAction drop) throws IOException {
        pauseWrites();
        compactions.suspend();
        services.scheduler().unregister(compactions);
        try {
            flusher.exclude(drop::run);
        } catch (IOException | RuntimeException | Error e) {
            services.scheduler().register(compactions);
            compactions.resume();
            resumeWrites();
            throw e;
        }
        requireLog().forget(generation);
        discardMemory();
        close(false);
    }

    /** Nobody will ask for what is in the buffers of a dropped tenant. */
    private void discardMemory() {
        writeLock.lock();
        try {
            sealed.clear();
            active = new WriteBuffer(memtableProvider());
        } finally {
            writeLock.unlock();
        }
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

    SnapshotRegistry snapshots() {
        return snapshots;
    }

    TenantCounters counters() {
        return counters;
    }

    PurgeFence fence() {
        return fence;
    }

    boolean isClosed() {
        return closed;
    }

    long activeBytes() {
        return closed ? 0 : activeBytes;
    }

    @Nullable
    CommitLog log() {
        return log;
    }

    /** The sealed buffers, oldest first. */
    List<WriteBuffer> sealedBuffers() {
        writeLock.lock();
        try {
            return new ArrayList<>(sealed);
        } finally {
            writeLock.unlock();
        }
    }

    /** Makes what is in flushed buffers visible, whose log position is synced. */
    void publish(long sequence) {
        long visible = (long) VISIBLE.getAcquire(this);
        while (visible < sequence && !VISIBLE.compareAndSet(this, visible, sequence)) {
            visible = (long) VISIBLE.getAcquire(this);
        }
    }

    /** Lets reads go to the tables as they are now, and no longer to buffers that are in them. */
    void installTables(List<WriteBuffer> flushed) {
        writeLock.lock();
        try {
            if (closed) {
                return;
            }
            sealed.removeAll(flushed);
            publishReadState();
            reportMemory();
        } finally {
            writeLock.unlock();
        }
        updatePressure();
    }

    /** Slows or stops writers as the number of waiting buffers and tables asks for. */
    void updatePressure() {
        MemtableOptions memtable = services.configuration().memtable();
        CompactionOptions compaction = services.configuration().compaction();
        int waiting = sealedCount();
        ReadState state = acquire();
        long pending = state.version().tables().stream()
                .filter(table -> table.level() == 0)
                .count();
        state.release();
        Pressure pressure = Pressure.NONE;
        double severity = 0;
        String reason = "";
        if (waiting >= memtable.maxImmutable()) {
            pressure = Pressure.STOP;
            reason = waiting + " memtables wait for their flush";
        } else if (pending >= compaction.stopTables()) {
            pressure = Pressure.STOP;
            reason = pending + " tables wait for their compaction";
        } else if (services.budget().isExceeded() && waiting > 0) {
            pressure = Pressure.SLOW;
            severity = 0.5;
            reason = "the memory of all memtables is used up";
        } else if (pending >= compaction.slowdownTables()) {
            pressure = Pressure.SLOW;
            severity = (pending - compaction.slowdownTables() + 1.0)
                    / (compaction.stopTables() - compaction.slowdownTables() + 1.0);
            reason = pending + " tables wait for their compaction";
        } else if (waiting > 0 && waiting >= memtable.maxImmutable() - 1) {
            pressure = Pressure.SLOW;
            severity = 0.1;
            reason = waiting + " memtables wait for their flush";
        }
        if (stall.set(pressure, severity, reason)) {
            String message = pressure == Pressure.NONE
                    ? "writers go on at full speed"
                    : "writers are " + (pressure == Pressure.STOP ? "stopped" : "slowed") + " because " + reason;
            services.events().report(StorageEvent.Type.STALL, Optional.of(id), message, Map.of());
        }
    }

    boolean hasSealed() {
        return sealedCount() > 0;
    }

    void sealActive() {
        writeLock.lock();
        try {
            if (!closed && !active.isEmpty()) {
                seal();
            }
        } finally {
            writeLock.unlock();
        }
    }

    // ---------------------------------------------------------------- private

    private void flushAll() throws IOException {
        sealActive();
        flusher.flushSealed();
    }

    private long append(CommitLog commitLog, EntryBatch batch, long callersTimestamp) throws IOException {
        long base = lastSequence + 1;
        if (callersTimestamp >= 0) {
            fence.admit(callersTimestamp, id);
            batch.sealWithCallersTimestamp(base, callersTimestamp);
        } else {
            batch.seal(base, Math.max(lastTimestamp + 1, services.runtime().clock().wallMicros()));
        }
        long position = commitLog.append(generation, batch);
        try {
            apply(batch, position);
        } catch (RuntimeException | Error e) {
            failure = e;
            reportFailure(
                    "writes are refused until the data directory is opened again, because a write could not be completed in"
                            + " memory",
                    e);
            throw e;
        }
        return position;
    }

    private void apply(EntryBatch batch, long position) {
        active.memtable().apply(batch);
        boolean callers = batch.hasCallersTimestamp();
        lastSequence = batch.lastSequence();
        if (callers) {
            fence.sawCallersTimestamp();
        } else {
            lastTimestamp = Math.max(lastTimestamp, batch.timestamp());
        }
        active.applied(lastSequence, lastTimestamp, callers, position);
        long bytes = active.memtable().memoryBytes();
        if (bytes != activeBytes) {
            activeBytes = bytes;
            reportMemory();
        }
    }

    private void seal() {
        sealed.addLast(active);
        active = new WriteBuffer(memtableProvider());
        activeBytes = active.memtable().memoryBytes();
        publishReadState();
        reportMemory();
        updatePressure();
    }

    private boolean isFull(WriteBuffer buffer) {
        long limit = services.configuration().memtable().maxBytes();
        long quota = access.descriptor().settings().quota().writeBufferBytes();
        return !buffer.isEmpty() && activeBytes >= (quota > 0 ? Math.min(limit, Math.max(1, quota / 2)) : limit);
    }

    private void publishReadState() {
        ReadState before = readState;
        readState = new ReadState(memtables(), versions.acquire());
        before.release();
    }

    private List<Memtable> memtables() {
        List<Memtable> newestFirst = new ArrayList<>();
        newestFirst.add(active.memtable());
        sealed.descendingIterator().forEachRemaining(buffer -> newestFirst.add(buffer.memtable()));
        return newestFirst;
    }

    private void reportMemory() {
        long bytes = activeBytes;
        for (WriteBuffer buffer : sealed) {
            bytes += buffer.memtable().memoryBytes();
        }
        if (bytes != reportedBytes) {
            long change = bytes - reportedBytes;
            reportedBytes = bytes;
            access.bufferBytes(bytes);
            services.budget().add(change);
        }
    }

    private int sealedCount() {
        writeLock.lock();
        try {
            return sealed.size();
        } finally {
            writeLock.unlock();
        }
    }

    private void awaitWritesResumed() {
        while (pauses > 0 && !closed) {
            writesResumed.awaitUninterruptibly();
        }
    }

    private MemtableProvider memtableProvider() {
        String name = services.configuration().memtable().provider();
        return services.providers().require(ComponentKind.MEMTABLE, MemtableProvider.class, name);
    }

    private CommitLog requireLog() {
        CommitLog commitLog = log;
        if (commitLog == null) {
            throw new IllegalStateException("the tenant was not started");
        }
        return commitLog;
    }

    private void checkWritable() {
        checkOpen();
        Throwable cause = failure;
        if (cause != null) {
            throw new StorageIoException(
                    "tenant '" + id + "' refuses writes because an earlier one could not be completed in memory; close"
                            + " the platform and open it again, nothing that was acknowledged is lost",
                    cause);
        }
    }

    /** Lets a writer that waits for relief know if there is none to come. */
    private void checkWorthWaiting() {
        checkWritable();
        flusher.checkNotStuck();
    }

    private void checkOpen() {
        if (closed) {
            access.admitRead(0);
            throw new StoreClosedException("the store of tenant '" + id + "' is closed; open it again from the platform");
        }
    }

    /** Refuses a timestamp that a dropped tombstone may have hidden. */
    static InvalidArgumentException purgedTimestamp(TenantId tenant, long timestamp, long horizon) {
        return new InvalidArgumentException("the timestamp " + timestamp + " is not after " + horizon
                + ", up to which tenant '" + tenant + "' has dropped tombstones, so the write could bring a deleted row"
                + " back; write with a later timestamp, or raise compaction.tombstone_retention_minutes");
    }
}
