package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import org.allidb.storage.spi.vfs.FileLockedException;
import org.allidb.storage.spi.vfs.VfsLock;

/**
 * An exclusive lock of a file. Closing any channel on a locked file gives the whole process's lock back, so within one
 * JVM, whatever the class loader, a system property is asked before the file is touched; its value is the holder.
 */
final class LocalLock implements VfsLock {

    private static final String PROPERTY_PREFIX = "org.allidb.storage.lock.";

    private final String property;
    private final FileChannel channel;
    private boolean closed;

    private LocalLock(String property, FileChannel channel) {
        this.property = property;
        this.channel = channel;
    }

    static LocalLock take(Path path, String holder) throws IOException {
        String property = PROPERTY_PREFIX + path;
        Properties properties = System.getProperties();
        Object other = properties.putIfAbsent(property, holder);
        if (other != null) {
            throw locked(path, other.toString());
        }
        try {
            return new LocalLock(property, lock(path, holder));
        } catch (IOException | RuntimeException | Error e) {
            properties.remove(property);
            throw e;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            try {
                channel.close();
            } finally {
                System.getProperties().remove(property);
            }
        }
    }

    private static FileChannel lock(Path path, String holder) throws IOException {
        FileChannel channel = FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        try {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                String other = Files.readString(path, StandardCharsets.UTF_8).strip();
                throw locked(path, other);
            }
            byte[] line = (holder + "\n").getBytes(StandardCharsets.UTF_8);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(line), 0);
            return channel;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static FileLockedException locked(Path path, String holder) {
        return new FileLockedException(
                "the directory " + path.getParent() + " is in use"
                        + (holder.isEmpty() ? "" : " by " + holder)
                        + "; close it there first, or use another directory",
                holder);
    }
}
