package org.allidb.storage.spi.wal;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** Receives the records of a log that is being opened. */
@ProviderType
@FunctionalInterface
public interface LogReplay {

    /** For a log that must be empty, or whose records do not matter. */
    LogReplay IGNORE = (stream, lastSequence, record, offset, length) -> {};

    /**
     * Called for each record, in the order of appends; not for records that the stream is known to have flushed.
     *
     * @param stream whose it is
     * @param lastSequence the greatest sequence in it
     * @param record array, valid during the call
     * @param offset start of the record's content
     * @param length its length in bytes
     * @throws IOException fails the open of the log
     */
    void replay(long stream, long lastSequence, byte[] record, int offset, int length) throws IOException;
}
