package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;

/** Runs channel operations so that a caller's interrupt neither fails them nor gets lost. */
final class Interruptions {

    private Interruptions() {}

    /** An operation that can be done again on a channel that was opened again. */
    interface Operation<T> {
        T run() throws IOException;
    }

    /**
     * Runs an operation, again and again if an interrupt closes its channel.
     *
     * @param operation opens or reopens what it needs
     */
    static <T> T shield(Operation<T> operation) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try {
                    return operation.run();
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                } catch (ClosedChannelException e) {
                    if (!Thread.interrupted()) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
