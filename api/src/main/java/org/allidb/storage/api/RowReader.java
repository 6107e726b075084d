package org.allidb.storage.api;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads single rows again and again without allocating. Each {@link #find} sees what is visible at that moment, or the
 * snapshot's state if it was made from one. Used by one thread at a time; must be closed. Views are valid until the
 * next {@code find} or {@link #close()}, or the end of the platform. An open reader keeps tables on the disk and no
 * memtable.
 */
@ProviderType
public interface RowReader extends AutoCloseable {

    /**
     * Looks for a plain value.
     *
     * @param entity the entity's id, 1 to 16,384 bytes
     * @return whether it is there
     */
    boolean find(byte[] entity);

    /**
     * Looks for a row.
     *
     * @param key the row
     * @return whether it is there
     */
    boolean find(RowKey key);

    /**
     * Returns the stored value of the row that was found, without a copy.
     *
     * <p>They may be mapped memory. If the device fails under it, reading throws {@link InternalError}, possibly later
     * than where they are read. Some routines of the JDK ({@code mismatch}, checksums, {@code asByteBuffer} handed to
     * native code) end the JVM. {@link #copyValue} has neither fault: it throws {@link StorageException}.
     *
     * @return read-only bytes, valid until the next step
     */
    MemorySegment value();

    /**
     * Returns the length of that value.
     *
     * @return bytes
     */
    int valueLength();

    /**
     * Copies that value.
     *
     * @param target array with room for {@link #valueLength()} bytes
     * @param offset where to start
     * @throws StorageException if the value cannot be read
     */
    void copyValue(byte[] target, int offset);

    /**
     * Returns the timestamp of the row that was found.
     *
     * @return as given by the engine or the writer
     */
    long timestamp();

    /**
     * Returns the sequence of the row that was found.
     *
     * @return its place in the tenant's history
     */
    long sequence();

    /** Releases everything that it holds. Closing twice is allowed. */
    @Override
    void close();
}
