package org.allidb.storage.api;

import java.io.Serial;
import org.osgi.annotation.versioning.ProviderType;

/** The code works for one tenant, as {@link TenantContext} says, and called something of another. Nothing was touched. */
@ProviderType
public final class WrongTenantException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * An error.
     *
     * @param message what happened, and what to do
     */
    public WrongTenantException(String message) {
        super(message, null);
    }
}
