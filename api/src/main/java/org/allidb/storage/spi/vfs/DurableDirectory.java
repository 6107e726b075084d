package org.allidb.storage.spi.vfs;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** Directories that are there to stay. */
@ProviderType
public final class DurableDirectory {

    private DurableDirectory() {}

    /**
     * Makes sure that a directory is there, and durable. An empty one that is there already is not taken for durable: a
     * process that was killed, or whose sync of the parent failed, may have made it, and a second sync would prove nothing
     * about it, so it is made again. One with something in it was durable before that came. Names of one parent are changed
     * and synced under its monitor, so that a sync that fails is told to those whose names it was to make durable.
     *
     * @param files the file system
     * @param name the directory; its parent exists
     * @throws IOException if it fails
     */
    public static void ensure(Vfs files, String name) throws IOException {
        synchronized (files) {
            if (files.kind(name) == Vfs.FileKind.DIRECTORY) {
                if (!files.list(name).isEmpty()) {
                    return;
                }
                files.deleteDirectory(name);
            }
            files.createDirectory(name);
            files.syncDirectory(name.substring(0, Math.max(0, name.lastIndexOf('/'))));
        }
    }
}
