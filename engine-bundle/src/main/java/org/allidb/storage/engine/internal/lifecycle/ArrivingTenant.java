package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.allidb.storage.engine.internal.tenant.TenantResources;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.runtime.Failures;
import org.allidb.storage.spi.tenant.PreparedTenant;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;

/**
 * A tenant that is filled with the tables of another data directory. The catalogue does not know it before {@link #complete}; if that
 * is not called, its files are removed. Used by one thread.
 */
public final class ArrivingTenant implements AutoCloseable {

    private final PreparedTenant prepared;
    private final VersionSet versions;
    private final Runnable onClose;
    private boolean released;

    private ArrivingTenant(PreparedTenant prepared, VersionSet versions, Runnable onClose) {
        this.prepared = prepared;
        this.versions = versions;
        this.onClose = onClose;
    }

    /**
     * Opens the tables of a prepared tenant.
     *
     * @param onClose run when it is closed, but not if this fails
     */
    static ArrivingTenant begin(PreparedTenant prepared, TenantResources shared, Runnable onClose) throws IOException {
        try {
            // the key is durable before the tenant exists
            TenantAccess access = shared.encryption().create(prepared.access());
            return new ArrivingTenant(prepared, VersionSet.open(access, shared.tableFiles(access)), onClose);
        } catch (IOException | RuntimeException | Error e) {
            try {
                prepared.close();
            } catch (RuntimeException | Error again) {
                Failures.suppress(e, again);
            }
            throw e;
        }
    }

    /** Returns its tables. */
    public VersionSet versions() {
        return versions;
    }

    /** Returns its entry as it is before {@link #complete}. */
    public TenantDescriptor descriptor() {
        return prepared.access().descriptor();
    }

    /**
     * Names the tenant in the catalogue. Its tables are all there.
     *
     * @param entry makes the entry from {@link #descriptor()}
     */
    public void complete(UnaryOperator<TenantDescriptor> entry) throws IOException {
        release();
        prepared.complete(entry);
    }

    @Override
    public void close() {
        try (prepared) {
            release();
        } finally {
            onClose.run();
        }
    }

    private void release() {
        if (!released) {
            released = true;
            versions.close();
        }
    }
}
