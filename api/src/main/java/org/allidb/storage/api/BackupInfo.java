package org.allidb.storage.api;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A backup. */
@ProviderType
public interface BackupInfo {

    /** {@return its number, greater than those of earlier ones in its directory} */
    long number();

    /** {@return when it was begun} */
    Instant created();

    /** {@return the tenants in it, by id} */
    List<Tenant> tenants();

    /** {@return the bytes of all tables, those that earlier backups hold too included} */
    default long bytes() {
        return tenants().stream().mapToLong(Tenant::bytes).sum();
    }

    /** A tenant in a backup. */
    @ProviderType
    interface Tenant {

        /** {@return its id} */
        TenantId id();

        /** {@return its generation} */
        long generation();

        /** {@return the number of its tables} */
        int tables();

        /** {@return the bytes of its tables, those that earlier backups hold too included} */
        long bytes();

        /** {@return versions of rows in them, tombstones included} */
        long rows();
    }
}
