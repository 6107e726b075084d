package org.allidb.storage.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A cluster did not answer in time: no leader, or no majority. Nothing was written; the call can be repeated. */
@ProviderType
public final class ClusterUnavailableException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * An error.
     *
     * @param message what was missing, and what to do
     * @param cause what led to it, or null
     */
    public ClusterUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
