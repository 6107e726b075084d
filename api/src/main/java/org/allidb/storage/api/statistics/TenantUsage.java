package org.allidb.storage.api.statistics;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What a tenant uses.
 *
 * @param diskBytes bytes of its files, and of deleted ones that are still held open
 * @param diskLimitBytes its disk quota, 0 for none
 * @param bufferBytes bytes of its memtables
 * @param openCursors open cursors
 * @param openSnapshots open snapshots
 * @param rowsWritten rows and tombstones written since it was opened
 * @param bytesWritten bytes of their keys and values
 * @param rowsRead rows asked for since it was opened
 * @param refused operations refused since it was opened
 */
@ProviderType
public record TenantUsage(
        long diskBytes,
        long diskLimitBytes,
        long bufferBytes,
        long openCursors,
        long openSnapshots,
        long rowsWritten,
        long bytesWritten,
        long rowsRead,
        long refused) {}
