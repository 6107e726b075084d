package org.allidb.storage.api;

import java.io.Serial;
import org.osgi.annotation.versioning.ProviderType;

/** Something would have changed a data directory that is open for reading only; nothing was changed. */
@ProviderType
public final class ReadOnlyException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * An error.
     *
     * @param message what was refused, and what to do
     */
    public ReadOnlyException(String message) {
        super(message, null);
    }
}
