package org.allidb.storage.spi.entry;

import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ConsumerType;

/** A file that values are read from where they are, without being held on the heap. Thread-safe. */
@ConsumerType
public interface ValueSource {

    /**
     * Copies a value, or a part of it.
     *
     * @param offset its first byte
     * @param target receives the bytes
     * @param targetOffset where in the target
     * @param length bytes
     * @throws UncheckedIOException if they cannot be read; its cause names the file
     */
    void copy(long offset, byte[] target, int targetOffset, int length);

    /**
     * Returns the memory that the file is mapped to. A device that fails under it is not an exception of the platform: see
     * {@link org.allidb.storage.spi.vfs.Vfs#map}.
     *
     * @return all of the file, valid while the source is pinned
     */
    MemorySegment memory();
}
