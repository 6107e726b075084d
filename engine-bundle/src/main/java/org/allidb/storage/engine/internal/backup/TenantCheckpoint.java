package org.allidb.storage.engine.internal.backup;

import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;

/**
 * A tenant at one moment. Its files stay until this is closed.
 *
 * @param tenant whose it is
 * @param files its directory
 * @param tables its tables and counters
 * @param onClose lets the tenant be closed again
 */
public record TenantCheckpoint(TenantDescriptor tenant, Vfs files, VersionSet.Checkpoint tables, Runnable onClose)
        implements AutoCloseable {

    @Override
    public void close() {
        tables.close();
        onClose.run();
    }
}
