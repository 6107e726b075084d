package org.allidb.storage.spi.wal;

import java.io.IOException;
import java.io.Serial;
import org.osgi.annotation.versioning.ProviderType;

/** A sync of the log failed; nothing is acknowledged until the log is restarted. */
@ProviderType
public final class FailedLogException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A log that refuses work.
     *
     * @param message which segment failed, and what follows
     * @param cause the failed sync
     */
    public FailedLogException(String message, Throwable cause) {
        super(message, cause);
    }
}
