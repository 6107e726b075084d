package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;

/** A shield of channel operations: an interrupt of a caller neither fails them nor is lost. */
final class Interruptions {

    private Interruptions() {}

    /** An operation that can be repeated on a reopened channel. */
    interface Operation<T> {
        T run() throws IOException;
    }

    /**
     * Runs an operation, and repeats it as often as an interrupt closes its channel.
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
