package org.allidb.storage.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A platform, store, snapshot or cursor was used after it was closed, or while the engine was being stopped. */
@ProviderType
public final class StoreClosedException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * An error without an underlying one.
     *
     * @param message what is closed, and what to open instead
     */
    public StoreClosedException(String message) {
        this(message, null);
    }

    /**
     * An error.
     *
     * @param message what is closed, and what to open instead
     * @param cause what led to it
     */
    public StoreClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
