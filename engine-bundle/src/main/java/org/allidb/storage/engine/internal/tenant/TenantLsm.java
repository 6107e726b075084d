package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.statistics.RunningTask;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.engine.internal.backup.TenantCheckpoint;
import org.allidb.storage.engine.internal.fairness.FairTenant;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.observe.RefusedWriteCounter;
import org.allidb.storage.engine.internal.read.ReadContext;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue.Writers;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.engine.internal.version.Version;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's LSM tree. It composes the tenant's writes, reads, flushes and compactions over one {@link TenantState}, and has
 * their life cycle: start, close, abandonment and drop. Thread-safe.
 */
public final class TenantLsm implements MemoryUser {

    private final TenantResources shared;
    private final CommitLog log;
    private final TenantState tenant;
    private final TenantReads reads;
    private final WritePath path;
    private final TenantWrites writes;
    private final Flusher flusher;
    private final FullFlush fullFlush;
    private final KeyRotation keys;
    private final AttachedTenant attached;
    private final FollowedTenant followed;
    private final TenantEnd end;
    private final Compactions compactions;
    private final BulkLoads loads;
    private final TableChanges changes;
    private final Backpressure backpressure;
    private final RefusedWriteCounter refusedWrites;

    private TenantLsm(TenantRecovery recovered, CommitLog log, TenantResources shared) {
        this.shared = shared;
        this.log = log;
        this.tenant = recovered.tenant();
        TenantId id = tenant.id();
        var configuration = tenant.configuration();
        var parts = shared.parts();
        var observed = shared.observed();
        var events = observed.events();
        StorageClock clock = parts.runtime().clock();
        this.reads = new TenantReads(tenant, observed, clock);
        this.backpressure = new Backpressure(
                id, tenant.memtables(), shared.memory().memtables(), new WriteStall(clock, id), configuration, events);
        FruitlessTasks fruitless = new FruitlessTasks();
        StrategyRunner strategy = new StrategyRunner(
                id, configuration, parts.providers(), new ProposalCheck(fruitless), shared.threads(), events);
        MergeableTables mergeable = new MergeableTables(tenant, configuration, clock);
        DebtGauge debt = new DebtGauge(strategy, mergeable, backpressure, configuration, clock);
        this.changes = new TableChanges(tenant, backpressure, debt, new ReadCost(id, configuration, events));
        TableClaims claims = new TableClaims();
        this.compactions = new Compactions(
                tenant,
                strategy,
                mergeable,
                claims,
                new TaskRunner(tenant, claims, fruitless, parts, configuration, events),
                new Compactions.Follow(changes, debt, backpressure));
        CompactionScheduler.Work due = compactions;
        this.flusher = new Flusher(
                tenant,
                new MemtableFlush(tenant, parts, configuration, observed, changes::install),
                log,
                shared.threads(),
                configuration,
                () -> parts.signal(due));
        var commits = new TenantCommits(tenant, log, flusher, backpressure, clock, reads);
        CommitPipeline pipeline =
                new CommitPipeline(tenant.memtables().writeLock, commits, tenant.visible(), recovered.lastSequence());
        this.refusedWrites = new RefusedWriteCounter(clock);
        var meters = new WritePath.WriteMeters(refusedWrites, observed.refusedWrites(), observed.times());
        this.path = new WritePath(
                tenant, pipeline, flusher, backpressure, AsyncWrites.of(tenant.life(), shared, meters), meters);
        this.writes = new TenantWrites(path, reads, new ReplicaWrites(tenant, path, pipeline, reads));
        this.loads = new BulkLoads(
                tenant,
                new TableInstaller(pipeline, commits, tenant.visible()),
                claims,
                parts,
                configuration,
                new BulkLoads.Follow(changes::reassess, () -> parts.signal(due), events));
        var flushes = shared.threads().flushes();
        this.fullFlush = new FullFlush(tenant, flusher, backpressure, flushes);
        this.keys = new KeyRotation(tenant, pipeline, fullFlush, shared.encryption());
        this.attached = new AttachedTenant(tenant, path, fullFlush);
        this.followed = new FollowedTenant(tenant, pipeline);
        var background = new TenantEnd.Background(flusher, fullFlush, compactions, loads);
        this.end = new TenantEnd(tenant, attached, log, path, background, shared);
    }

    /**
     * Makes a tenant take writes.
     *
     * @param recovered the tenant; its log is replayed
     * @param log what it writes to
     * @param shared what all tenants share
     */
    public static TenantLsm start(TenantRecovery recovered, CommitLog log, TenantResources shared) {
        TenantLsm tree = new TenantLsm(recovered, log, shared);
        try {
            log.attach(tree.attached);
            log.flushed(tree.generation(), tree.tenant.versions().counters().flushedSequence());
            tree.writes.replica().recover();
            shared.parts().scheduler().register(tree.compactions);
            shared.parts().signal(tree.compactions);
            tree.changes.reassess();
        } catch (RuntimeException | Error e) {
            tree.close(RowsAtClose.DISCARDED);
            throw e;
        }
        if (recovered.isOutOfSpace()) {
            tree.flusher.request();
        }
        return tree;
    }

    /** Returns the tenant. */
    public TenantId id() {
        return tenant.id();
    }

    /** Returns the tenant's file system and admission. */
    public TenantAccess access() {
        return tenant.access();
    }

    /** Returns the tenant's generation. */
    public long generation() {
        return tenant.access().descriptor().generation();
    }

