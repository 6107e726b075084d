package org.allidb.storage.spi.inspect;

import org.osgi.annotation.versioning.ProviderType;

/** Receives what an inspector finds, and hears how it gets on. */
@ProviderType
public interface InspectionSink {

    /**
     * Receives a finding.
     *
     * @param finding what was found
     */
    void found(FileFinding finding);

    /**
     * Learns of a piece of a file that was read for the first time.
     *
     * @param file the file, relative to the data directory
     * @param bytes the length of the piece
     */
    void read(String file, long bytes);
}
