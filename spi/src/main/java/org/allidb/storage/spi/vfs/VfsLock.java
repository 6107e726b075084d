package org.allidb.storage.spi.vfs;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** A held lock file. */
@ConsumerType
public interface VfsLock extends AutoCloseable {

    /**
     * Gives the lock back. Closing twice is allowed.
     *
     * @throws IOException if the lock file cannot be closed
     */
    @Override
    void close() throws IOException;
}
