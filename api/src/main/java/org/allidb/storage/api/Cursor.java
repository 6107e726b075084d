package org.allidb.storage.api;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Walks over rows without copying them. Sees the state at the moment it was opened, whatever is written meanwhile.
 *
 * <ul>
 *   <li>Used by one thread at a time; must be closed, because it keeps files from being deleted.
 *   <li>Views ({@link #value()}) are valid until the next {@link #next()} or {@link #close()}; copy what is to last.
 *   <li>It keeps what was in memory when it was opened, also after a flush. When cursors keep too much
 *       ({@code memtable.reader_percent}, or the tenant's write buffer quota), the platform ends the oldest: every further
 *       call but {@link #close()} throws {@link QuotaExceededException}. Continue with {@link ScanRequest#resumeAfter}.
 *   <li>A damaged table ends the walk with {@link CorruptionException}; rows that were returned before it are right.
 *   <li>After {@link #close()} everything else throws {@link StoreClosedException}.
 * </ul>
 */
@ProviderType
public interface Cursor extends AutoCloseable {

    /**
     * Goes to the next row.
     *
     * @return whether there is one
     */
    boolean next();

    /**
     * Moves the cursor, forth or back: {@link #next()} then goes to the first row, in the cursor's direction, that is at or behind the
     * given one. Bounds, kinds and limit of the request stay: the limit is that of all rows together. So one cursor walks over
     * many short ranges.
     *
     * @param row where to continue; need not exist
     */
    void seek(RowKey row);

    /**
     * Returns the row's entity.
     *
     * @return a new value
     */
    EntityId entity();

    /**
     * Returns the row's kind.
     *
     * @return the kind
     */
    Kind kind();

    /**
     * Returns the row's qualifier.
     *
     * @return a new value
     */
    Qualifier qualifier();

    /**
     * Copies the bytes of the entity's id, without an allocation.
     *
     * @param target array with room for them
     * @param offset where to start
     * @return how many bytes there are
     */
    int copyEntity(byte[] target, int offset);

    /**
     * Copies the bytes of the row's qualifier, without an allocation: of an edge the relation, a zero byte, and the target's id.
     *
     * @param target array with room for them
     * @param offset where to start
     * @return how many bytes there are
     */
    int copyQualifier(byte[] target, int offset);

    /**
     * Returns the stored value without a copy.
     *
     * <p>They may be mapped memory. If the device fails under it, reading throws {@link InternalError}, possibly later
     * than where they are read. Some routines of the JDK ({@code mismatch}, checksums, {@code asByteBuffer} handed to
     * native code) end the JVM. {@link #copyValue} has neither fault: it throws {@link StorageException}.
     *
     * @return read-only bytes, valid until the next step
     */
    MemorySegment value();

    /**
     * Returns the length of the stored value.
     *
     * @return bytes
     */
    int valueLength();

    /**
     * Copies the stored value, without an allocation.
     *
     * @param target array with room for {@link #valueLength()} bytes
     * @param offset where to start
     * @throws StorageException if the value cannot be read
     */
    void copyValue(byte[] target, int offset);

    /**
     * Returns the row's timestamp.
     *
     * @return as given by the engine or the writer
     */
    long timestamp();

    /**
     * Returns the row's place in the tenant's history.
     *
     * @return its sequence
     */
    long sequence();

    /**
     * Returns the row as a record that lasts.
     *
     * @return a copy
     */
    StoredRow row();

    /**
     * Returns where a later scan can continue after this row.
     *
     * @return a key for {@link ScanRequest#resumeAfter(ResumeKey)}
     */
    ResumeKey resumeKey();

    /** Releases everything that it holds. Closing twice is allowed. */
    @Override
    void close();
}
