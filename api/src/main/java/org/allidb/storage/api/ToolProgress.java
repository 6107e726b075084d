package org.allidb.storage.api;

import org.osgi.annotation.versioning.ConsumerType;

/** Is told how a tool gets on. */
@FunctionalInterface
@ConsumerType
public interface ToolProgress {

    /** For those who do not want to know. */
    ToolProgress NONE = (file, bytesDone, bytesTotal) -> {};

    /**
     * Called for each piece that was read, on the thread of the tool; a runtime exception ends the tool.
     *
     * @param file the file, relative to the data directory
     * @param bytesDone bytes read so far, of all files
     * @param bytesTotal bytes that there are to read, about
     */
    void progress(String file, long bytesDone, long bytesTotal);
}
