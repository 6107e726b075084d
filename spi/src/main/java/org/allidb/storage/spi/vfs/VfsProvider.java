package org.allidb.storage.spi.vfs;

import java.io.IOException;
import java.nio.file.Path;
import org.allidb.storage.api.Provider;
import org.osgi.annotation.versioning.ConsumerType;

/** Opens file systems; built in is {@code local}. */
@ConsumerType
public interface VfsProvider extends Provider {

    /**
     * Opens the file system below a directory, which is created (with its parents, durably) if it is missing.
     *
     * @param root the directory
     * @return a file system whose every name is below {@code root}
     * @throws IOException if the directory cannot be created, read or written; the message names it and says why
     */
    Vfs open(Path root) throws IOException;

    /**
     * Opens the file system below a directory that is there already; creates nothing.
     *
     * @param root the directory
     * @return a file system whose every name is below {@code root}
     * @throws java.nio.file.NoSuchFileException if there is no such directory
     * @throws IOException if it is no directory or cannot be read
     */
    default Vfs openExisting(Path root) throws IOException {
        return open(root);
    }

    /**
     * Opens the file system below a directory that is there already, to read it: permission to write is not needed.
     *
     * @param root the directory
     * @return a file system whose every name is below {@code root}
     * @throws java.nio.file.NoSuchFileException if there is no such directory
     * @throws IOException if it is no directory or cannot be read
     */
    default Vfs openReadOnly(Path root) throws IOException {
        return openExisting(root);
    }

    /**
     * Reads a small file of the user's, such as a configuration, wherever it is. Links are followed.
     *
     * @param file the file
     * @return its content
     * @throws IOException if it is missing, larger than 16 MiB, or cannot be read
     */
    byte[] readFile(Path file) throws IOException;
}
