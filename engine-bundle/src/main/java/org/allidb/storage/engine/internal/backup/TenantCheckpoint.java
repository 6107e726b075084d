package org.allidb.storage.engine.internal.backup;

import java.util.List;
import org.allidb.storage.engine.internal.crypt.KeyFile;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;

/**
 * A tenant at one moment. Its files stay until this is closed.
 *
 * @param tenant whose it is
 * @param files its directory
 * @param stored its directory as it is on disk: encrypted, if the tenant is
 * @param keys the wrapped forms of its keys; none if it is not encrypted
 * @param tables its tables and counters
 * @param onClose lets the tenant be closed again
 */
public record TenantCheckpoint(
        TenantDescriptor tenant,
        Vfs files,
        Vfs stored,
        List<KeyFile> keys,
        VersionSet.Checkpoint tables,
        Runnable onClose)
        implements AutoCloseable {

    @Override
    public void close() {
        tables.close();
        onClose.run();
    }
}
