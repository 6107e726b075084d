package org.allidb.storage.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A file is damaged. Only what needs the damaged part fails; nothing was changed. */
@ProviderType
public final class CorruptionException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    /**
     * Damage at a place.
     *
     * @param file the file, relative to the data directory
     * @param offset where in it, in bytes
     * @param message whose file it is, what is wrong with it, and what to do
     * @param cause what led to it
     */
    public CorruptionException(String file, long offset, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.file = file;
        this.offset = offset;
    }

    /**
     * Returns the damaged file.
     *
     * @return its name, relative to the data directory
     */
    public String file() {
        return file;
    }

    /**
     * Returns where the damage is.
     *
     * @return bytes from the start of the file
     */
    public long offset() {
        return offset;
    }
}
