package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What a repair has saved of a tenant.
 *
 * @param tenant its id
 * @param tables tables that were written
 * @param entries versions of rows and tombstones that were saved from tables
 * @param logRecords batches that were saved from the log
 * @param rangeTombstones range tombstones that were saved
 * @param heldBack older versions that were left out, because the newest version of their row may have been in a damaged
 *     place
 * @param problems how many findings of the repair concern it
 */
@ProviderType
public record RepairedTenant(
        TenantId tenant,
        int tables,
        long entries,
        long logRecords,
        long rangeTombstones,
        long heldBack,
        int problems) {

    /**
     * Whether all of it was saved.
     *
     * @return whether nothing was found wrong with it
     */
    public boolean isComplete() {
        return problems == 0;
    }
}
