package org.allidb.storage.spi.vfs;

import java.io.IOException;
import java.io.Serial;
import org.osgi.annotation.versioning.ProviderType;

/** A lock file is held by another process or class loader. */
@ProviderType
public final class FileLockedException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String holder;

    /**
     * A lock that was not to be had.
     *
     * @param message which lock, and what to do
     * @param holder what the holder wrote about itself, possibly empty
     */
    public FileLockedException(String message, String holder) {
        super(message);
        this.holder = holder;
    }

    /**
     * Returns what the holder wrote about itself.
     *
     * @return the holder's line, possibly empty
     */
    public String holder() {
        return holder;
    }
}
