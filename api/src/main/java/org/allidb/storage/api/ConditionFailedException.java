package org.allidb.storage.api;

import java.io.Serial;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A condition of a batch did not hold; nothing was written. This is an answer, as durable as the write would have been: what it
 * tells of the row stays true over a power cut. Read {@link #current()}, decide again, and write again.
 */
@ProviderType
public final class ConditionFailedException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient RowKey key;
    private final transient Optional<StoredRow> current;

    /**
     * A condition that did not hold.
     *
     * @param message which one, and what to do
     * @param key its row
     * @param current the row as it is
     */
    public ConditionFailedException(String message, RowKey key, Optional<StoredRow> current) {
        super(message);
        this.key = key;
        this.current = current;
    }

    /**
     * Returns the row whose condition did not hold; of several the first one, in the order in which they were added.
     *
     * @return its key
     */
    public RowKey key() {
        return key;
    }

    /**
     * Returns that row as it was when the write was refused.
     *
     * @return the row, or empty if there is none
     */
    public Optional<StoredRow> current() {
        return current;
    }
}
