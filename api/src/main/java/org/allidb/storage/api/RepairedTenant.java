package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/** What a repair has saved of a tenant. */
@ProviderType
public interface RepairedTenant {

    /** {@return its id} */
    TenantId tenant();

    /** {@return tables that were written} */
    int tables();

    /** {@return versions of rows and tombstones that were saved from tables} */
    long entries();

    /** {@return batches that were saved from the log} */
    long logRecords();

    /** {@return range tombstones that were saved} */
    long rangeTombstones();

    /**
     * {@return older versions that were left out, because the newest version of their row may have been in a damaged
     * place}
     */
    long heldBack();

    /** {@return how many findings of the repair concern it} */
    int problems();

    /**
     * Returns whether all of it was saved.
     *
     * @return whether nothing was found wrong with it
     */
    default boolean isComplete() {
        return problems() == 0;
    }
}
