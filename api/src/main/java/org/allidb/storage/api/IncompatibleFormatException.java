package org.allidb.storage.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A file or directory was written by a newer version of this software, or is not ours; nothing was changed. */
@ProviderType
public final class IncompatibleFormatException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * An error without an underlying one.
     *
     * @param message which file, which format it has, and which formats are understood
     */
    public IncompatibleFormatException(String message) {
        this(message, null);
    }

    /**
     * An error.
     *
     * @param message which file, which format it has, and which formats are understood
     * @param cause what led to it
     */
    public IncompatibleFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
