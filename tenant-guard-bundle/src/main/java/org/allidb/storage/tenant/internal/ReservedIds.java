package org.allidb.storage.tenant.internal;

import java.util.HashMap;
import java.util.Map;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantId;

/** The ids of tenants that are being created. Thread-safe; the monitor guards the map alone. */
final class ReservedIds {

    /** Whether it is soon known if there is such a tenant, by id. */
    private final Map<TenantId, Boolean> reserved = new HashMap<>();

    /**
     * Keeps an id for the caller. Waits for another call that is creating a tenant of that id, which is soon over.
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

    /** The id is free again, or there is a tenant of that id now. */
    synchronized void release(TenantId id) {
        reserved.remove(id);
        notifyAll();
    }
}
