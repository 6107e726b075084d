package org.allidb.storage.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A write could not begin in time because flushes or compactions do not keep up, or the disk is stuck; nothing was written. */
@ProviderType
public final class StalledException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * An error without an underlying one.
     *
     * @param message what is being waited for, and for how long it was
     */
    public StalledException(String message) {
        this(message, null);
    }

    /**
     * An error.
     *
     * @param message what is being waited for, and for how long it was
     * @param cause what led to it
     */
    public StalledException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
