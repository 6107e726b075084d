package org.allidb.storage.spi.tenant;

import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.spi.vfs.Vfs;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The access to one open tenant: its file systems, and the admission of its operations.
 *
 * <ul>
 *   <li>Bound to the tenant's generation: once the tenant is dropped, every call is refused.
 *   <li>Thread-safe.
 *   <li>Each operation calls {@code admit}: that takes tens of nanoseconds, no lock and no allocation, if the operation is
 *       neither refused nor delayed.
 * </ul>
 */
@ProviderType
public interface TenantAccess extends AutoCloseable {

    /**
     * Returns the tenant as the catalogue knows it now.
     *
     * @return the current descriptor
     */
    TenantDescriptor descriptor();

    /**
     * Returns the tenant's directory as a file system that counts every byte, refuses to exceed the quota and leads nowhere else.
     *
     * @return the file system
     */
    Vfs files();

    /**
     * Returns the file system of merges. They may use the headroom beyond what deletes may take that
     * {@link TenantOptions#headroomPercent()} grants, because they free space.
     *
     * @return the file system
     */
    Vfs maintenanceFiles();

    /**
     * Returns the file system of what must be written: flushes of admitted rows, the manifest, the tenant's own log. It counts
     * every byte, and the quota refuses none.
     *
     * <ul>
     *   <li>An acknowledged row must reach a table.
     *   <li>A shared log waits for all its tenants.
     *   <li>A tenant that is full must open.
     * </ul>
     *
     * <p>{@link #admitWrite} decides what may be written at all.
     *
     * @return the file system
     */
    Vfs admittedFiles();

    /**
     * Admits a write or refuses it.
     *
     * @param rows rows and tombstones in it
     * @param bytes bytes of their keys and values
     * @param inserts whether it adds rows; one that only deletes is admitted longer
     * @throws org.allidb.storage.api.QuotaExceededException if a quota is used up; names limit and usage
     * @throws org.allidb.storage.api.TenantSuspendedException if the tenant is suspended
     * @throws org.allidb.storage.api.TenantUnknownException if it was dropped
     */
    void admitWrite(int rows, long bytes, boolean inserts);

    /** {@return whether inserts are refused because the disk quota is used up} */
    boolean isFull();

    /**
     * Checks that the tenant takes writes at all, before one that takes long is begun or completed. No quota is looked at.
     *
     * @throws org.allidb.storage.api.TenantSuspendedException if the tenant is suspended, in any mode
     * @throws org.allidb.storage.api.TenantUnknownException if it was dropped
     */
    void checkTakesWrites();

    /**
     * Admits a read or refuses it.
     *
     * @param rows rows asked for, as far as known
     * @throws org.allidb.storage.api.QuotaExceededException if a quota is used up; one of 0 rows is not refused for that
     * @throws org.allidb.storage.api.TenantSuspendedException if the tenant is suspended in the mode
     *     {@link org.allidb.storage.api.Suspension.Mode#CLOSED CLOSED}
     * @throws org.allidb.storage.api.TenantUnknownException if it was dropped
     */
    void admitRead(int rows);

    /**
     * Admits the next row of a read that was admitted, or refuses it: waits until the bytes that were read before are done at their rate.
     *
     * @throws org.allidb.storage.api.QuotaExceededException if the wait would be too long
     */
    void admitBytesRead();

    /** {@return whether there is a rate of bytes read, so that they are to be counted} */
    boolean countsBytesRead();

    /**
     * Counts bytes that were read against their rate. Waits for nothing: the next read does.
     *
     * @param bytes bytes of keys and values
     */
    void bytesRead(long bytes);

    /**
     * Counts an open cursor; {@link #cursorClosed()} follows.
     *
     * @throws org.allidb.storage.api.QuotaExceededException if there are too many
     */
    void cursorOpened();

    /** Counts a cursor that was closed. */
    void cursorClosed();

    /**
     * Counts a live snapshot; {@link #snapshotClosed()} follows.
     *
     * @throws org.allidb.storage.api.QuotaExceededException if there are too many
     */
    void snapshotOpened();

    /** Counts a snapshot that was closed. */
    void snapshotClosed();

    /**
     * Sets the memory that the tenant's memtables take. Rows that are not flushed yet count for the disk quota, so that a
     * flush finds the space that it needs.
     *
     * @param bytes bytes of all its memtables
     */
    void bufferBytes(long bytes);

    /**
     * Returns the figures of the tenant.
     *
     * @return a snapshot
     */
    TenantUsage usage();

    /** Releases the directory. Closing twice is allowed. */
    @Override
    void close();
}
