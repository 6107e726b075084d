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
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open file description lock of Linux ({@code F_OFD_SETLK}, fcntl(2)). It belongs to one open descriptor, so that no other
 * open or close in the process releases it. It and the record locks of other processes exclude each other. It needs native
 * access for this module; without that it is not called, so that the JVM prints no warning.
 */
final class DescriptorLock implements KernelLock {

    /** The architectures whose constants and structures are those below. */
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64", "riscv64");

    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
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

    private final int descriptor;
    private boolean closed;

    private DescriptorLock(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Returns whether this machine has such locks, and this module may call native code. */
    static boolean isAvailable() {
        return DescriptorLock.class.getModule().isNativeAccessEnabled()
                && System.getProperty("os.name").equals("Linux")
                && ARCHITECTURES.contains(System.getProperty("os.arch"));
    }

    /**
     * Acquires the lock.
     *
     * @return null if another process has it
     * @throws UnsupportedOperationException if the file system has no such locks
     */
    static @Nullable DescriptorLock tryTake(Path path) throws IOException {
        int descriptor = Calls.open(path);
        if (descriptor < 0) {
            throw new UnsupportedOperationException("the file cannot be opened by its name");
        }
        boolean taken = false;
        try {
            requireSame(path, descriptor);
            int error = Calls.lock(descriptor);
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
                Calls.close(descriptor);
            }
        }
    }

    /** Checks that the opened file is the one at the path, and not one behind a link or with a name that reads the same. */
    private static void requireSame(Path path, int descriptor) throws IOException {
        Object opened = Files.readAttributes(file(descriptor), BasicFileAttributes.class)
                .fileKey();
        Object named = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        if (!Objects.equals(opened, named)) {
            throw new UnsupportedOperationException("another file was opened");
        }
    }

    /** Returns the path of the open file, even if its name is another file's now. */
    private static Path file(int descriptor) {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    @Override
    public byte[] read() throws IOException {
        try (FileChannel channel = FileChannel.open(file(descriptor), StandardOpenOption.READ)) {
            return RecordLock.read(channel);
        }
    }

    @Override
    public void write(byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file(descriptor), StandardOpenOption.WRITE)) {
            RecordLock.write(channel, content);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Calls.close(descriptor);
        }
    }

    /** The system calls; linked with the first lock. */
    @SuppressWarnings("restricted")
    private static final class Calls {

        private static final StructLayout STATE = Linker.Option.captureStateLayout();
        private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        private static final MethodHandle OPEN = link(
                "open",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        private static final MethodHandle FCNTL = link(
                "fcntl",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(2),
                Linker.Option.captureCallState("errno"));
        private static final MethodHandle CLOSE =
                link("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

        private Calls() {}

        private static MethodHandle link(String name, FunctionDescriptor function, Linker.Option... options) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), function, options);
        }

        static int open(Path path) {
            try (Arena arena = Arena.ofConfined()) {
                Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
                return (int) OPEN.invokeExact(arena.allocateFrom(path.toString(), names), O_RDWR | O_CLOEXEC);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        /** Returns 0, or the error. */
        static int lock(int descriptor) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(STATE);
                MemorySegment lock = arena.allocate(FLOCK);
                lock.set(ValueLayout.JAVA_SHORT, 0, F_WRLCK);
                int result = (int) FCNTL.invokeExact(state, descriptor, F_OFD_SETLK, lock);
                return result == 0 ? 0 : (int) ERRNO.get(state, 0L);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        static void close(int descriptor) {
            try {
                // nothing was written through it, so that there is no error to report
                int ignored = (int) CLOSE.invokeExact(descriptor);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        private static RuntimeException unexpected(Throwable e) {
            if (e instanceof Error error) {
                throw error;
            }
            return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
        }
    }
}
