package org.allidb.storage.distribution;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that one process has at a time, until it ends at the latest. The lock is the kernel's, so it also holds between
 * containers, where process numbers say nothing: each has a process 1.
 */
final class HeldFile implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;

    private HeldFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Takes a file, which is created if it is missing; empty if another process has it. */
    static Optional<HeldFile> take(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        Object opened = Files.exists(path) ? identity(path) : "";
        try {
            FileLock lock = channel.tryLock();
            // one that is deleted by the process that had it belongs to no process, locked or not
            if (lock != null && Files.exists(path) && identity(path).equals(opened)) {
                return Optional.of(new HeldFile(path, channel));
            }
        } catch (OverlappingFileLockException e) {
            // this process has it
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    /** Deletes the file, then gives it back. */
    @Override
    public void close() throws IOException {
        try (channel) {
            if (channel.isOpen()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static Object identity(Path path) throws IOException {
        Object key = Files.readAttributes(
                        path, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return key == null ? path : key;
    }
}
