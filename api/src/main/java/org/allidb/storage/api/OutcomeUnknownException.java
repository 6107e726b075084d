package org.allidb.storage.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A cluster did not say in time what became of a write: it is written, will be, or never will. A read that succeeds later tells. A write
 * that may be made twice can be repeated.
 */
@ProviderType
public final class OutcomeUnknownException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * An error.
     *
     * @param message what happened, and what to do
     * @param cause what led to it, or null
     */
    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
