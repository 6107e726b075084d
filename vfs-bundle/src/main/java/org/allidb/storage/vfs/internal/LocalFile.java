package org.allidb.storage.vfs.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.allidb.storage.spi.vfs.VfsFile;

/** A file over a channel. An interrupt of a caller closes the channel for all; the next call reopens it. Thread-safe. */
final class LocalFile implements VfsFile {

    private static final OpenOption[] READ = {StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS};
    private static final OpenOption[] READ_WRITE = {
        StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS
    };

    private static final int PAGE = 4096;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(PAGE).asReadOnlyBuffer();

    private final Path path;
    private final boolean readOnly;

    @GuardedBy("this")
    private FileChannel channel;

    @GuardedBy("this")
    private boolean closed;

    LocalFile(Path path, boolean readOnly, FileChannel channel) {
        this.path = path;
        this.readOnly = readOnly;
        this.channel = channel;
    }

    static LocalFile open(Path path, boolean readOnly) throws IOException {
        return new LocalFile(path, readOnly, openChannel(path, readOnly));
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
        while (buffer.hasRemaining()) {
            int read = onChannel(open -> open.read(buffer, position + buffer.position() - offset));
            if (read < 0) {
                break;
            }
        }
        return buffer.position() - offset;
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
        checkWritable();
        ByteBuffer buffer = ByteBuffer.wrap(source, offset, length);
        while (buffer.hasRemaining()) {
            int before = buffer.position();
            onChannel(open -> {
                buffer.position(before);
                return open.write(buffer, position + before - offset);
            });
        }
    }

    /**
     * Writes zeros page by page. Linux makes the folio of its page cache as large as a write that creates it, up to megabytes, on
     * ext4 since 6.16 and on XFS; a store through a mapping dirties a whole folio, and each sync would write all of it.
     */
    @Override
    public void writeZeros(long from, long to) throws IOException {
        checkWritable();
        onChannel(open -> {
            ByteBuffer zeros = ZEROS.duplicate();
            for (long at = from; at < to; ) {
                zeros.clear().limit((int) Math.min(PAGE - at % PAGE, to - at));
                at += open.write(zeros, at);
            }
            return true;
        });
    }

    @Override
    public void sync() throws IOException {
        onChannel(open -> {
            open.force(false);
            return true;
        });
    }

    @Override
    public void setSize(long size) throws IOException {
        checkWritable();
        onChannel(open -> {
            long now = open.size();
            if (size < now) {
                open.truncate(size);
            } else if (size > now) {
                open.write(ByteBuffer.allocate(1), size - 1);
            }
            return true;
        });
    }

    @Override
    public long size() throws IOException {
        return onChannel(FileChannel::size);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
    }

    private void checkWritable() throws IOException {
        if (readOnly) {
            throw new IOException(path + " is open for reading only");
        }
    }

    private <T> T onChannel(ChannelOperation<T> operation) throws IOException {
        return DiskErrors.translate(
                path,
                () -> Interruptions.shield(() -> {
                    FileChannel open = current();
                    try {
                        return operation.run(open);
                    } catch (ClosedByInterruptException e) {
                        throw e;
                    } catch (ClosedChannelException e) {
                        if (isClosed()) {
                            throw new IOException(path + " is closed", e);
                        }
                        // an interrupt of another caller closed the channel
                        return operation.run(current());
                    }
                }));
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized FileChannel current() throws IOException {
        if (closed) {
            throw new IOException(path + " is closed");
        }
        if (!channel.isOpen()) {
            channel = openChannel(path, readOnly);
        }
        return channel;
    }

    private static FileChannel openChannel(Path path, boolean readOnly) throws IOException {
        return FileChannel.open(path, readOnly ? READ : READ_WRITE);
    }
}
