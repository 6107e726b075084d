package org.allidb.storage.spi.wal;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** Receives the records of a log that is being opened. */
@ProviderType
@FunctionalInterface
public interface LogReplay {

    /** For a log that must be empty, or whose records do not matter. */
    LogReplay IGNORE = (generation, lastSequence, record, offset, length) -> {};

    /**
     * Receives a record. Records come in the order of appends, without those that are known to be flushed.
     *
     * @param generation the tenant generation that it belongs to
     * @param lastSequence the greatest sequence in it
     * @param record array, valid during the call
     * @param offset start of the record's content
     * @param length its length in bytes
     * @throws IOException fails the open of the log
     */
    void replay(long generation, long lastSequence, byte[] record, int offset, int length) throws IOException;
}
