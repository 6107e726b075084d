package org.allidb.storage.replication.ratis;

import java.io.IOException;
import java.io.Serial;

/** A machine refused to prepare an entry. Ratis makes it again, by its name and message, on the node that proposed the entry. */
final class RefusedByMachineException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Called by Ratis. */
    public RefusedByMachineException(String message) {
        super(message);
    }
}
