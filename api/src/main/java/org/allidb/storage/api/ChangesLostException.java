package org.allidb.storage.api;

import java.io.Serial;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A {@link ChangeFeed} does not have all changes behind a position. Nothing of the tenant's rows is lost: take a snapshot, scan it, and
 * continue at the position that {@link ChangeFeed#at} gives for it.
 */
@ProviderType
public final class ChangesLostException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Optional<ChangePosition> oldest;

    /**
     * An error.
     *
     * @param message which changes are missing and why, and what to do
     * @param oldest the earliest position from which the feed can be read
     */
    public ChangesLostException(String message, Optional<ChangePosition> oldest) {
        super(message);
        this.oldest = oldest;
    }

    /**
     * Returns from where the feed can be read.
     *
     * @return the earliest position; empty if what is missing is behind the position that was asked for, or the feed has to begin again
     */
    public Optional<ChangePosition> oldest() {
        return oldest;
    }
}
