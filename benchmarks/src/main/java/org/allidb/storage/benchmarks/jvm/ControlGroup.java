package org.allidb.storage.benchmarks.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A limited control group; a shell enters it and then becomes the command.
 *
 * @param directory the group
 */
record ControlGroup(Path directory) implements MemoryLimit {

    @Override
    public List<String> prefix() {
        String enter = "echo $$ > \"$0\" || exit " + NOT_LIMITED + "; exec \"$@\"";
        return List.of("/bin/sh", "-c", enter, directory.resolve("cgroup.procs").toString());
    }

    /** Removes the group. */
    @Override
    public void close() throws IOException {
        Files.delete(directory);
    }
}
