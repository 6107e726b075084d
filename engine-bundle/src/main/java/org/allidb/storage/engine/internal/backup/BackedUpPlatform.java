package org.allidb.storage.engine.internal.backup;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.tenant.TenantDescriptor;

/** What backups ask of the platform. Thread-safe. */
public interface BackedUpPlatform {

    /** Returns all tenants, by id. */
    List<TenantDescriptor> tenants();

    /** Captures a tenant, suspended or not, with everything that was acknowledged. */
    TenantCheckpoint checkpoint(TenantId id) throws IOException;

    /**
     * Creates a tenant from tables. It cannot be opened before it is complete; if this fails, there is no such tenant.
     *
     * @param tables fills it
     */
    void restore(TenantId id, TenantSettings settings, TableImport tables) throws IOException;

    /** Fills a new tenant. */
    @FunctionalInterface
    interface TableImport {

        /**
         * Adds tables in one edit.
         *
         * @param versions the new tenant's
         * @param cancelled whether the platform is being closed
         */
        void into(VersionSet versions, BooleanSupplier cancelled) throws IOException;
    }
}
