package org.allidb.storage.spi.inspect;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** Receives what is in a log. */
@ProviderType
public interface LogSurvey extends InspectionSink {

    /**
     * A stream's records are in tables up to a sequence.
     *
     * @param stream the stream: the tenant's generation
     * @param throughSequence up to here; {@link Long#MAX_VALUE} if the stream is gone for good
     */
    void flushed(long stream, long throughSequence);

    /**
     * An intact record of a stream that is not flushed.
     *
     * @param segment its file, relative to the data directory
     * @param stream whose it is
     * @param lastSequence the greatest sequence in it
     * @param record array, valid during the call
     * @param offset start of the record's content
     * @param length its length in bytes
     * @throws IOException ends the survey
     */
    void record(String segment, long stream, long lastSequence, byte[] record, int offset, int length)
            throws IOException;
}
