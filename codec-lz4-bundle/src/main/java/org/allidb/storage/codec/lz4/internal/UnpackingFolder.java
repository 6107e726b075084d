package org.allidb.storage.codec.lz4.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A folder {@code allidb-native-*} in the temporary folder, for a file that the operating system must see for a moment.
 *
 * <ul>
 *   <li>Only this user can read it.
 *   <li>A lock on a file in it marks it as in use. An open deletes the folders whose lock is free: their processes were
 *       killed. Process numbers would not tell, since containers share folders and not numbers.
 *   <li>A close deletes it. A later process deletes what cannot be deleted, a loaded library on Windows.
 * </ul>
 */
final class UnpackingFolder implements AutoCloseable {

    static final String PREFIX = "allidb-native-";
    static final String LOCK = "lock";

    private static final Logger LOG = System.getLogger(UnpackingFolder.class.getName());
    private static final int ATTEMPTS = 10;

    private final Path path;
    private final FileChannel lock;

    private UnpackingFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Deletes the folders of killed processes in a temporary folder, and creates one of this process. */
    static UnpackingFolder open(Path temporary) throws IOException {
        deleteAbandoned(temporary);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Path path = Files.createTempDirectory(temporary, PREFIX);
            try {
                FileChannel channel =
                        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                // another process may have deleted it before it was locked
                if (tryLock(channel) != null && Files.exists(path.resolve(LOCK))) {
                    return new UnpackingFolder(path, channel);
                }
                channel.close();
            } catch (NoSuchFileException e) {
                LOG.log(Level.DEBUG, path + " was deleted before it was locked", e);
            }
        }
        throw new IOException("no folder can be locked in " + temporary);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            delete(path);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, path + " is left to a later process", e);
        }
    }

    private static void deleteAbandoned(Path temporary) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path folder : folders) {
                try {
                    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                        deleteIfAbandoned(folder);
                    }
                } catch (IOException e) {
                    // another user's, in use on Windows, or deleted by another process
                    LOG.log(Level.DEBUG, folder + " is not deleted", e);
                }
            }
        }
    }

    private static void deleteIfAbandoned(Path folder) throws IOException {
        Path file = folder.resolve(LOCK);
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            delete(folder);
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (tryLock(channel) != null) {
                delete(folder);
            }
        }
    }

    private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // in use by another class loader of this process
            return null;
        }
    }

    /** Deletes the files of a folder, its lock last, and the folder. */
    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!file.endsWith(LOCK)) {
                    Files.delete(file);
                }
            }
        }
        Files.deleteIfExists(folder.resolve(LOCK));
        Files.delete(folder);
    }
}
