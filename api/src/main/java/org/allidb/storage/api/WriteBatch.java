package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Rows and deletions that are written together, all or nothing, also over a crash. Later entries win over earlier ones
 * of the same row. Made by {@link TenantStore#newBatch()} for that tenant; used by one thread at a time; may be cleared
 * and used again after {@link TenantStore#write}.
 */
@ProviderType
public interface WriteBatch {

    /**
     * Adds a row.
     *
     * @param row the row
     * @return this
     * @throws InvalidArgumentException if it is too large, or a vector does not have its declared dimension
     */
    WriteBatch put(Row row);

    /**
     * Adds a plain value.
     *
     * @param entity the entity's id, 1 to 16,384 bytes; copied
     * @param value the value; copied
     * @return this
     * @throws InvalidArgumentException if one of them is too large, or the id is empty
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
     * @param to the last entity, exclusive; after {@code from}
     * @return this
     * @throws InvalidArgumentException if {@code to} is not after {@code from}
     */
    WriteBatch deleteRange(EntityId from, EntityId to);

    /**
     * How many rows and deletions there are.
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
