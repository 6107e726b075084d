package org.allidb.storage.engine.internal.scrub;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.tenant.TenantUse;

/** What the scrub needs of the platform. */
public interface ScrubbedPlatform {

    /** Returns the tenants that there are now. */
    List<TenantId> tenantIds();

    /**
     * Borrows a tenant. One that was not open is closed again when it is returned, unless it was opened meanwhile;
     * no other is closed to make room for it.
     *
     * @param id whose
     * @return the tenant, to be closed
     * @throws IOException if it cannot be opened
     * @throws org.allidb.storage.api.StorageException if there is none, or it is being restored
     */
    TenantUse borrow(TenantId id) throws IOException;
}
