package org.allidb.storage.spi.vfs;

import java.io.IOException;
import org.allidb.storage.spi.runtime.Failures;
import org.osgi.annotation.versioning.ProviderType;

/** Directories that are there to stay. */
@ProviderType
public final class DurableDirectory {

    private DurableDirectory() {}

    /**
     * Makes sure that a directory is there, and durable. One that is there already is not taken for durable: a process
     * that was killed may have made it. One that could not be made durable is removed, because a second sync of its parent
     * would prove nothing about it.
     *
     * @param files the file system
     * @param name the directory; its parent exists
     * @throws IOException if it fails
     */
    public static void ensure(Vfs files, String name) throws IOException {
        boolean missing = files.kind(name) == Vfs.FileKind.MISSING;
        if (missing) {
            files.createDirectory(name);
        }
        try {
            files.syncDirectory(name.substring(0, Math.max(0, name.lastIndexOf('/'))));
        } catch (IOException | RuntimeException | Error e) {
            if (missing) {
                try {
                    files.deleteDirectory(name);
                } catch (IOException undeletable) {
                    Failures.suppress(e, undeletable);
                }
            }
            throw e;
        }
    }
}
