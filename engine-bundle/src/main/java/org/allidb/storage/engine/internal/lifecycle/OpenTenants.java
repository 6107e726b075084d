package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.statistics.RunningTask;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.engine.internal.backup.BackedUpPlatform;
import org.allidb.storage.engine.internal.backup.TenantCheckpoint;
import org.allidb.storage.engine.internal.lifecycle.PlatformGate.Pass;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.log.Logs;
import org.allidb.storage.engine.internal.scrub.ScrubbedPlatform;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.engine.internal.tenant.TenantResources;
import org.allidb.storage.engine.internal.tenant.TenantUse;
import org.allidb.storage.spi.runtime.ExecutorFactory;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.allidb.storage.spi.vfs.Vfs;

/**
 * The tenants of a platform: opened when they are asked for, closed again when nothing uses them and there are too many. It has
 * the calls that open, create, restore, copy and drop tenants, and their life cycle. Thread-safe.
 */
public final class OpenTenants implements BackedUpPlatform, ScrubbedPlatform {

    private static final Logger LOG = System.getLogger(OpenTenants.class.getName());

    private static final int CLOSING_THREADS = 16;

    private final TenantGuard guard;
    private final PlatformGate gate;
    private final TenantSlots slots = new TenantSlots();
    private final TenantOpener opener;
    private final TenantReplay replay;
    private final TenantRestore restores;
    private final TenantDrop drops;
    private final IdleTenants idle;
    private final TenantUses uses;
    private final UnopenedLaggards laggards;
    private final LogReplacement replacement;
    private final Supplier<StorageConfiguration> configuration;
    private final ExecutorFactory executors;
    private final ExecutorService threads;
    private final StorageClock clock;

    /**
     * Creates the tenants that a guard knows; none is open. {@link #replay} may follow, then {@link #start}.
     *
     * @param logs opens the logs of those that have their own
     * @param gate keeps calls out when the platform is closed
     * @param trees made by {@link #newTrees()}; the trees of the open tenants are put there
     */
    public OpenTenants(
            TenantResources shared, TenantGuard guard, Logs logs, PlatformGate gate, Map<Long, TenantLsm> trees) {
        this.guard = guard;
        this.gate = gate;
        Supplier<StorageConfiguration> configuration = shared.configuration();
        this.configuration = configuration;
        KeptRecords kept = new KeptRecords(leftInLogBytes());
        this.opener = new TenantOpener(shared, guard, logs, trees, kept);
        this.replay = new TenantReplay(shared.observed().events(), guard, opener, kept);
        this.restores = new TenantRestore(shared, guard, gate);
        this.drops = new TenantDrop(guard, slots, opener, replay, logs);
        StorageRuntime runtime = shared.parts().runtime();
        this.clock = runtime.clock();
        this.executors = runtime.executors();
        this.threads = executors.pool("tenants", CLOSING_THREADS);
        this.idle = new IdleTenants(
                slots,
                opener,
                gate,
                threads,
                () -> configuration.get().tenants().maxOpen(),
                shared.observed().events());
        this.uses = new TenantUses(slots, opener, replay, guard, idle, gate);
        this.replacement = new LogReplacement(uses, slots, replay, kept, logs);
        this.laggards = new UnopenedLaggards(
                uses, kept, guard, threads, shared.observed().events());
    }

    /** Returns an empty map of trees, which {@link OpenTenants} fills; may be read at any time. */
    public static Map<Long, TenantLsm> newTrees() {
        return TenantOpener.newTrees();
    }

    /** Replays a record of the shared log while it is being opened. */
    public void replay(long generation, byte[] record, int offset, int length) {
        replay.replay(generation, record, offset, length);
    }

    /** Makes the replayed tenants take writes: the shared log is open. */
    public void start(CommitLog log) {
        uses.start(log);
        replay.start(slots, log);
        log.onUnattachedLaggard(laggards::flush);
        idle.makeRoom();
    }

    /** Follows a change of the configuration: fewer tenants may be open than before. */
    public void configurationChanged() {
        idle.makeRoom();
    }

    /** Closes what was replayed or started, because the platform cannot be opened. The log keeps what is in no table. */
    public void abandon(Throwable failure) {
        replay.abandon(failure);
        for (TenantSlot slot : slots.close()) {
            opener.close(slot.opened(), failure);
            slots.finished(slot);
        }
        threads.shutdown();
    }

    /** Returns the trees of the open tenants. */
    public Collection<TenantLsm> trees() {
        return opener.trees();
    }

    /** Returns the figures of the open tenants. */
    public Map<TenantId, TenantStatistics> statistics() {
        Map<TenantId, TenantStatistics> figures = new TreeMap<>();
        for (TenantLsm tree : trees()) {
            try {
                figures.put(tree.id(), tree.statistics());
            } catch (StorageException e) {
                LOG.log(Level.DEBUG, "closed meanwhile", e);
            }
        }
        return figures;
    }

    /** Returns the flushes and merges of the open tenants that are under way, the oldest first. */
    public List<RunningTask> runningTasks() {
        return trees().stream()
                .flatMap(tree -> tree.runningTasks().stream())
                .sorted(Comparator.comparing(RunningTask::since))
                .toList();
    }

