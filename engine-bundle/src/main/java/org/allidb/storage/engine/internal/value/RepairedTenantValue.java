package org.allidb.storage.engine.internal.value;

import org.allidb.storage.api.RepairedTenant;
import org.allidb.storage.api.TenantId;

/** The engine's {@link RepairedTenant}. */
public record RepairedTenantValue(
        TenantId tenant, int tables, long entries, long logRecords, long rangeTombstones, long heldBack, int problems)
        implements RepairedTenant {}
