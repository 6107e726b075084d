package org.allidb.storage.spi.wal;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A few bytes that the engine keeps for a log outside of the log's own directory. By them the log notices files that
 * are missing, are another log's or are older than they should be. What the bytes mean is the provider's own business;
 * it refuses bytes that it does not understand.
 *
 * <ul>
 *   <li>{@link #remember} costs one sync: a log calls it when the set of its files changes, not for each record.
 *   <li>The bytes name a file only after the file's name is durable, and name it no more before the file is removed. So
 *       a crash leaves files that are not named, but never names of missing files.
 *   <li>Used by one log at a time. Thread-safe.
 * </ul>
 */
@ProviderType
public interface LogAnchor {

    /**
     * Names the file that holds the bytes, for messages.
     *
     * @return its name relative to the data directory
     */
    String file();

    /**
     * Returns what was remembered last.
     *
     * @return the bytes; empty if the log is new, or was written before logs had an anchor
     */
    Optional<byte[]> content();

    /**
     * Remembers bytes instead of those before; they are durable when this returns.
     *
     * @param content the bytes
     * @throws org.allidb.storage.spi.vfs.NoSpaceException if the disk is full
     * @throws IOException if it fails: after a crash either the old or the new bytes are found, until a later call
     *     succeeds
     */
    void remember(byte[] content) throws IOException;
}
