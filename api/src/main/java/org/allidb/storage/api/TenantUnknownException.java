package org.allidb.storage.api;

import java.io.Serial;
import org.osgi.annotation.versioning.ProviderType;

/** There is no tenant of that id, or the handle belongs to one that was dropped. */
@ProviderType
public final class TenantUnknownException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient TenantId tenant;

    /**
     * An error.
     *
     * @param tenant the id that was asked for
     * @param message what happened, and what to do
     */
    public TenantUnknownException(TenantId tenant, String message) {
        super(message, null);
        this.tenant = tenant;
    }

    /**
     * Returns the id that was asked for.
     *
     * @return the id
     */
    public TenantId tenant() {
        return tenant;
    }
}
