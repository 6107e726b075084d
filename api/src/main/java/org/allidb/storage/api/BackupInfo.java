package org.allidb.storage.api;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A backup.
 *
 * @param number its number, greater than those of earlier ones in its directory
 * @param created when it was begun
 * @param tenants the tenants in it, by id
 */
@ProviderType
public record BackupInfo(long number, Instant created, List<Tenant> tenants) {

    /** Copies the list. */
    public BackupInfo {
        tenants = List.copyOf(tenants);
    }

    /**
     * A tenant in a backup.
     *
     * @param id its id
     * @param generation its generation
     * @param tables its tables
     * @param bytes their bytes, those that earlier backups hold too included
     * @param rows versions of rows in them, tombstones included
     */
    public record Tenant(TenantId id, long generation, int tables, long bytes, long rows) {}

    /**
     * The bytes of all tables.
     *
     * @return bytes, those that earlier backups hold too included
     */
    public long bytes() {
        return tenants.stream().mapToLong(Tenant::bytes).sum();
    }
}
