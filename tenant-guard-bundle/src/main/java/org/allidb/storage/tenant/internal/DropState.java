package org.allidb.storage.tenant.internal;

import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantUnknownException;

/** Whether an open tenant was dropped, entirely or half-way. Both are final. Thread-safe. */
final class DropState {

    private final TenantId tenant;
    private volatile boolean dropped;
    private volatile boolean moved;
    private volatile boolean halfDropped;

    DropState(TenantId tenant) {
        this.tenant = tenant;
    }

    /** Records that the tenant is gone, because another data directory has it now. */
    void moved() {
        moved = true;
        dropped();
    }

    /** Records that the tenant is gone. */
    void dropped() {
        dropped = true;
    }

    /** Records that the tenant may be gone at the next open, so that nothing more is written to it. */
    void halfDropped() {
        halfDropped = true;
    }

    boolean isHalfDropped() {
        return halfDropped;
    }

    /**
     * Checks that the tenant was not dropped.
     *
     * @throws TenantUnknownException if it was
     */
    void checkThere() {
        if (dropped) {
            throw new TenantUnknownException(
                    tenant,
                    moved
                            ? "tenant '" + tenant + "' was moved to another data directory; open it there, this handle"
                                    + " is of no use any more"
                            : "tenant '" + tenant
                                    + "' was dropped; this handle is of no use any more, not even for a new"
                                    + " tenant of the same id");
        }
    }

    /** Returns the refusal of every operation on a tenant that is dropped half-way. */
    static StorageIoException halfDroppedError(TenantId id) {
        return new StorageIoException("tenant '" + id
                + "' was to be dropped, and the disk failed half-way: it takes no operations until it is"
                + " dropped again or the data directory is opened again, which tells whether it is still there");
    }
}
