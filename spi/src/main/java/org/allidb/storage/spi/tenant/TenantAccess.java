package org.allidb.storage.spi.tenant;

import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.spi.vfs.Vfs;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One open tenant: its file system and its admission. Bound to the tenant's generation: once the tenant is dropped,
 * everything here refuses. Thread-safe; the {@code admit} calls are on every operation's path and cost tens of
 * nanoseconds, without a lock or an allocation, while there is nothing to refuse or to wait for.
 */
@ProviderType
public interface TenantAccess extends AutoCloseable {

    /**
     * The tenant as the catalogue knows it now.
     *
     * @return the current descriptor
     */
    TenantDescriptor descriptor();

    /**
     * The tenant's directory as a file system that cannot be left, counts every byte and refuses to exceed the quota.
     *
     * @return the file system
     */
    Vfs files();

    /**
     * The same for merges, which may use the headroom beyond the quota that {@link TenantOptions#headroomPercent()}
     * grants, because they are how space becomes free again.
     *
     * @return the file system
     */
    Vfs maintenanceFiles();

    /**
     * The same for what has to be written: flushes of rows that were admitted, the manifest, the tenant's own log. It counts,
     * and the quota refuses none of it: a row that is acknowledged must reach a table, a shared log waits for all its
     * tenants, and a tenant that is full must open. What may be written at all is decided by {@link #admitWrite}.
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

    /**
     * Admits a read or refuses it.
     *
     * @param rows rows asked for, as far as known
     * @throws org.allidb.storage.api.QuotaExceededException if a quota is used up
     * @throws org.allidb.storage.api.TenantSuspendedException if the tenant is suspended
     * @throws org.allidb.storage.api.TenantUnknownException if it was dropped
     */
    void admitRead(int rows);

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
     * Tells how much memory the tenant's memtables take; what is not flushed yet counts toward the disk quota, so that
     * a flush finds the space it needs.
     *
     * @param bytes bytes of all its memtables
     */
    void bufferBytes(long bytes);

    /**
     * Figures.
     *
     * @return a snapshot
     */
    TenantUsage usage();

    /** Lets go of the directory. Closing twice is allowed. */
    @Override
    void close();
}
