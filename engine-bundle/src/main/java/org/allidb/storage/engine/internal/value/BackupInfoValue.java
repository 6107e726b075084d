package org.allidb.storage.engine.internal.value;

import java.time.Instant;
import java.util.List;
import org.allidb.storage.api.BackupInfo;
import org.allidb.storage.api.TenantId;

/** The engine's {@link BackupInfo}. */
public record BackupInfoValue(long number, Instant created, List<Tenant> tenants) implements BackupInfo {

    /** Copies what could change. */
    public BackupInfoValue {
        tenants = List.copyOf(tenants);
    }

    /** The engine's {@link BackupInfo.Tenant}. */
    public record TenantValue(TenantId id, long generation, int tables, long bytes, long rows) implements Tenant {}
}
