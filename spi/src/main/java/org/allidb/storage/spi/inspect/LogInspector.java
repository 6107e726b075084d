package org.allidb.storage.spi.inspect;

import java.io.IOException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.wal.LogAnchor;
import org.osgi.annotation.versioning.ConsumerType;

/** Looks at write-ahead logs. */
@ConsumerType
public interface LogInspector extends FileInspector {

    /**
     * Reads all segments of a log. Checks them, their chain, and whether they are those that its anchor names. Delivers
     * the intact records that count, past damage too. First come the findings and marks of all segments, then the
     * records in the order of their appends.
     *
     * @param directory the log's directory, which may be missing
     * @param path its name relative to the data directory
     * @param owner the generation of the tenant whose log it is, 0 for the shared log
     * @param anchor what is known of the log outside of its directory
     * @param survey receives everything
     * @throws IOException if the log cannot be read, or as the survey throws
     */
    void survey(Vfs directory, String path, long owner, LogAnchor anchor, LogSurvey survey) throws IOException;

    /**
     * Describes what is known of a log outside of its directory.
     *
     * @param anchored what a log of this kind gave to {@link LogAnchor#remember}
     * @return one line
     */
    String describe(byte[] anchored);
}
