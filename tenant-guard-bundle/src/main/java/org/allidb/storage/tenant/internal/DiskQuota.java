package org.allidb.storage.tenant.internal;

import java.util.function.LongSupplier;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.tenant.QuotaPolicy.Step;

/**
 * The disk quota of an open tenant: what its files and its rows in memory may take, and how near they are to it. Rows in memory
 * count, because a flush will write them. Thread-safe.
 */
final class DiskQuota {

    /** A policy that decides one way and the other way by the same usage keeps no thread here. */
    private static final int MOST_LOOKS = 16;

    private final LongSupplier fileBytes;
    private final SpaceLadder ladder;
    private volatile long ownLimit;
    private volatile TenantOptions options;
    private volatile long bufferBytes;

    /**
     * Creates the quota of a tenant without rows in memory.
     *
     * @param fileBytes reads the bytes of the tenant's files
     * @param ladder the steps of the quota
     * @param ownLimit the limit in the tenant's settings, in bytes; 0 for that of the options
     * @param options the options of all tenants
     */
    DiskQuota(LongSupplier fileBytes, SpaceLadder ladder, long ownLimit, TenantOptions options) {
        this.fileBytes = fileBytes;
        this.ladder = ladder;
        this.ownLimit = ownLimit;
        this.options = options;
    }

    /** Returns the limit in bytes; 0 for none. */
    long limit() {
        return limit(ownLimit, options);
    }

    /**
     * Returns the limit of a tenant in bytes; 0 for none.
     *
     * @param own the limit in its settings, 0 for that of the options
     */
    static long limit(long own, TenantOptions options) {
        return own > 0 ? own : options.defaultDiskBytes();
    }

    /** Returns the limit of flushes and merges in bytes, which need space before they release any; 0 for none. */
    long maintenanceLimit() {
        long limit = limit();
        long percent = options.headroomPercent();
        long headroom = limit > Long.MAX_VALUE / percent ? Long.MAX_VALUE : limit * percent / 100;
        return headroom > Long.MAX_VALUE - limit ? Long.MAX_VALUE : limit + headroom;
    }

    /** Returns the bytes that count: files, and rows in memory. */
    long used() {
        return fileBytes.getAsLong() + bufferBytes;
    }

    long bufferBytes() {
        return bufferBytes;
    }

    /** Returns what is still allowed. */
    Step step() {
        return ladder.step();
    }

    /** Sets the bytes of the rows in memory. */
    void bufferBytes(long newBufferBytes) {
        bufferBytes = newBufferBytes;
        update();
    }

    /** Sets the limit of the tenant's settings; {@link #update} follows. */
    void ownLimit(long newOwnLimit) {
        ownLimit = newOwnLimit;
    }

    /** Sets the options of all tenants. The policy is asked only if they are others. */
    void options(TenantOptions newOptions) {
        if (!newOptions.equals(options)) {
            options = newOptions;
            update();
        }
    }

    /** Moves the ladder to the step of the present usage. */
    void update() {
        // What one thread decides by an old usage another one may have decided by a new one: the last look counts, and
        // changes nothing.
        for (int look = 0; look < MOST_LOOKS && ladder.update(used(), limit(), options); look++) {
            // once more
        }
    }
}
