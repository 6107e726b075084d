package org.allidb.storage.benchmarks.jvm;

import java.io.IOException;
import java.util.List;

/**
 * A limit of the memory of a process and its children, page cache of the files that they touch first included, without
 * swap. Good for one process; closing it, when the process has ended, gives back what it took.
 */
public interface MemoryLimit extends AutoCloseable {

    /** The status of a process that ended because it found no limit around itself. */
    int NOT_LIMITED = 97;

    /** No limit. */
    MemoryLimit NONE = List::of;

    /** Returns the words to be put before a command. */
    List<String> prefix();

    @Override
    default void close() throws IOException {}

    /**
     * Returns the best that this machine has: a scope of systemd if it runs here, otherwise a control group, version 2 or 1.
     *
     * @param megabytes the limit
     * @throws IOException if there is nothing; it says what to do
     */
    static MemoryLimit of(int megabytes) throws IOException {
        return SystemdScope.isHere()
                ? new SystemdScope(megabytes)
                : ControlGroups.ofThisMachine().create(megabytes);
    }
}
