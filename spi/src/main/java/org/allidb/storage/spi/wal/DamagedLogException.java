package org.allidb.storage.spi.wal;

import java.io.IOException;
import java.io.Serial;
import org.osgi.annotation.versioning.ProviderType;

/** Acknowledged records of a log are damaged or missing, or a segment cannot be understood. */
@ProviderType
public final class DamagedLogException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    /**
     * Damage at a place.
     *
     * @param file the segment
     * @param offset where in it, in bytes
     * @param message what is wrong, and what to do
     */
    public DamagedLogException(String file, long offset, String message) {
        super(message);
        this.file = file;
        this.offset = offset;
    }

    /**
     * Returns the segment.
     *
     * @return its name in the log's directory
     */
    public String file() {
        return file;
    }

    /**
     * Returns where the damage starts.
     *
     * @return bytes from the start of the segment
     */
    public long offset() {
        return offset;
    }
}
