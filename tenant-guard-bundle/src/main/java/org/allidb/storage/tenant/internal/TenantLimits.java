package org.allidb.storage.tenant.internal;

import org.allidb.storage.api.TenantId;

/**
 * The limits of one tenant that have a state beside what is counted: rates, and soft limits of things that come and go. Made for tenants
 * that have such a limit. Thread-safe.
 */
final class TenantLimits {

    private final RateQuota operations;
    private final RateQuota bytesWritten;
    private final RateQuota bytesRead;
    private final SoftLimit cursors;
    private final SoftLimit snapshots;
    private final SoftLimit buffer;

    TenantLimits(TenantId tenant, GuardServices services) {
        this.operations = new RateQuota(tenant, services, "ops_per_second", "rows a second");
        this.bytesWritten = new RateQuota(tenant, services, "bytes_per_second", "bytes a second");
        this.bytesRead = new RateQuota(tenant, services, "bytes_read_per_second", "bytes read a second");
        this.cursors = new SoftLimit(tenant, services, "max_cursors", "has", "open cursors");
        this.snapshots = new SoftLimit(tenant, services, "max_snapshots", "has", "open snapshots");
        this.buffer = new SoftLimit(
                tenant, services, "write_buffer_bytes", "has", "bytes in memory that are not flushed yet");
    }

    RateQuota operations() {
        return operations;
    }

    RateQuota bytesWritten() {
        return bytesWritten;
    }

    RateQuota bytesRead() {
        return bytesRead;
    }

    SoftLimit cursors() {
        return cursors;
    }

    SoftLimit snapshots() {
        return snapshots;
    }

    /** Returns the soft limit of rows in memory. Inserts are refused at twice the quota: up to the quota a memtable is just filling. */
    SoftLimit buffer() {
        return buffer;
    }
}
