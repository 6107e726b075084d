package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A lock of {@link FileChannel}, which needs no native access. On Linux and macOS it is a POSIX record lock. It belongs
 * to the process and the file, and is released when any code of the process closes any descriptor of the file.
 */
final class RecordLock implements KernelLock {

    private static final int MAX_BYTES = 4096;

    private final Path path;
    private FileChannel channel;

    private RecordLock(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static @Nullable RecordLock tryTake(Path path) throws IOException {
        FileChannel channel = open(path);
        try {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return new RecordLock(path, channel);
            }
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
        channel.close();
        return null;
    }

    @Override
    public byte[] read() throws IOException {
        return read(openChannel());
    }

    @Override
    public void write(byte[] content) throws IOException {
        write(openChannel(), content);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Returns the channel, or another one if an interrupt closed it during an operation; the lock is released then. */
    private FileChannel openChannel() throws IOException {
        if (!channel.isOpen()) {
            channel = open(path);
        }
        return channel;
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    static byte[] read(FileChannel channel) throws IOException {
        byte[] content = new byte[(int) Math.min(MAX_BYTES, channel.size())];
        ByteBuffer buffer = ByteBuffer.wrap(content);
        int read = 0;
        while (read >= 0 && buffer.hasRemaining()) {
            read = channel.read(buffer, buffer.position());
        }
        return Arrays.copyOf(content, buffer.position());
    }

    static void write(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
            channel.write(buffer, buffer.position());
        }
        // last, so that a full device has a place for the new content: that of the old
        channel.truncate(content.length);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
