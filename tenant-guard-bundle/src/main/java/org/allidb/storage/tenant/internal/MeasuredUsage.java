package org.allidb.storage.tenant.internal;

import org.allidb.storage.api.statistics.TenantUsage;

/** What a tenant uses at one moment. */
record MeasuredUsage(
        long diskBytes,
        long diskLimitBytes,
        long bufferBytes,
        long openCursors,
        long openSnapshots,
        long rowsWritten,
        long bytesWritten,
        long rowsRead,
        long refused)
        implements TenantUsage {}
