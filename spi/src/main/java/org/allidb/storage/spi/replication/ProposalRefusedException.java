package org.allidb.storage.spi.replication;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** An entry that was proposed is certainly in no log, and will be in none. */
@ProviderType
public final class ProposalRefusedException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param message why, and what to do
     * @param cause what led to it, or null
     */
    public ProposalRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
