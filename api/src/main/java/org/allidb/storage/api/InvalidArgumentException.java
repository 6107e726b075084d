package org.allidb.storage.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** An argument that cannot be accepted; nothing was changed. */
@ProviderType
public sealed class InvalidArgumentException extends StorageException permits TooLargeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * An error without an underlying one.
     *
     * @param message what was given, and what is allowed
     */
    public InvalidArgumentException(String message) {
        this(message, null);
    }

    /**
     * An error.
     *
     * @param message what was given, and what is allowed
     * @param cause what led to it
     */
    public InvalidArgumentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
