package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Creates files and directories that only the user of this process may read and write, where the file system has modes
 * (POSIX): 0600 and 0700, whatever the umask allows to others.
 */
final class OwnerOnly {

    private static final String POSIX = "posix";

    private OwnerOnly() {}

    /** Creates a file that does not exist, and opens it for reading and writing. */
    static FileChannel createFile(Path path) throws IOException {
        return FileChannel.open(
                path,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                mode(path, "rw-------"));
    }

    /** Creates a directory that does not exist. */
    static void createDirectory(Path path) throws IOException {
        Files.createDirectory(path, mode(path, "rwx------"));
    }

    private static FileAttribute<?>[] mode(Path path, String permissions) {
        boolean hasModes = path.getFileSystem().supportedFileAttributeViews().contains(POSIX);
        return hasModes
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
