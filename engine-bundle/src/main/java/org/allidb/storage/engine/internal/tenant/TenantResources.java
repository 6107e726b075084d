package org.allidb.storage.engine.internal.tenant;

import java.util.function.Supplier;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.crypt.Encryption;
import org.allidb.storage.engine.internal.observe.Observation;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.spi.tenant.TenantAccess;

/**
 * What the tenants of a platform share. Only the types that compose a platform or a tenant get it; each other type gets the
 * few things that it needs.
 *
 * @param configuration returns the configuration in force
 * @param parts the parts in use
 * @param threads the threads for flushes, strategies and short tasks
 * @param memory the budgets of memory
 * @param observed what is recorded
 * @param encryption gives encrypted tenants their keys
 */
public record TenantResources(
        Supplier<StorageConfiguration> configuration,
        PartsInUse parts,
        EngineThreads threads,
        MemoryBudgets memory,
        Observation observed,
        Encryption encryption) {

    /** Returns the files of the tables of a tenant, which need not be open. New ones are as the tenant's settings say. */
    public TableFiles tableFiles(TenantAccess access) {
        return new TenantConfiguration(access, configuration).tableFiles(parts::tableFormat);
    }
}
