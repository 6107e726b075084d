package org.allidb.storage.kernel.editlog;

import java.io.IOException;
import org.allidb.storage.spi.vfs.Vfs;
import org.osgi.annotation.versioning.ProviderType;

/** Directories that are there to stay. */
@ProviderType
public final class DurableDirectory {

    private DurableDirectory() {}

    /**
     * Makes sure that a directory is there, and durable. An empty one that is there already is not taken for durable: a
     * process that was killed, or whose sync of the parent failed, may have made it. A second sync would prove nothing
     * about it, so it is made again. One with something in it was durable before that came. Different directories may
     * be made at the same time; {@link DurableNames} says what a failed sync means for them.
     *
     * @param files the file system
     * @param name the directory, which no other thread makes at the same time; its parent exists
     * @throws IOException if it fails
     */
    public static void ensure(Vfs files, String name) throws IOException {
        if (files.kind(name) == Vfs.FileKind.DIRECTORY) {
            if (!files.list(name).isEmpty()) {
                return;
            }
            files.deleteDirectory(name);
        }
        String parent = name.substring(0, Math.max(0, name.lastIndexOf('/')));
        DurableNames.change(files, parent, () -> files.createDirectory(name));
    }
}
