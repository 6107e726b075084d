package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.function.Supplier;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.engine.internal.crypt.RecordSeal;
import org.allidb.storage.engine.internal.fairness.Pace;
import org.allidb.storage.engine.internal.feed.TenantFeed;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.observe.Observation;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.read.KnownGaps;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.kernel.merge.EntryRunPool;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.tenant.TenantAccess;

/**
 * What a tenant's writes, reads, flushes and compactions share: its tables, its memtables, and the marks that order them.
 * It lies below all of them and calls none. Thread-safe.
 */
final class TenantState {

    private final TenantAccess access;
    private final RecordSeal seal;
    private final TenantLife life;
    private final VersionSet versions;
    private final KeysInUse keysInUse;
    private final Memtables memtables;
    private final VisibleSequence visible;
    private final KnownGaps knownGaps;
    private final SnapshotRegistry snapshots = new SnapshotRegistry();
    private final TenantCounters counters = new TenantCounters();
    private final SharingTenant sharing;
    private final PurgeFence fence;
    private final ReaderMemory readerMemory;
    private final FlushRecordings recordings = new FlushRecordings();
    private final RunningTasks running;
    private final TenantConfiguration configuration;
    private final TenantFeed feed;
    private final ExpiryTime expiry;

    private TenantState(
            TenantLife life,
            TenantConfiguration configuration,
            VersionSet versions,
            ReaderMemory readerMemory,
            Memtables memtables,
            StorageClock clock) {
        this.access = life.access();
        this.configuration = configuration;
        this.seal = RecordSeal.of(access);
        this.life = life;
        this.versions = versions;
        long flushed = versions.counters().flushedSequence();
        this.feed = TenantFeed.open(
                access.admittedFiles(), () -> configuration.get().feed(), clock, flushed, life::reportFailure);
        this.keysInUse = new KeysInUse(access, versions, feed::keys);
        this.fence = new PurgeFence(memtables.writeLock, versions.counters());
        this.sharing = new SharingTenant(access, counters, new Pace(clock));
        this.readerMemory = readerMemory;
        this.memtables = memtables;
        this.running = new RunningTasks(life.id(), clock);
        this.expiry = new ExpiryTime(clock);
        this.visible = new VisibleSequence(flushed);
        this.knownGaps = new KnownGaps(memtables.writeLock);
    }

    /**
     * Opens a tenant's tables, with an empty memtable.
     *
     * @param access the tenant's file system; stays the caller's if this fails
     * @param parts the table format and the memtables in use
     * @param memory the budgets of all tenants
     * @param observed receives events
     * @param platform returns the configuration in force
     */
    static TenantState open(
            TenantAccess access,
            PartsInUse parts,
            MemoryBudgets memory,
            Observation observed,
            Supplier<StorageConfiguration> platform)
            throws IOException {
        TenantConfiguration configuration = new TenantConfiguration(access, platform);
        VersionSet versions = VersionSet.open(access, configuration.tableFiles(parts::tableFormat));
        TenantLife life = new TenantLife(access, parts.providers(), observed.events());
        ReaderMemory readerMemory = new ReaderMemory(access, memory.readers(), observed.events());
        Memtables memtables = new Memtables(
                life,
                new MemtablesInUse(parts),
                versions::acquire,
                readerMemory::add,
                new MemtableAccount(access, memory.memtables(), configuration),
                versions.counters().flushedSequence());
        return new TenantState(
                life,
                configuration,
                versions,
                readerMemory,
                memtables,
                parts.runtime().clock());
    }

    /** Memtables of the provider in use. */
    private record MemtablesInUse(PartsInUse parts) implements Memtables.Source {

        @Override
        public MemtableProvider provider() {
            return parts.provider(ComponentKind.MEMTABLE);
        }

        @Override
        public Memtable create(MemtableProvider provider) {
            return parts.made(ComponentKind.MEMTABLE, provider.create());
        }
    }

    TenantId id() {
        return life.id();
    }

    /** Returns the tenant's file system and admission. */
    TenantAccess access() {
        return access;
    }

    /** Returns the configuration as it holds for the tenant. */
    TenantConfiguration configuration() {
        return configuration;
    }

    /** Returns what encrypts the tenant's records in the log. */
    RecordSeal seal() {
        return seal;
    }

    TenantLife life() {
        return life;
    }

    /** Returns what needs which key of the tenant. */
    KeysInUse keysInUse() {
        return keysInUse;
    }

    /** Returns what is kept of the tenant's changes for its consumers. */
    TenantFeed feed() {
        return feed;
    }

    /** Returns the time by which merges drop rows. */
    ExpiryTime expiry() {
        return expiry;
    }

    VersionSet versions() {
        return versions;
    }

    Memtables memtables() {
        return memtables;
    }

    VisibleSequence visible() {
        return visible;
    }

    /** Returns the stretches where scans have found nothing. */
    KnownGaps knownGaps() {
        return knownGaps;
    }

    SnapshotRegistry snapshots() {
        return snapshots;
    }

    TenantCounters counters() {
        return counters;
    }

    SharingTenant sharing() {
        return sharing;
    }

    PurgeFence fence() {
        return fence;
    }

    ReaderMemory readerMemory() {
        return readerMemory;
    }

    FlushRecordings recordings() {
        return recordings;
    }

    /** Returns the flushes and merges that are under way. */
    RunningTasks running() {
        return running;
    }

    /**
     * Retains what readers see now for the caller.
     *
     * @throws org.allidb.storage.api.StorageException if the tenant is closed
     */
    ReadState acquire() {
        while (true) {
            ReadState state = memtables.readState();
            if (state.tryRetain()) {
                return state;
            }
            life.checkOpen();
        }
    }

    /**
     * Returns the tenant's figures.
     *
     * @param due what is due to be merged
     * @param writers writes that were refused or delayed
     */
    TenantStatistics statistics(CompactionDebt due, TenantStatisticsValue.Writers writers) {
        ReadState state = acquire();
        try {
            return counters.statistics(this, state, due, writers);
        } finally {
            state.release();
        }
    }

    /** Releases what a closed tenant holds: its reads, its tables and its files. */
    void release(LeakWatch leaks) {
        leaks.closedUnder(id(), readerMemory.reads().close(life::closedError), snapshots.size());
        memtables.readState().release();
        feed.close();
        versions.close();
        access.close();
        // its keys may be in what its reads gave back
        EntryRunPool.clear();
    }
}
