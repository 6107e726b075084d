package org.allidb.storage.engine.internal.tenant;

import java.util.concurrent.atomic.AtomicBoolean;

/** A use of an open tenant, which stays open until the use is closed. Closing twice is allowed. Thread-safe. */
public final class TenantUse implements AutoCloseable {

    private final TenantLsm tree;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Creates a use.
     *
     * @param tree the tenant's tree
     * @param onClose ends the use; run once
     */
    public TenantUse(TenantLsm tree, Runnable onClose) {
        this.tree = tree;
        this.onClose = onClose;
    }

    /** Returns the tenant's tree. */
    public TenantLsm tree() {
        return tree;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            onClose.run();
        }
    }
}
