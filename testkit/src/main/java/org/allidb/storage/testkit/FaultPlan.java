package org.allidb.storage.testkit;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** Decides which calls of a {@link FaultyVfs} fail. Called from many threads. */
@ConsumerType
public interface FaultPlan {

    /** What a call does. */
    enum Operation {
        /** Creates a file or directory. */
        CREATE,
        /** Opens a file. */
        OPEN,
        /** Maps a file. */
        MAP,
        /** Reads content, a directory or attributes. */
        READ,
        /** Writes content or changes a length. */
        WRITE,
        /** Syncs a file or directory. */
        SYNC,
        /** Renames a file. */
        RENAME,
        /** Links a file. */
        LINK,
        /** Deletes a file or directory. */
        DELETE
    }

    /**
     * Learns that a call is about to be made.
     *
     * @param operation what it does
     * @param name to which file
     * @throws IOException to make it fail without effect
     */
    void before(Operation operation, String name) throws IOException;

    /**
     * Learns that a call was made.
     *
     * @param operation what it did
     * @param name to which file
     * @throws IOException to make it fail although it took effect
     */
    default void after(Operation operation, String name) throws IOException {
        // all is well
    }

    /**
     * Returns how much of a write is made; the rest fails.
     *
     * @param name the file
     * @param length bytes wanted
     * @return bytes made, all of them unless the plan says otherwise
     */
    default int bytesOfWrite(String name, int length) {
        return length;
    }

    /**
     * Returns how much of a read is made, as if the file ended there.
     *
     * @param name the file
     * @param length bytes wanted
     * @return bytes made, all of them unless the plan says otherwise
     */
    default int bytesOfRead(String name, int length) {
        return length;
    }

    /**
     * Returns whether a file may have names in two directories.
     *
     * @return true unless the plan is a file system without hard links
     */
    default boolean hasLinks() {
        return true;
    }
}
