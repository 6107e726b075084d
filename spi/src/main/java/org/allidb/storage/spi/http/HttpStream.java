package org.allidb.storage.spi.http;

import java.io.IOException;
import java.io.OutputStream;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A body that is made piece by piece, as fast as the client reads. While a client does not read, no thread is in a stream. Used by
 * one thread at a time, a virtual one.
 */
@ConsumerType
public interface HttpStream extends AutoCloseable {

    /**
     * Writes the next piece, of 64 KiB or so. A stream that has to wait for something returns after a second, with nothing written: the
     * door then looks whether the client is still there, and calls again.
     *
     * @param out keeps the piece in memory
     * @return whether more follows
     * @throws IOException never by itself; a failure ends the connection, so that the client does not take the body for whole
     */
    boolean writeNext(OutputStream out) throws IOException;

    /**
     * Returns whether it never ends by itself, as events do not. The door ends such a stream when it closes, and lets others end.
     *
     * @return whether; constant
     */
    default boolean isEndless() {
        return false;
    }

    /** Releases what it holds. Called once, behind the last piece, or when the client has gone or is too slow. */
    @Override
    void close();
}
