package org.allidb.storage.tenant.internal;

import java.util.function.LongSupplier;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.spi.tenant.QuotaPolicy.Step;
import org.allidb.storage.spi.tenant.TenantDescriptor;

/**
 * The disk quota of an open tenant: what its files and its rows in memory may take, and how near they are to it. Rows in memory
 * count, because a flush will write them. Thread-safe.
 */
final class DiskQuota {

    /** A policy that decides one way and the other way by the same usage keeps no thread here. */
    private static final int MOST_LOOKS = 16;

    private final LongSupplier fileBytes;
    private final SpaceLadder ladder;
    private final SpaceMark mark;
    private volatile long ownLimit;
    private volatile TenantOptions options;
    private volatile long bufferBytes;

    /**
     * Creates the quota of a tenant without rows in memory.
     *
     * @param fileBytes reads the bytes of the tenant's files
     * @param ladder the steps of the quota
     * @param tenant its settings have the limit, or none for that of the options; the catalogue may have its mark
     * @param options the options of all tenants
     */
    DiskQuota(LongSupplier fileBytes, SpaceLadder ladder, TenantDescriptor tenant, TenantOptions options) {
        this.fileBytes = fileBytes;
        this.ladder = ladder;
        this.ownLimit = tenant.settings().quota().diskBytes();
        this.options = options;
        this.mark = new SpaceMark(tenant.diskMark(), fileBytes.getAsLong(), byDeletes());
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

    /** Returns whether a limit is lower than another one; 0 is none. */
    static boolean isLower(long limit, long other) {
        return limit > 0 && (other == 0 || limit < other);
    }

    /**
     * Returns the limit of merges in bytes, which need space before they release any; 0 for none. They have the headroom above what
     * deletes lead to: those free nothing before they are merged.
     */
    long maintenanceLimit() {
        int headroom = options.headroomPercent();
        return share(markNow(), 100 + headroom / 2 + headroom);
    }

    /** Returns the bytes that deletes may lead to; 0 for any. */
    long deletesEnd() {
        return share(markNow(), 100 + options.headroomPercent() / 2);
    }

    /** Returns the mark that the catalogue keeps; 0 for none. */
    long markToStore() {
        return mark.toStore(limit());
    }

    /** Returns the mark that the catalogue keeps if the limit is lowered now; 0 for none. */
    long markIfLoweredTo(long newLimit) {
        return mark.ifLoweredTo(newLimit, used());
    }

    /** Knows that all rows in memory are counted: writes begin when those of the log are there again. */
    void writesBegin() {
        if (!mark.isKnown()) {
            mark.know(used(), byDeletes());
            update();
        }
    }

    /** Returns the bytes that deletes lead to without a mark. */
    private long byDeletes() {
        return share(limit(), 100 + options.headroomPercent() / 2);
    }

    /** Returns the bytes that the allowance of deletes and merges is counted from; 0 without a limit. */
    private long markNow() {
        long limit = limit();
        return limit == 0 ? 0 : mark.at(limit);
    }

    private static long share(long bytes, int percent) {
        return bytes / 100 >= Long.MAX_VALUE / percent
                ? Long.MAX_VALUE
                : bytes / 100 * percent + bytes % 100 * percent / 100;
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

    /** Returns what a tenant is told whose operation the step refuses. */
    String refusal(long used) {
        return "uses " + Human.bytes(used) + " of its disk quota of " + Human.bytes(limit()) + "; "
                + switch (step()) {
                    case SUSPENDED -> "reads are refused, too, until it uses less; raise the quota";
                    case NO_WRITES ->
                        "its deletes have used the " + Human.bytes(deletesEnd())
                                + " that they may lead to; compact, or wait for merges, and delete on, or raise the"
                                + " quota";
                    default -> "deletes are still accepted; delete rows and compact, or raise the quota";
                };
    }

    /** Sets the bytes of the rows in memory. */
    void bufferBytes(long newBufferBytes) {
        bufferBytes = newBufferBytes;
        update();
    }

    /** Sets the limit of the tenant's settings; {@link #update} follows. */
    void ownLimit(long newOwnLimit) {
        becomes(limit(newOwnLimit, options));
        ownLimit = newOwnLimit;
    }

    /** Sets the options of all tenants. The policy is asked only if they are others. */
    void options(TenantOptions newOptions) {
        if (!newOptions.equals(options)) {
            becomes(limit(ownLimit, newOptions));
            options = newOptions;
            update();
        }
    }

    /** Begins a mark if the limit will be lower: before it is, so that no operation meets the new limit without it. */
    private void becomes(long newLimit) {
        if (isLower(newLimit, limit())) {
            mark.begin(used());
        }
    }

    /** Moves the ladder to the step of the present usage. */
    void update() {
        // What one thread decides by an old usage another one may have decided by a new one: the last look counts, and
        // changes nothing.
        for (int look = 0; look < MOST_LOOKS && isOther(); look++) {
            // once more
        }
    }

    private boolean isOther() {
        long used = used();
        mark.follow(used);
        return ladder.update(used, limit(), markNow(), options);
    }
}
