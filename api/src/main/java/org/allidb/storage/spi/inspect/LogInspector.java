package org.allidb.storage.spi.inspect;

import java.io.IOException;
import org.allidb.storage.spi.vfs.Vfs;
import org.osgi.annotation.versioning.ConsumerType;

/** Looks at write-ahead logs. */
@ConsumerType
public interface LogInspector extends FileInspector {

    /**
     * Reads all segments of a log, checks them and their chain, and delivers the intact records that count, past damage
     * too. First come the findings and marks of all segments, then the records in the order of their appends.
     *
     * @param directory the log's directory
     * @param path its name relative to the data directory
     * @param owner the generation of the tenant whose log it is, 0 for the shared log
     * @param survey receives everything
     * @return how many segments it has; a log that was ever opened has at least one
     * @throws IOException if the log cannot be read, or as the survey throws
     */
    int survey(Vfs directory, String path, long owner, LogSurvey survey) throws IOException;
}
