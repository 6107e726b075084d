package org.allidb.storage.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Input or output failed. A write that ends with this error may or may not be found later; it is never half there. */
@ProviderType
public final class StorageIoException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * An error without an underlying one.
     *
     * @param message what failed, on which file, whether later writes can succeed, and what to do
     */
    public StorageIoException(String message) {
        this(message, null);
    }

    /**
     * An error.
     *
     * @param message what failed, on which file, whether later writes can succeed, and what to do
     * @param cause what led to it
     */
    public StorageIoException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
