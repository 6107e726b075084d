package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An exclusive lock of the operating system on a file, and access to the file's content that does not release the lock. It
 * ends with the process at the latest. Used by one thread at a time.
 */
sealed interface KernelLock extends AutoCloseable permits DescriptorLock, RecordLock {

    /**
     * Acquires the lock of an existing file, of the strongest kind that is available. The kinds exclude each other.
     *
     * @return null if another process has it
     */
    static @Nullable KernelLock tryTake(Path path) throws IOException {
        if (SystemCalls.areAvailable()) {
            try {
                return DescriptorLock.tryTake(path);
            } catch (UnsupportedOperationException e) {
                // this file system or kernel has no such locks
            }
        }
        return RecordLock.tryTake(path);
    }

    /** Returns the content of the file. */
    byte[] read() throws IOException;

    /** Replaces the content of the file; needs no more space on the device than the old content if it is no longer. */
    void write(byte[] content) throws IOException;

    @Override
    void close() throws IOException;
}
