package org.allidb.storage.spi.sstable;

import java.io.IOException;
import java.io.Serial;
import org.osgi.annotation.versioning.ProviderType;

/** A table is damaged, is not the one expected, or cannot be understood. */
@ProviderType
public final class DamagedTableException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    /**
     * Damage at a place.
     *
     * @param file the table's file
     * @param offset where in it, in bytes
     * @param message what is wrong, and what to do
     */
    public DamagedTableException(String file, long offset, String message) {
        super(message);
        this.file = file;
        this.offset = offset;
    }

    /**
     * Returns the table's file.
     *
     * @return its name in the tenant's directory
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
