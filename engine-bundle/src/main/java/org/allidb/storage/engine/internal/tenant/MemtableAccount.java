package org.allidb.storage.engine.internal.tenant;

import java.util.function.Supplier;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.spi.tenant.TenantAccess;

/**
 * A tenant's account of the memory of its memtables, with its guard and with the budget of all tenants. Used under the
 * tenant's write lock.
 */
final class MemtableAccount {

    private final TenantAccess access;
    private final WriteBufferBudget budget;
    private final Supplier<StorageConfiguration> configuration;
    private long reportedBytes;

    MemtableAccount(TenantAccess access, WriteBufferBudget budget, Supplier<StorageConfiguration> configuration) {
        this.access = access;
        this.budget = budget;
        this.configuration = configuration;
    }

    /** Returns how many bytes the active memtable may have before it is sealed. */
    long limitOfActive() {
        long limit = Math.min(configuration.get().memtable().maxBytes(), budget.limitOfOne());
        long quota = access.descriptor().settings().quota().writeBufferBytes();
        return quota > 0 ? Math.min(limit, Math.max(1, quota / 2)) : limit;
    }

    /** Reports the bytes of all memtables that take writes or wait for their flush. */
    void report(long bytes) {
        if (bytes != reportedBytes) {
            long change = bytes - reportedBytes;
            reportedBytes = bytes;
            access.bufferBytes(bytes);
            budget.add(change);
        }
    }

    /** Returns everything to the budget of all tenants. */
    void close() {
        budget.add(-reportedBytes);
    }
}
