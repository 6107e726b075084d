package org.allidb.storage.spi.inspect;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** Receives what is in a log. */
@ProviderType
public interface LogSurvey extends InspectionSink {

    /**
     * Learns that a generation's records are in tables up to a sequence.
     *
     * @param generation the tenant generation
     * @param throughSequence up to here; {@link Long#MAX_VALUE} if the generation was dropped
     */
    void flushed(long generation, long throughSequence);

    /**
     * Receives an intact record of a generation that is not flushed.
     *
     * @param segment its file, relative to the data directory
     * @param generation the tenant generation that it belongs to
     * @param lastSequence the greatest sequence in it
     * @param record array, valid during the call
     * @param offset start of the record's content
     * @param length its length in bytes
     * @throws IOException ends the survey
     */
    void record(String segment, long generation, long lastSequence, byte[] record, int offset, int length)
            throws IOException;
}
