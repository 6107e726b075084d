package org.allidb.storage.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The key of an encrypted tenant cannot be had, or is not the one that its files were written with. Nothing is lost: the tenant
 * opens again when its key is there. Other tenants are not concerned.
 */
@ProviderType
public final class TenantKeyException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient TenantId tenant;

    /**
     * An error.
     *
     * @param tenant the tenant whose key it is
     * @param message what happened, and what to do; holds no key
     * @param cause what led to it
     */
    public TenantKeyException(TenantId tenant, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.tenant = tenant;
    }

    /**
     * Returns the tenant whose key it is.
     *
     * @return the id
     */
    public TenantId tenant() {
        return tenant;
    }
}
