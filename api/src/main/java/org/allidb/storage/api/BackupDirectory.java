package org.allidb.storage.api;

import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A directory of backups. Tables never change, so a backup holds only what the ones before it do not. On the same
 * device these are hard links, which cost neither time nor space; elsewhere they are copies. Every table is read and
 * verified as it comes in. Made while writes go on: a backup has everything that was acknowledged when {@link #create}
 * was called, each tenant as of one moment. One process at a time has a backup directory open.
 *
 * <p>Thread-safe. Backups are made and deleted one at a time, in no particular order. {@link #list} waits for nothing.
 * {@link #verify} and {@link #restore} run beside them and beside each other; a delete waits for those that read its
 * backup. An interrupt ends a wait and, at the next block, a backup or a check.
 *
 * <p>A backup by hard links shares its bytes with the data directory: it outlives a dropped tenant or a mistaken delete,
 * but not the device. Use another device for that.
 *
 * <p>Errors of all methods: {@link StoreClosedException} after the directory or the platform was closed,
 * {@link InvalidArgumentException} for a backup or tenant that there is none of, {@link CorruptionException} and
 * {@link StorageIoException} for what the disk does. A backup that fails leaves the ones before it as they were.
 */
@ProviderType
public interface BackupDirectory extends AutoCloseable {

    /**
     * Backs up all tenants of the platform, suspended ones too.
     *
     * @return what the backup holds
     */
    BackupInfo create();

    /**
     * Backs up some tenants.
     *
     * @param tenants their ids
     * @return what the backup holds
     * @throws TenantUnknownException if there is none of an id
     */
    BackupInfo create(Collection<TenantId> tenants);

    /**
     * Returns the backups.
     *
     * @return oldest first
     */
    List<BackupInfo> list();

    /**
     * Reads every byte of a backup and checks it.
     *
     * @param number the backup
     * @throws CorruptionException at the first damage
     */
    void verify(long number);

    /**
     * Makes a tenant of what a backup holds of one. Rows, deletes, timestamps and settings are as they were; all tables
     * are merged into one, and every byte read is checked. The new tenant is suspended until it is complete.
     *
     * @param number the backup
     * @param tenant the tenant in the backup
     * @param as the id of the new tenant; must be free in the platform
     * @throws TenantExistsException if there is a tenant of that id; drop it first, or choose another id
     */
    void restore(long number, TenantId tenant, TenantId as);

    /**
     * Deletes a backup, and the tables that only it needs.
     *
     * @param number the backup
     */
    void delete(long number);

    /**
     * Ends what is under way, whose callers get a {@link StoreClosedException}, and gives the directory back. A backup that
     * was not complete leaves nothing, a restore leaves no tenant. Waits for the operations under way, at most
     * {@code engine.drain_timeout_ms}; one that has not ended by then can change nothing in the directory any more. Closing
     * twice is allowed.
     */
    @Override
    void close();
}
