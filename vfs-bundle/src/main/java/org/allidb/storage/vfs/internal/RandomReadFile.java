package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.spi.vfs.VfsFile;

/**
 * A file that is read by {@code pread}, behind which the kernel reads nothing ahead. Interrupts do not reach it. A read that runs while
 * it is closed ends as if it were open. Thread-safe.
 */
final class RandomReadFile implements VfsFile {

    private static final int EINTR = 4;

    private final Path path;
    private final Descriptor descriptor;
    private final ReusePool<Buffer> buffers;
    private final Call call;

    /** The system call, or one that does less. */
    interface Call {

        /** Reads as {@link SystemCalls#read} does. */
        long read(MemorySegment state, int descriptor, MemorySegment target, long length, long position);
    }

    /**
     * Memory outside of the heap for one read at a time. A system call on memory of the heap would have to keep the collector waiting,
     * for as long as the device takes.
     */
    static final class Buffer {

        private static final int BYTES = 64 << 10;

        private final MemorySegment state;
        private final MemorySegment bytes;

        Buffer() {
            this.state = Arena.ofAuto().allocate(SystemCalls.STATE);
            this.bytes = Arena.ofAuto().allocate(BYTES);
        }
    }

    RandomReadFile(Path path, Descriptor descriptor, ReusePool<Buffer> buffers, Call call) {
        this.path = path;
        this.descriptor = descriptor;
        this.buffers = buffers;
        this.call = call;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        acquire();
        Buffer buffer = buffers.take();
        try {
            int done = 0;
            while (done < length) {
                int read = readOnce(position + done, length - done, buffer);
                if (read == 0) {
                    break;
                }
                MemorySegment.copy(buffer.bytes, ValueLayout.JAVA_BYTE, 0, target, offset + done, read);
                done += read;
            }
            return done;
        } finally {
            buffers.give(buffer);
            descriptor.release();
        }
    }

    /** Reads some bytes, 0 at the end of the file. */
    private int readOnce(long position, int length, Buffer buffer) throws IOException {
        int most = Math.min(length, Buffer.BYTES);
        while (true) {
            long read = call.read(buffer.state, descriptor.number(), buffer.bytes, most, position);
            if (read >= 0) {
                return (int) read;
            }
            int error = SystemCalls.error(buffer.state);
            if (error != EINTR) {
                throw new IOException(SystemCalls.message(error));
            }
        }
    }

    @Override
    public long size() throws IOException {
        return onChannel(FileChannel::size);
    }

    @Override
    public void sync() throws IOException {
        onChannel(open -> {
            open.force(false);
            return true;
        });
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
        throw refused();
    }

    @Override
    public void writeZeros(long from, long to) throws IOException {
        throw refused();
    }

    @Override
    public void setSize(long size) throws IOException {
        throw refused();
    }

    @Override
    public void close() {
        descriptor.close();
    }

    private IOException refused() {
        return new IOException(path + " is open for reading only");
    }

    private void acquire() throws IOException {
        if (!descriptor.acquire()) {
            throw new IOException(path + " is closed");
        }
    }

    private <T> T onChannel(ChannelOperation<T> operation) throws IOException {
        acquire();
        try {
            return Interruptions.shield(() -> {
                try (FileChannel open = FileChannel.open(descriptor.file(), StandardOpenOption.READ)) {
                    return operation.run(open);
                }
            });
        } finally {
            descriptor.release();
        }
    }
}
