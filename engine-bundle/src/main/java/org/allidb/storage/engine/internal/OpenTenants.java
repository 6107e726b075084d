package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.engine.internal.backup.BackedUpPlatform;
import org.allidb.storage.engine.internal.backup.TenantCheckpoint;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.scrub.ScrubbedPlatform;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.allidb.storage.spi.vfs.Vfs;
import org.jspecify.annotations.Nullable;

/** The tenants that are open: opened when asked for, closed again when idle if there are too many. Thread-safe. */
final class OpenTenants implements BackedUpPlatform, ScrubbedPlatform {

    private final PlatformServices services;
    private final TenantGuard guard;
    private final Logs logs;
    /** In the order of use; under the lock of this. */
    private final Map<Long, OpenTenant> byGeneration = new LinkedHashMap<>(16, 0.75f, true);
    /** The same trees, for those who only look. */
    private final Map<Long, TenantLsm> trees;

    /** Generations of tenants that a restore is filling. */
    private final Set<Long> restoring = ConcurrentHashMap.newKeySet();

    /** The tenant of the record that was replayed last, because the next one is often its too. */
    private @Nullable OpenTenant replayed;

    private @Nullable CommitLog sharedLog;
    private volatile boolean closed;

    OpenTenants(PlatformServices services, TenantGuard guard, Logs logs, Map<Long, TenantLsm> trees) {
        this.services = services;
        this.guard = guard;
        this.logs = logs;
        this.trees = trees;
    }

    /** Takes in a record of the shared log while it is being opened. */
    synchronized void replay(long generation, byte[] record, int offset, int length) throws IOException {
        OpenTenant open = replayed;
        if (open == null || open.tree.stream() != generation) {
            open = byGeneration.get(generation);
            if (open == null) {
                TenantDescriptor tenant = guard.find(generation).orElse(null);
                if (tenant == null) {
                    return;
                }
                open = new OpenTenant(TenantLsm.open(services, guard.access(tenant.id())), null);
                byGeneration.put(generation, open);
            }
            replayed = open;
        }
        open.tree.replay(EntryBatch.parse(record, offset, length));
    }

    /** Begins: the shared log is open. */
    synchronized void start(CommitLog log) {
        sharedLog = log;
        replayed = null;
        byGeneration.forEach((generation, open) -> {
            trees.put(generation, open.tree);
            open.tree.start(log);
        });
    }

    /** The trees of the open tenants. */
    Collection<TenantLsm> trees() {
        return trees.values();
    }

    boolean isOpen(long generation) {
        return trees.containsKey(generation);
    }

