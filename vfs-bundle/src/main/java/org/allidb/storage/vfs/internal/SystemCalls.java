package org.allidb.storage.vfs.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Set;

/**
 * System calls of Linux for which Java has no method. They need native access for this module; without that they are not called, so
 * that the JVM prints no warning. They are linked with the first call. Thread-safe.
 */
@SuppressWarnings("restricted")
final class SystemCalls {

    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int POSIX_FADV_RANDOM = 1;

    /** Where the number of an error is put. */
    static final StructLayout STATE = Linker.Option.captureStateLayout();

    /** The architectures whose constants are those of this class. */
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64", "riscv64");

    private static final int O_CLOEXEC = 0x80000;

    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private SystemCalls() {}

    /** Returns whether this machine has these calls, and this module may make them. */
    static boolean areAvailable() {
        return SystemCalls.class.getModule().isNativeAccessEnabled() && isLinux();
    }

    /** Returns whether this is a Linux whose calls are known. */
    static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux") && ARCHITECTURES.contains(System.getProperty("os.arch"));
    }

    /**
     * Opens a file; the descriptor is not inherited by processes that this one starts.
     *
     * @param access {@link #O_RDONLY} or {@link #O_RDWR}
     * @return the descriptor; negative if the file cannot be opened
     */
    static int open(Path path, int access) {
        try (Arena arena = Arena.ofConfined()) {
            Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
            return (int) Files.OPEN.invokeExact(arena.allocateFrom(path.toString(), names), access | O_CLOEXEC);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Closes a descriptor through which nothing was written, so that there is no error to report. */
    static void close(int descriptor) {
        try {
            int ignored = (int) Files.CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Tells the kernel how all of a file is going to be used; returns 0, or the error. */
    static int advise(int descriptor, int advice) {
        try {
            return (int) Reads.ADVISE.invokeExact(descriptor, 0L, 0L, advice);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Reads once.
     *
     * @param state gets the number of an error
     * @return the bytes read, 0 at the end of the file; negative for an {@link #error}
     */
    static long read(MemorySegment state, int descriptor, MemorySegment target, long length, long position) {
        try {
            return (long) Reads.READ.invokeExact(state, descriptor, target, length, position);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Returns the number of the error of the last call that was given the state. */
    static int error(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    /** Returns the text of an error, as exceptions of the JDK have it. */
    static String message(int error) {
        try {
            MemorySegment text = (MemorySegment) Reads.MESSAGE.invokeExact(error);
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Links a function of the C library. */
    static MethodHandle link(String name, FunctionDescriptor function, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), function, options);
    }

    /** Returns the exception for what a handle throws, which no function of C does. */
    static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }

    /** Opening and closing. */
    private static final class Files {

        private static final MethodHandle OPEN = link(
                "open",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        private static final MethodHandle CLOSE =
                link("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

        private Files() {}
    }

    /** Reading by position. */
    private static final class Reads {

        private static final MethodHandle ADVISE = link(
                "posix_fadvise",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT));
        private static final MethodHandle READ = link(
                "pread",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG),
                Linker.Option.captureCallState("errno"));
        private static final MethodHandle MESSAGE =
                link("strerror", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

        private Reads() {}
    }
}
