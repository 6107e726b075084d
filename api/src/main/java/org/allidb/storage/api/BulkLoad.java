package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A load of many rows into one tenant, begun by {@link TenantStore#bulkLoad}. Its rows go straight into tables, past the
 * log and the memtables.
 *
 * {@snippet :
 * try (BulkLoad load = store.bulkLoad(BulkLoadOptions.SORTED)) {
 *     for (Row row : rows) {
 *         load.add(row);
 *     }
 *     load.finish();
 * }
 * }
 *
 * <ul>
 *   <li><b>All or nothing.</b> No row is visible before {@link #finish}. When it returns, all rows are visible and on stable
 *       storage, and so is every write that was acknowledged before. After a crash there are all rows or none.
 *   <li><b>Moment.</b> The rows count as written when the load was begun, unless the options have a timestamp. Rows that were
 *       written before lose. Rows and deletions that are written while the load is under way win.
 *   <li><b>Snapshots.</b> A snapshot or cursor that was opened before {@link #finish} shows none of the rows.
 *   <li><b>Duplicates.</b> Of several rows with the same identity in one load, the one that was added last wins.
 *   <li><b>Quotas.</b> The rows are admitted as those of a write. The bytes of the tables count as they are written, and are
 *       given back if the load is not finished.
 *   <li><b>Other calls.</b> Reads and writes go on. Writers of the tenant wait while the tables are installed: for one sync
 *       of the log and one of the manifest. Tombstones that are newer than the load are not dropped before its end.
 *   <li><b>Threads.</b> Used by one thread at a time.
 * </ul>
 *
 * <p>Errors are those of {@link TenantStore}. A call that throws an {@link InvalidArgumentException},
 * {@link TenantSuspendedException} or, before anything was written, a {@link QuotaExceededException} leaves the load as it was
 * before the row. After another error it can only be closed, and has loaded nothing.
 */
@ProviderType
public interface BulkLoad extends AutoCloseable {

    /**
     * Adds a row.
     *
     * @param row the row
     * @return this
     * @throws InvalidArgumentException if it is out of order, too large, or a vector that does not have its declared dimension
     */
    BulkLoad add(Row row);

    /**
     * Adds a plain value.
     *
     * @param entity the entity's id, 1 to 16,384 bytes; copied
     * @param value the value; copied
     * @return this
     * @throws InvalidArgumentException if it is out of order or too large, or the id is empty
     */
    BulkLoad add(byte[] entity, byte[] value);

    /**
     * Returns how many rows were added, those with the same identity included.
     *
     * @return at least 0
     */
    long rows();

    /**
     * Makes all rows visible and durable. To be called once; a load without rows changes nothing.
     *
     * @throws StorageIoException if the tables cannot be written or installed. Nothing is visible then; as with a write that
     *     failed, a crash right after may still bring all rows
     */
    void finish();

    /** Ends the load. One that was not finished leaves nothing. Closing twice is allowed. */
    @Override
    void close();
}
