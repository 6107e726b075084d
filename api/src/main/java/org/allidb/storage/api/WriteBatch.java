package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Rows and deletions that are written together, all or nothing, also over a crash. Later entries win over earlier ones
 * of the same row. Made by {@link TenantStore#newBatch()} for that tenant; used by one thread at a time; may be cleared
 * and used again after {@link TenantStore#write} or {@link TenantStore#writeAsync}.
 *
 * <p>A batch holds at most {@link #MAX_BYTES}, as one record of the log does. The call that would add more throws an
 * {@link InvalidArgumentException} and leaves the batch as it was. A batch lies in memory as a whole, and once more in the
 * memtable: some MiB are as fast as large ones.
 */
@ProviderType
public interface WriteBatch {

    /** The most bytes of keys, values and what goes with them: 1 GiB. */
    long MAX_BYTES = 1 << 30;

    /**
     * Adds a row.
     *
     * @param row the row
     * @return this
     * @throws InvalidArgumentException if it is too large, the batch is full, or a vector does not have its declared
     *     dimension
     */
    WriteBatch put(Row row);

    /**
     * Adds a plain value.
     *
     * @param entity the entity's id, 1 to 16,384 bytes; copied
     * @param value the value; copied
     * @return this
     * @throws InvalidArgumentException if one of them is too large, the id is empty, or the batch is full
     */
    WriteBatch put(byte[] entity, byte[] value);

    /**
     * Deletes a row, whether it exists or not.
     *
     * @param key the row
     * @return this
     */
    WriteBatch delete(RowKey key);

    /**
     * Deletes a plain value, whether it exists or not.
     *
     * @param entity the entity's id, 1 to 16,384 bytes
     * @return this
     */
    WriteBatch delete(byte[] entity);

    /**
     * Deletes all rows of an entity.
     *
     * @param entity the entity
     * @return this
     */
    WriteBatch deleteEntity(EntityId entity);

    /**
     * Deletes all rows of a range of entities.
     *
     * @param from the first entity, inclusive
     * @param to the last entity, exclusive; the range is empty if it is {@code from}, and nothing is added
     * @return this
     * @throws InvalidArgumentException if {@code to} is before {@code from}
     */
    WriteBatch deleteRange(EntityId from, EntityId to);

    /**
     * Deletes all rows of an entity and of all entities after it.
     *
     * @param from the first entity, inclusive
     * @return this
     */
    WriteBatch deleteFrom(EntityId from);

    /**
     * Returns how many rows and deletions there are.
     *
     * @return at least 0
     */
    int size();

    /**
     * Bytes of keys and values.
     *
     * @return about the size that it takes in the log
     */
    long bytes();

    /** Removes everything. */
    void clear();
}
