package org.allidb.storage.api;

import java.io.Serial;
import org.osgi.annotation.versioning.ProviderType;

/** A row or a batch that is larger than its tenant may have; nothing was changed. */
@ProviderType
public final class TooLargeException extends InvalidArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * An error.
     *
     * @param message what is too large, and what is allowed
     */
    public TooLargeException(String message) {
        super(message);
    }
}
