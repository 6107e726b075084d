package org.allidb.storage.api.statistics;

import org.osgi.annotation.versioning.ConsumerType;

/** What a tenant uses. */
@ConsumerType
public interface TenantUsage {

    /** {@return bytes of its files, and of deleted ones that are still held open} */
    default long diskBytes() {
        return 0;
    }

    /** {@return its disk quota, 0 for none} */
    default long diskLimitBytes() {
        return 0;
    }

    /** {@return bytes of its memtables} */
    default long bufferBytes() {
        return 0;
    }

    /** {@return open cursors} */
    default long openCursors() {
        return 0;
    }

    /** {@return open snapshots} */
    default long openSnapshots() {
        return 0;
    }

    /** {@return rows and tombstones written since it was opened} */
    default long rowsWritten() {
        return 0;
    }

    /** {@return bytes of their keys and values} */
    default long bytesWritten() {
        return 0;
    }

    /** {@return rows asked for since it was opened} */
    default long rowsRead() {
        return 0;
    }

    /** {@return operations refused since it was opened} */
    default long refused() {
        return 0;
    }
}
