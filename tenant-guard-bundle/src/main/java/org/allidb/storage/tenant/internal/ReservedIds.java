package org.allidb.storage.tenant.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantId;

/** The ids of tenants that are being created. Thread-safe. */
final class ReservedIds {

    /** By id, whether the id is released soon, so that another caller may wait for it. */
    @GuardedBy("this")
    private final Map<TenantId, Boolean> reserved = new HashMap<>();

    /**
     * Reserves an id for the caller. Waits while another call creates a tenant of that id, which takes a moment.
     *
     * @param soon whether the caller releases the id soon
     * @throws TenantExistsException if another tenant of that id is being filled
     */
    synchronized void reserve(TenantId id, boolean soon) {
        boolean interrupted = false;
        for (Boolean other = reserved.get(id); other != null; other = reserved.get(id)) {
            if (!other) {
                throw new TenantExistsException(
                        id, "a tenant '" + id + "' is being restored; wait until that is done, or choose another id");
            }
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        reserved.put(id, soon);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Releases an id: its tenant is in the catalogue, or was not created. */
    synchronized void release(TenantId id) {
        reserved.remove(id);
        notifyAll();
    }
}
