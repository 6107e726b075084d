package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.engine.internal.backup.AdoptedTables;
import org.allidb.storage.engine.internal.backup.BackedUpPlatform.TableImport;
import org.allidb.storage.engine.internal.backup.TenantCheckpoint;
import org.allidb.storage.engine.internal.tenant.TenantResources;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.tenant.PreparedTenant;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;

/**
 * Makes tenants of tables: of a backup's, or of another tenant's. The files of one are complete before the catalogue names it, in
 * one edit. What fails, is cut off, or is cancelled by the platform's close leaves no tenant. Thread-safe.
 */
final class TenantRestore {

    private final TenantResources shared;
    private final TenantGuard guard;
    private final PlatformGate gate;
    private final Set<TenantId> restoring = ConcurrentHashMap.newKeySet();

    TenantRestore(TenantResources shared, TenantGuard guard, PlatformGate gate) {
        this.shared = shared;
        this.guard = guard;
        this.gate = gate;
    }

    /** Creates a tenant from tables. */
    void run(TenantId id, TenantSettings settings, TableImport tables) throws IOException {
        if (!restoring.add(id)) {
            throw underWay(id);
        }
        try (PreparedTenant prepared = guard.prepare(id, settings)) {
            // the key is durable before the tenant exists
            TenantAccess access = shared.encryption().create(prepared.access());
            VersionSet versions = VersionSet.open(access, shared.tableFiles(access));
            try {
                tables.into(versions, gate::isClosed);
            } finally {
                versions.close();
            }
            prepared.complete();
        } finally {
            restoring.remove(id);
        }
    }

    /** Begins to fill a tenant that comes from another data directory. */
    ArrivingTenant receive(TenantId id, TenantSettings settings) throws IOException {
        if (!restoring.add(id)) {
            throw underWay(id);
        }
        try {
            return ArrivingTenant.begin(guard.prepare(id, settings), shared, () -> restoring.remove(id));
        } catch (IOException | RuntimeException | Error e) {
            restoring.remove(id);
            throw e;
        }
    }

    /** Creates a tenant from the rows of another one. */
    void copy(TenantCheckpoint source, TenantId copy) throws IOException {
        try {
            run(copy, source.tenant().settings(), new AdoptedTables(shared.parts(), source));
        } catch (IOException | TenantUnknownException e) {
            if (gate.isClosed()) {
                throw new StoreClosedException(
                        "the platform was closed while tenant '" + copy + "' was being made; there is no such tenant",
                        e);
            }
            TenantDescriptor copied = source.tenant();
            if (guard.find(copied.generation()).isEmpty()) {
                throw new TenantUnknownException(
                        copied.id(),
                        "tenant '" + copied.id() + "' was dropped while it was copied; there is no tenant '" + copy
                                + "'");
            }
            throw e;
        }
    }

    /** Throws if a tenant of that id is being restored. */
    void checkNotUnderWay(TenantId id) {
        if (restoring.contains(id)) {
            throw underWay(id);
        }
    }

    private static TenantSuspendedException underWay(TenantId id) {
        return new TenantSuspendedException(id, "tenant '" + id + "' is being restored; wait until that is done");
    }
}