    /** Returns the configuration as it holds for the tenant. */
    public StorageConfiguration configuration() {
        return tenant.configuration().get();
    }

    /** Returns the side of the tenant that its reads see. */
    public ReadContext reads() {
        return reads;
    }

    /** Returns the tenant as one that shares the machine with others. */
    public FairTenant sharing() {
        return tenant.sharing();
    }

    /** Returns what gives the tenant new keys. */
    public KeyRotation keys() {
        return keys;
    }

    /** Returns the side of the tenant that the consumers of its changes see. */
    public FollowedTenant followed() {
        return followed;
    }

    /** Returns the tenant's bulk loads. */
    public BulkLoads bulkLoads() {
        return loads;
    }

    /** Returns the tenant's compactions. */
    public Compactions compactions() {
        return compactions;
    }

    /** Returns the side of the tenant that its writers see. */
    public TenantWrites writes() {
        return writes;
    }

    /** Flushes everything in memory and waits for it. */
    public void flush() {
        fullFlush.runForUser();
    }

    /** Runs the compactions that are due, until nothing is running and nothing is due. */
    public void awaitQuiet() {
        compactions.awaitQuiet(() -> configuration().compaction().enabled());
    }

    /**
     * Captures the tenant's tables, with everything in them that was acknowledged before; a suspended tenant's too.
     *
     * @return the tables, to be closed
     */
    public TenantCheckpoint checkpoint(Runnable onClose) throws IOException {
        tenant.life().checkOpen();
        VersionSet.Checkpoint tables = fullFlush.checkpoint();
        try {
            // what was closed meanwhile has no tables, and must not be taken for empty
            checkThere();
            return tenant.keysInUse().captured(tables, onClose);
        } catch (StorageException e) {
            tables.close();
            throw e;
        }
    }

    /** Keeps writers waiting for a while; see {@link CommitPipeline#hold}. */
    public Optional<WriteHold> holdWrites(long patienceNanos, long longestWaitNanos) {
        return path.hold(patienceNanos, longestWaitNanos);
    }

    /** Returns the tables now, retained for the caller, whether the tenant is suspended or not. */
    public Version acquireTables() {
        return tenant.versions().acquire();
    }

    /** Returns whether a table is one of the tenant's now. */
    public boolean hasTable(TableHandle table) {
        return !table.isRemoved()
                && !tenant.life().isDropping()
                && !tenant.life().isClosed();
    }

    /** Checks that the tenant is open and not being dropped; see {@link TenantLife#checkThere}. */
    public void checkThere() {
        tenant.life().checkThere();
    }

    /** Opens a snapshot of what is visible now. */
    public OpenSnapshot openSnapshot() {
        tenant.life().checkUsable();
        tenant.access().snapshotOpened();
        return tenant.snapshots().open(tenant.visible(), tenant.access()::snapshotClosed);
    }

    /** Ends cursors and snapshots that are too old, see {@link AgeQuota#enforce}, and deletes changes that are. */
    public void endOld(long nowNanos) {
        AgeQuota.enforce(tenant, shared.observed().events(), nowNanos);
        followed.followInBackground();
    }

    /** Returns the tenant's figures. */
    public TenantStatistics statistics() {
        return tenant.statistics(
                backpressure.due().debt(),
                new Writers(refusedWrites.figures(), path.stalledNanos(), followed.figures()));
    }

    /** Returns its flushes and merges that are under way, the oldest first. */
    public List<RunningTask> runningTasks() {
        return tenant.running().now();
    }

    @Override
    public void requestFlush() {
        fullFlush.request();
    }

    @Override
    public long activeBytes() {
        return tenant.life().isClosed() ? 0 : tenant.memtables().activeBytes();
    }

    /** Returns the bytes that the rows in memory have in the log; the greatest number while a thread writes. */
    public long loggedBytes() {
        return tenant.memtables().loggedBytes();
    }

    @Override
    public long heldByReaders() {
        return tenant.readerMemory().held();
    }

    @Override
    public boolean endOldestReads(long limitBytes) {
        return tenant.readerMemory().endOldest(limitBytes);
    }

    /** Uses the memtable and table providers that are current now; what those before made is flushed. */
    public void adoptProviders() {
        tenant.memtables().adoptProvider();
        requestFlush();
    }

    /** Looks at the limits again that the configuration sets. */
    public void configurationChanged() {
        log.reconfigure(configuration().wal());
        followed.followInBackground();
        changes.reassess();
        shared.parts().signal(compactions);
    }

    /** Has the tenant's compactions run by another scheduler. */
    public void adoptScheduler(CompactionScheduler successor) {
        successor.register(compactions);
        if (tenant.life().isClosed()) {
            // it left the scheduler before this one
            successor.unregister(compactions);
        }
    }

    /** Has tables opened by the table format that is in use now; reads under way end on the one before. */
    public void reopenTables() {
        Version version = tenant.versions().acquire();
        try {
            version.tables().forEach(TableHandle::retireReader);
        } finally {
            version.release();
        }
    }

    /** See {@link TenantEnd#closeIdle}. */
    public boolean closeIdle() {
        return end.closeIdle();
    }

    /** Closes the tenant; see {@link TenantEnd#close}. */
    public void close(RowsAtClose rows) {
        end.close(rows);
    }

    /** Closes the tenant as a crash would; see {@link TenantEnd#abandon}. */
    public @Nullable String abandon() {
        return end.abandon();
    }

    /** Drops the tenant; see {@link TenantEnd#drop}. */
    public void drop(DropAction drop) throws IOException {
        end.drop(drop);
    }
}
