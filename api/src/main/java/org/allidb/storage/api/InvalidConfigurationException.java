package org.allidb.storage.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A configuration that cannot be accepted; the one before it stays in force. */
@ProviderType
public final class InvalidConfigurationException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String source;
    private final int line;
    private final String key;

    /**
     * A parameter that cannot be accepted.
     *
     * @param source the file, or where else the value comes from
     * @param line line in the file from 1, or 0 if there is none
     * @param key the parameter's path, empty if the file as a whole cannot be read
     * @param message all of these, and what is allowed
     * @param cause what led to it
     */
    public InvalidConfigurationException(
            String source, int line, String key, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.source = source;
        this.line = line;
        this.key = key;
    }

    /**
     * Returns where the value comes from.
     *
     * @return the file, or the name of an environment variable or configuration
     */
    public String source() {
        return source;
    }

    /**
     * Returns the line in the file.
     *
     * @return from 1, or 0 if there is none
     */
    public int line() {
        return line;
    }

    /**
     * Returns the parameter's path.
     *
     * @return for example {@code storage.wal.fsync}, possibly empty
     */
    public String key() {
        return key;
    }
}
