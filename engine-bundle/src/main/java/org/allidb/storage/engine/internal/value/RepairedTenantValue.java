package org.allidb.storage.engine.internal.value;

import org.allidb.storage.api.RepairedTenant;
import org.allidb.storage.api.TenantId;

/** The engine's {@link RepairedTenant}. */
public record RepairedTenantValue(TenantId tenant, Copied copied, long logRecords, long heldBack, int problems)
        implements RepairedTenant {

    /** Figures of the tables that were written. */
    public record Copied(int tables, long entries, long rangeTombstones) {}

    @Override
    public int tables() {
        return copied.tables;
    }

    @Override
    public long entries() {
        return copied.entries;
    }

    @Override
    public long rangeTombstones() {
        return copied.rangeTombstones;
    }
}
