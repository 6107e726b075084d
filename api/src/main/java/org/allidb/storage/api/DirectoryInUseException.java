package org.allidb.storage.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The data directory is open already, in another process or by another class loader of this one. */
@ProviderType
public final class DirectoryInUseException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * An error without an underlying one.
     *
     * @param message which directory, and who holds it
     */
    public DirectoryInUseException(String message) {
        this(message, null);
    }

    /**
     * An error.
     *
     * @param message which directory, and who holds it
     * @param cause what led to it
     */
    public DirectoryInUseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
