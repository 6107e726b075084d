package org.allidb.storage.engine.internal.value;

import org.allidb.storage.api.statistics.TenantUsage;

/** What a reader beside the writer's process sees of a tenant's usage. */
public record TenantUsageValue(
        long diskBytes, long diskLimitBytes, long bufferBytes, long openCursors, long openSnapshots)
        implements TenantUsage {}
