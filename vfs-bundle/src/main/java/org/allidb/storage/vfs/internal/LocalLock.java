package org.allidb.storage.vfs.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.allidb.storage.spi.vfs.FileLockedException;
import org.allidb.storage.spi.vfs.VfsLock;
import org.jspecify.annotations.Nullable;

/**
 * An exclusive lock of a file, in three layers, each for what the one before cannot see:
 *
 * <ol>
 *   <li>System properties refuse a second opener in this JVM, of any class loader, before it touches the file. Their value is
 *       the holder.
 *   <li>A {@link KernelLock} refuses other processes.
 *   <li>The {@link LockHolder} in the file refuses them if the kernel's lock was released by accident. Any code of this
 *       process that opens and closes the file releases a {@link RecordLock}. So a process that acquires the lock checks
 *       whether the process in the file lives.
 * </ol>
 */
final class LocalLock implements VfsLock {

    private static final String PROPERTY_PREFIX = "org.allidb.storage.lock.";
    private static final byte[] NOBODY = {};

    private final InThisProcess inThisProcess;
    private final KernelLock kernel;
    private final byte[] content;

    @GuardedBy("this")
    private boolean closed;

    private LocalLock(InThisProcess inThisProcess, KernelLock kernel, byte[] content) {
        this.inThisProcess = inThisProcess;
        this.kernel = kernel;
        this.content = content;
    }

    /** Acquires the lock; creates the file if it is missing. An interrupt neither fails it nor releases it. */
    static LocalLock take(Path path, String holder) throws IOException {
        return Interruptions.shield(() -> {
            InThisProcess inThisProcess = new InThisProcess();
            try {
                inThisProcess.claim(path, path.toString(), holder);
                requireWritable(path);
                createIfMissing(path);
                String file = identity(path);
                if (file != null) {
                    // the same file by another name: a bind mount, a hard link
                    inThisProcess.claim(path, file, holder);
                }
                return take(path, file, holder, inThisProcess);
            } catch (IOException | RuntimeException | Error e) {
                inThisProcess.close();
                throw e;
            }
        });
    }

    private static LocalLock take(Path path, @Nullable String file, String holder, InThisProcess inThisProcess)
            throws IOException {
        KernelLock kernel = KernelLock.tryTake(path);
        if (kernel == null) {
            throw locked(path, LockHolder.line(read(path)));
        }
        try {
            ProcessIdentity process = ProcessIdentity.current();
            LockHolder before = LockHolder.parse(kernel.read());
            if (before != null && before.livesElsewhere(process, file)) {
                throw locked(path, before.line());
            }
            if (!Objects.equals(file, identity(path))) {
                throw new IOException("the lock file " + path + " was replaced while it was being locked; try again");
            }
            byte[] content = new LockHolder(holder, process, String.valueOf(file)).bytes();
            kernel.write(content);
            return new LocalLock(inThisProcess, kernel, content);
        } catch (IOException | RuntimeException | Error e) {
            kernel.close();
            throw e;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        // the name first: as long as it is in the file, other processes are refused
        try (inThisProcess;
                kernel) {
            Interruptions.shield(() -> {
                if (Arrays.equals(kernel.read(), content)) {
                    kernel.write(NOBODY);
                }
                return kernel;
            });
        }
    }

    private static void createIfMissing(Path path) throws IOException {
        try {
            OwnerOnly.createFile(path).close();
        } catch (FileAlreadyExistsException e) {
            // it is opened only while no other lock of this process is on it
        }
    }

    /** Returns the identity of a file behind all of its names; null on systems without one. */
    private static @Nullable String identity(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new IOException(path + " is no regular file, so it cannot be locked; move it away");
        }
        return attributes.fileKey() == null ? null : attributes.fileKey().toString();
    }

    private static void requireWritable(Path path) throws AccessDeniedException {
        if (!Files.isWritable(path) && (Files.exists(path) || !Files.isWritable(path.getParent()))) {
            throw new AccessDeniedException(
                    path.toString(), null, "this user may not write it, or its file system is mounted read-only");
        }
    }

    private static byte[] read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return RecordLock.read(channel);
        }
    }

    private static FileLockedException locked(Path path, String holder) {
        return new FileLockedException(
                "the directory " + path.getParent() + " is in use"
                        + (holder.isEmpty() ? "" : " by " + holder)
                        + "; close it there first, or use another directory",
                holder);
    }

    /** The locks of this JVM, for all class loaders: system properties. */
    private static final class InThisProcess implements AutoCloseable {

        private final List<String> claimed = new ArrayList<>();

        void claim(Path path, String identity, String holder) throws FileLockedException {
            String property = PROPERTY_PREFIX + identity;
            Object other = System.getProperties().putIfAbsent(property, holder);
            if (other != null) {
                throw locked(path, other.toString());
            }
            claimed.add(property);
        }

        @Override
        public void close() {
            claimed.forEach(System.getProperties()::remove);
        }
    }
}
