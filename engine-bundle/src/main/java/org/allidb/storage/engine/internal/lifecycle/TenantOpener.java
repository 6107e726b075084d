package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.log.Logs;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.tenant.RowsAtClose;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.engine.internal.tenant.TenantRecovery;
import org.allidb.storage.engine.internal.tenant.TenantResources;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.runtime.Failures;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.jspecify.annotations.Nullable;

/**
 * Opens tenants' files and closes them, and knows the trees of all that are open. Works on files and foreign code: called by
 * the thread that has the tenant's slot, with no lock held. Thread-safe.
 */
final class TenantOpener {

    private final TenantResources shared;
    private final TenantGuard guard;
    private final Logs logs;
    private final Map<Long, TenantLsm> trees;
    private final KeptRecords kept;

    TenantOpener(TenantResources shared, TenantGuard guard, Logs logs, Map<Long, TenantLsm> trees, KeptRecords kept) {
        this.kept = kept;
        this.shared = shared;
        this.guard = guard;
        this.logs = logs;
        this.trees = trees;
    }

    static Map<Long, TenantLsm> newTrees() {
        return new ConcurrentHashMap<>();
    }

    /** Returns the trees of the open tenants. */
    Collection<TenantLsm> trees() {
        return trees.values();
    }

    boolean isOpen(long generation) {
        return trees.containsKey(generation);
    }

    /** Opens a tenant that is not open, replays what a log has of it, and makes it take writes. */
    OpenTenant open(TenantDescriptor tenant, CommitLog sharedLog) throws IOException {
        try {
            return replayed(tenant, sharedLog);
        } catch (StorageException | OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw culprit(e);
        }
    }

    private OpenTenant replayed(TenantDescriptor tenant, CommitLog sharedLog) throws IOException {
        TenantRecovery recovery = open(tenant);
        CommitLog own = null;
        try {
            if (tenant.settings().dedicatedLog()) {
                own = logs.open(
                        recovery.files(),
                        tenant.generation(),
                        (generation, sequence, record, offset, length) -> recovery.replay(record, offset, length));
            }
            kept.replay(tenant.generation(), recovery::replay);
            recovery.checkReachesTables();
            OpenTenant open = new OpenTenant(start(recovery, own == null ? sharedLog : own), own);
            kept.forget(tenant.generation());
            return open;
        } catch (IOException | RuntimeException | Error e) {
            close(recovery, e);
            closeLog(own, e);
            throw e;
        }
    }

    /** Opens a tenant's tables; the replay of its log follows, then {@link #start}. */
    TenantRecovery open(TenantDescriptor tenant) throws IOException {
        TenantAccess access = shared.parts().made(ComponentKind.TENANT_GUARD, guard.access(tenant.id()));
        try {
            return recover(access);
        } catch (IOException | StorageException | OutOfMemoryError e) {
            access.close();
            throw e;
        } catch (RuntimeException | Error e) {
            access.close();
            throw culprit(e);
        }
    }

    /** Names the part that failed while a tenant was opened, and counts it. */
    private IOException culprit(Throwable failure) {
        ProviderRegistry providers = shared.parts().providers();
        String message = providers.culprits().message(failure, "a part of it") + ". Replace it";
        providers.failures().countNamedIn(message);
        return new IOException(message, failure);
    }

    private TenantRecovery recover(TenantAccess guarded) throws IOException {
        TenantAccess access = shared.encryption().open(guarded);
        try {
            return TenantRecovery.open(access, shared);
        } catch (IOException | RuntimeException | Error e) {
            access.close();
            throw e;
        }
    }

    /** Makes a tenant take writes. */
    TenantLsm start(TenantRecovery recovery, CommitLog log) {
        PartsInUse parts = shared.parts();
        CompactionScheduler scheduler = parts.scheduler();
        TableFormat format = parts.tableFormat();
        TenantLsm tree = TenantLsm.start(recovery, log, shared);
        trees.put(tree.generation(), tree);
        try {
            // a thread that replaced one of them meanwhile did not see this tree among the others
            if (parts.scheduler() != scheduler) {
                tree.adoptScheduler(parts.scheduler());
            }
            if (parts.tableFormat() != format) {
                tree.reopenTables();
            }
        } catch (RuntimeException | Error e) {
            close(new OpenTenant(tree, null), e);
            throw e;
        }
        return tree;
    }

    /** Closes a tenant that cannot be opened because of a failure; what is in its log is replayed by a later open. */
    static void close(TenantRecovery recovery, Throwable failure) {
        try {
            recovery.close();
        } catch (RuntimeException | Error e) {
            Failures.suppress(failure, e);
        }
    }

    /** Closes a tenant that cannot be used because of a failure; what is in its log is replayed by a later open. */
    void close(OpenTenant tenant, Throwable failure) {
        trees.remove(tenant.tree().generation());
        try {
            tenant.tree().close(RowsAtClose.DISCARDED);
            tenant.closeOwnLog();
        } catch (IOException | RuntimeException | Error e) {
            Failures.suppress(failure, e);
        }
    }

    private static void closeLog(@Nullable CommitLog log, Throwable failure) {
        if (log != null) {
            try {
                log.close();
            } catch (IOException | RuntimeException | Error e) {
                Failures.suppress(failure, e);
            }
        }
    }

    /** Removes a tree that is closed. */
    void forget(long generation) {
        trees.remove(generation);
    }
}
