package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.log.Logs;
import org.allidb.storage.engine.internal.tenant.EngineServices;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.runtime.Failures;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;

/**
 * Opens tenants' files and closes them, and knows the trees of all that are open. Works on files and foreign code: called by
 * the thread that has the tenant's slot, with no lock held. Thread-safe.
 */
final class TenantOpener {

    private final EngineServices services;
    private final TenantGuard guard;
    private final Logs logs;
    private final Map<Long, TenantLsm> trees;

    TenantOpener(EngineServices services, TenantGuard guard, Logs logs, Map<Long, TenantLsm> trees) {
        this.services = services;
        this.guard = guard;
        this.logs = logs;
        this.trees = trees;
    }

    static Map<Long, TenantLsm> newTrees() {
        return new ConcurrentHashMap<>();
    }

    /** The trees of the open tenants. */
    Collection<TenantLsm> trees() {
        return trees.values();
    }

    boolean isOpen(long generation) {
        return trees.containsKey(generation);
    }

    /** Opens a tenant that is not open. */
    OpenTenant open(TenantDescriptor tenant, CommitLog shared) throws IOException {
        TenantLsm tree = openTree(tenant);
        CommitLog own = null;
        try {
            if (tenant.settings().dedicatedLog()) {
                own = logs.open(tree.access().admittedFiles(), tree.stream(), (stream, sequence, record, offset, length) ->
                        tree.replay(EntryBatch.parse(record, offset, length)));
            }
            start(tree, own == null ? shared : own);
            return new OpenTenant(tree, own);
        } catch (IOException | RuntimeException | Error e) {
            close(new OpenTenant(tree, own), e);
            throw e;
        }
    }

    /** Opens a tenant's tree; {@link #start} follows. */
    TenantLsm openTree(TenantDescriptor tenant) throws IOException {
        TenantAccess access = guard.access(tenant.id());
        try {
            return TenantLsm.open(services, access);
        } catch (IOException | RuntimeException | Error e) {
            access.close();
            throw e;
        }
    }

    /** Lets a tenant take writes. */
    void start(TenantLsm tree, CommitLog log) {
        CompactionScheduler scheduler = services.scheduler();
        TableFormat format = services.tableFormat();
        tree.start(log);
        trees.put(tree.stream(), tree);
        // whoever replaced one of them meanwhile did not see this tree among the others
        if (services.scheduler() != scheduler) {
            tree.adoptScheduler(services.scheduler());
        }
        if (services.tableFormat() != format) {
            tree.reopenTables();
        }
    }

    /** Closes a tenant that cannot be used because of a failure; what is in its log is replayed by a later open. */
    void close(OpenTenant tenant, Throwable failure) {
        trees.remove(tenant.tree().stream());
        try {
            tenant.tree().close(false);
            tenant.closeOwnLog();
        } catch (IOException | RuntimeException | Error e) {
            Failures.suppress(failure, e);
        }
    }

    /** A tenant's tree is of no use to anybody any more. */
    void forget(long generation) {
        trees.remove(generation);
    }
}
