package org.allidb.storage.api;

import org.osgi.annotation.versioning.ConsumerType;

/** A callback that learns how far a tool is. */
@FunctionalInterface
@ConsumerType
public interface ToolProgress {

    /** Ignores what it learns. */
    ToolProgress NONE = (file, bytesDone, bytesTotal) -> {};

    /**
     * Receives each piece that was read, on the thread of the tool; a runtime exception ends the tool.
     *
     * @param file the file, relative to the data directory
     * @param bytesDone bytes read so far, of all files
     * @param bytesTotal bytes that there are to read, about
     */
    void progress(String file, long bytesDone, long bytesTotal);
}