    /** Flushes the open tenants. */
    public void flush() {
        gate.checkOpen();
        TenantsFlush.run(trees(), executors, gate);
    }

    /** Returns whether a tenant is open. */
    public boolean isOpen(long generation) {
        return opener.isOpen(generation);
    }

    /** Opens a tenant. */
    public TenantUse open(TenantId id) throws IOException {
        try (Pass _ = gate.enter("opening", id)) {
            return openIfThere(id).orElseThrow(() -> TenantDrop.unknown(id));
        }
    }

    /** Opens a tenant, which is created if there is none. */
    public TenantUse openOrCreate(TenantId id) throws IOException {
        try (Pass _ = gate.enter("opening", id)) {
            while (true) {
                Optional<TenantUse> use = openIfThere(id);
                if (use.isPresent()) {
                    return use.get();
                }
                try {
                    guard.create(id, TenantSettings.DEFAULTS);
                } catch (TenantExistsException e) {
                    // by another thread, after it was looked for: it is opened in the next round, unless it is dropped
                    gate.checkOpen();
                }
            }
        }
    }

    /** Creates a tenant. An encrypted one has its key before the catalogue names it. */
    public void createClosed(TenantId id, TenantSettings settings) throws IOException {
        restores.checkNotUnderWay(id);
        if (settings.encrypted()) {
            restores.run(id, settings, (versions, cancelled) -> {});
        } else {
            guard.create(id, settings);
        }
    }

    /** Creates a tenant and opens it. */
    public TenantUse create(TenantId id, TenantSettings settings) throws IOException {
        try (Pass _ = gate.enter("creating", id)) {
            createClosed(id, settings);
            return openIfThere(id)
                    .orElseThrow(() -> new TenantUnknownException(
                            id, "tenant '" + id + "' was created, and dropped by another call before it was open"));
        }
    }

    @Override
    public List<TenantDescriptor> tenants() {
        return guard.tenants();
    }

    @Override
    public List<TenantId> tenantIds() {
        return guard.tenants().stream().map(TenantDescriptor::id).toList();
    }

    @Override
    public TenantUse borrow(TenantId id) throws IOException {
        try (Pass _ = gate.enter("opening", id)) {
            return uses.borrow(() -> find(id)).orElseThrow(() -> TenantDrop.unknown(id));
        }
    }

    @Override
    public TenantCheckpoint checkpoint(TenantId id) throws IOException {
        try (Pass _ = gate.enter("capturing", id)) {
            TenantUse use = uses.open(() -> find(id)).orElseThrow(() -> TenantDrop.unknown(id));
            try {
                TenantLsm tree = use.tree();
                return tree.checkpoint(use::close);
            } catch (IOException | RuntimeException | Error e) {
                use.close();
                throw e;
            }
        }
    }

    @Override
    public void restore(TenantId id, TenantSettings settings, TableImport tables) throws IOException {
        try (Pass _ = gate.enter("restoring", id)) {
            restores.run(id, settings, tables);
        }
    }

    /** Begins to fill a tenant that comes from another data directory. */
    public ArrivingTenant receive(TenantId id, TenantSettings settings) throws IOException {
        return restores.receive(id, settings);
    }

    /** Makes a tenant of the rows that another one has now. */
    public void copy(TenantId source, TenantId copy) throws IOException {
        try (Pass _ = gate.enter("copying to", copy);
                TenantCheckpoint now = checkpoint(source)) {
            restores.copy(now, copy);
        }
    }

    /** Drops a tenant. */
    public void drop(TenantId id) throws IOException {
        try (Pass _ = gate.enter("dropping", id)) {
            restores.checkNotUnderWay(id);
            drops.run(id, uses.sharedLog());
        }
    }

    /** Has another log provider take over everywhere. */
    public void replaceLogs(Vfs root) throws IOException {
        replacement.run(uses.sharedLog(), root);
    }

    /**
     * Closes all tenants. One that does not end in time is abandoned.
     *
     * @param nanos how long to wait
     * @param failures receives what went wrong
     * @return the logs of abandoned tenants, still to be closed
     */
    public List<CommitLog> close(long nanos, List<IOException> failures) {
        return new TenantsClose(slots, opener, threads, clock, leftInLogBytes()).run(nanos, failures);
    }

    private long leftInLogBytes() {
        return (long) (configuration.get().engine().leftInLogMb() * (1 << 20));
    }

    /** Opens a tenant if there is one of that id and it may be read; makes room for it. */
    private Optional<TenantUse> openIfThere(TenantId id) throws IOException {
        Optional<TenantDescriptor> closed = find(id).filter(TenantDescriptor::closed);
        if (closed.isPresent()) {
            throw closed.get().suspendedError();
        }
        return uses.open(() -> find(id));
    }

    /** Finds a tenant, which is not being restored. */
    private Optional<TenantDescriptor> find(TenantId id) {
        restores.checkNotUnderWay(id);
        return guard.find(id);
    }
}
