package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * An open file description lock of Linux ({@code F_OFD_SETLK}, fcntl(2)). It belongs to one open descriptor, so that no other
 * open or close in the process releases it. It and the record locks of other processes exclude each other. It needs native
 * access for this module; without that it is not called, so that the JVM prints no warning.
 */
final class DescriptorLock implements KernelLock {

    private static final int F_OFD_SETLK = 37;
    private static final short F_WRLCK = 1;
    private static final int EAGAIN = 11;
    private static final int EACCES = 13;

    /** {@code struct flock}: type, whence, start, length, process; from start 0 on with length 0 it is the whole file. */
    private static final StructLayout FLOCK = MemoryLayout.structLayout(
            ValueLayout.JAVA_SHORT,
            ValueLayout.JAVA_SHORT,
            MemoryLayout.paddingLayout(4),
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            MemoryLayout.paddingLayout(4));

    private final Descriptor descriptor;

    private DescriptorLock(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Acquires the lock.
     *
     * @return null if another process has it
     * @throws UnsupportedOperationException if the file system has no such locks
     */
    static @Nullable DescriptorLock tryTake(Path path) throws IOException {
        Descriptor descriptor = Descriptor.open(path, SystemCalls.O_RDWR);
        if (descriptor == null) {
            throw new UnsupportedOperationException("the file cannot be opened by its name");
        }
        boolean taken = false;
        try {
            int error = lock(descriptor.number());
            if (error == EAGAIN || error == EACCES) {
                return null;
            }
            if (error != 0) {
                throw new UnsupportedOperationException("error " + error);
            }
            taken = true;
            return new DescriptorLock(descriptor);
        } finally {
            if (!taken) {
                descriptor.close();
            }
        }
    }

    @Override
    public byte[] read() throws IOException {
        try (FileChannel channel = FileChannel.open(descriptor.file(), StandardOpenOption.READ)) {
            return RecordLock.read(channel);
        }
    }

    @Override
    public void write(byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(descriptor.file(), StandardOpenOption.WRITE)) {
            RecordLock.write(channel, content);
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }

    /** Returns 0, or the error. */
    private static int lock(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(SystemCalls.STATE);
            MemorySegment lock = arena.allocate(FLOCK);
            lock.set(ValueLayout.JAVA_SHORT, 0, F_WRLCK);
            int result = (int) Calls.FCNTL.invokeExact(state, descriptor, F_OFD_SETLK, lock);
            return result == 0 ? 0 : SystemCalls.error(state);
        } catch (Throwable e) {
            throw SystemCalls.unexpected(e);
        }
    }

    /** The system call; linked with the first lock. */
    private static final class Calls {

        private static final MethodHandle FCNTL = SystemCalls.link(
                "fcntl",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(2),
                Linker.Option.captureCallState("errno"));

        private Calls() {}
    }
}