    /** Opens a tenant and hands out a handle. */
    synchronized TenantStore open(TenantId id) throws IOException {
        checkOpen();
        TenantDescriptor tenant = require(id);
        if (tenant.suspended()) {
            throw new TenantSuspendedException(id, "tenant '" + id + "' is suspended; resume it to open it");
        }
        OpenTenant opened = use(tenant);
        return new TenantHandle(opened.tree, services, () -> released(opened));
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
    public synchronized Borrowed borrow(TenantId id) throws IOException {
        checkOpen();
        TenantDescriptor tenant = require(id);
        boolean wasOpen = isOpen(tenant.generation());
        OpenTenant borrowed = use(tenant, wasOpen);
        return new Borrowed(borrowed.tree, () -> returned(tenant, borrowed, wasOpen));
    }

    @Override
    public TenantCheckpoint checkpoint(TenantId id) throws IOException {
        TenantDescriptor tenant;
        OpenTenant opened;
        synchronized (this) {
            checkOpen();
            tenant = require(id);
            opened = use(tenant);
        }
        try {
            return new TenantCheckpoint(
                    tenant, opened.tree.access().files(), opened.tree.checkpoint(), () -> released(opened));
        } catch (IOException | RuntimeException | Error e) {
            released(opened);
            throw e;
        }
    }

    @Override
    public void restore(TenantId id, TenantSettings settings, TableImport tables) throws IOException {
        TenantDescriptor tenant;
        synchronized (this) {
            checkOpen();
            tenant = guard.create(id, settings);
            guard.setSuspended(id, true);
            restoring.add(tenant.generation());
        }
        try (TenantAccess access = guard.access(id)) {
            VersionSet versions = VersionSet.open(access, new TableFiles(access, services::tableFormat));
            try {
                tables.into(versions, () -> closed);
            } finally {
                versions.close();
            }
        } catch (IOException | RuntimeException | Error e) {
            restoring.remove(tenant.generation());
            guard.drop(id);
            throw e;
        }
        restoring.remove(tenant.generation());
        guard.setSuspended(id, false);
    }

    /** Opens a tenant if it is not open yet; {@link #released} follows. Under the lock. */
    private OpenTenant use(TenantDescriptor tenant) throws IOException {
        return use(tenant, true);
    }

    private OpenTenant use(TenantDescriptor tenant, boolean makeRoom) throws IOException {
        if (restoring.contains(tenant.generation())) {
            throw new TenantSuspendedException(
                    tenant.id(), "tenant '" + tenant.id() + "' is being restored; wait until that is done");
        }
        OpenTenant open = byGeneration.get(tenant.generation());
        if (open == null) {
            open = openTree(tenant);
            byGeneration.put(tenant.generation(), open);
            trees.put(tenant.generation(), open.tree);
            if (makeRoom) {
                closeIdle(tenant.generation());
            }
        }
        open.handles++;
        return open;
    }

    /** Drops a tenant. */
    synchronized void drop(TenantId id) throws IOException {
        checkOpen();
        TenantDescriptor tenant = require(id);
        if (restoring.contains(tenant.generation())) {
            throw new TenantSuspendedException(
                    id, "tenant '" + id + "' is being restored; wait until that is done, then drop it");
        }
        OpenTenant open = byGeneration.get(tenant.generation());
        if (open == null) {
            guard.drop(id);
            requireLog().forget(tenant.generation());
            return;
        }
        try {
            open.tree.drop(() -> {
                // its files go with the tenant's directory, so it must have let go of them before
                open.closeOwnLog();
                guard.drop(id);
            });
            remove(tenant);
        } catch (IOException | RuntimeException | Error e) {
            if (open.ownLog != null) {
                // it cannot go on without its log; the next open replays it
                remove(tenant);
                open.tree.close(false);
            }
            throw e;
        }
    }

    private void remove(TenantDescriptor tenant) {
        byGeneration.remove(tenant.generation());
        trees.remove(tenant.generation());
    }

    /** Has another log provider take over everywhere. */
    synchronized void replaceLogs(Vfs root) throws IOException {
        if (closed) {
            return;
        }
        logs.replace(requireLog(), root);
        for (OpenTenant open : byGeneration.values()) {
            if (open.ownLog != null) {
                logs.replace(open.ownLog, open.tree.access().admittedFiles());
            }
        }
    }

    /** Closes all tenants; collects what goes wrong. */
    synchronized List<IOException> close() {
        closed = true;
        List<IOException> failures = new ArrayList<>();
        for (OpenTenant open : byGeneration.values()) {
            try {
                open.close();
            } catch (IOException e) {
                failures.add(e);
            } catch (RuntimeException | Error e) {
                // the others and the data directory are let go all the same
                failures.add(new IOException(e.toString(), e));
            }
        }
        byGeneration.clear();
        trees.clear();
        return failures;
    }

    private OpenTenant openTree(TenantDescriptor tenant) throws IOException {
        TenantAccess access = guard.access(tenant.id());
        try {
            TenantLsm tree = TenantLsm.open(services, access);
            CommitLog own = null;
            if (tenant.settings().dedicatedLog()) {
                own = logs.open(
                        access.admittedFiles(),
                        (stream, sequence, record, offset, length) ->
                                tree.replay(EntryBatch.parse(record, offset, length)));
            }
            tree.start(own == null ? requireLog() : own);
            return new OpenTenant(tree, own);
        } catch (IOException | RuntimeException | Error e) {
            access.close();
            throw e;
        }
    }

    private synchronized void released(OpenTenant open) {
        open.handles--;
        closeIdle(-1);
    }

    private synchronized void returned(TenantDescriptor tenant, OpenTenant open, boolean wasOpen) {
        open.handles--;
        if (!wasOpen
                && open.handles == 0
                && byGeneration.get(tenant.generation()) == open
                && open.tree.closeIdle()) {
            remove(tenant);
            closeLogOf(open);
        }
    }

    private void closeIdle(long except) {
        int excess = byGeneration.size() - services.configuration().tenants().maxOpen();
        Iterator<Map.Entry<Long, OpenTenant>> leastUsed = byGeneration.entrySet().iterator();
        while (excess > 0 && leastUsed.hasNext()) {
            Map.Entry<Long, OpenTenant> candidate = leastUsed.next();
            if (candidate.getValue().handles == 0
                    && candidate.getKey() != except
                    && candidate.getValue().tree.closeIdle()) {
                leastUsed.remove();
                trees.remove(candidate.getKey());
                closeLogOf(candidate.getValue());
                excess--;
            }
        }
    }

    private static void closeLogOf(OpenTenant closed) {
        try {
            closed.closeOwnLog();
        } catch (IOException e) {
            throw StorageErrors.of(closed.tree.id(), "closing an idle tenant", e);
        }
    }

    private TenantDescriptor require(TenantId id) {
        return guard.find(id)
                .orElseThrow(() -> new TenantUnknownException(
                        id, "there is no tenant '" + id + "'; create it first, or check the id"));
    }

    private CommitLog requireLog() {
        CommitLog log = sharedLog;
        if (log == null) {
            throw new IllegalStateException("the log is not open");
        }
        return log;
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreClosedException("the platform is closed; open it again");
        }
    }

    static Map<Long, TenantLsm> newTrees() {
        return new ConcurrentHashMap<>();
    }

    /** A tenant's tree, its own log if it has one, and how many handles are out. */
    private static final class OpenTenant {

        private final TenantLsm tree;
        private final @Nullable CommitLog ownLog;
        private int handles;

        OpenTenant(TenantLsm tree, @Nullable CommitLog ownLog) {
            this.tree = tree;
            this.ownLog = ownLog;
        }

        void close() throws IOException {
            tree.close(true);
            closeOwnLog();
        }

        void closeOwnLog() throws IOException {
            if (ownLog != null) {
                ownLog.close();
            }
        }
    }
}
