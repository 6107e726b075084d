package org.allidb.storage.api;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What can be read from a store, which sees every acknowledged write, and from a snapshot, which sees what was visible
 * when it was taken. Thread-safe.
 */
@ProviderType
public interface ReadView {

    /**
     * Returns a row.
     *
     * @param key the row
     * @return the row, or empty if it does not exist, was deleted or has expired
     */
    Optional<StoredRow> get(RowKey key);

    /**
     * Returns a plain value.
     *
     * @param entity the entity's id, 1 to 16,384 bytes
     * @return the value, or empty
     */
    Optional<byte[]> get(byte[] entity);

    /**
     * Returns a plain value.
     *
     * @param entity the entity's id as text
     * @return the value, or empty
     */
    Optional<byte[]> get(String entity);

    /**
     * Returns several rows at once, all from the same moment.
     *
     * @param keys the rows, in any order
     * @return the rows in the order of the keys, empty where there is none
     */
    List<Optional<StoredRow>> getAll(List<RowKey> keys);

    /**
     * Returns all rows of an entity.
     *
     * @param entity the entity
     * @return by kind, then qualifier
     */
    List<StoredRow> getEntity(EntityId entity);

    /**
     * Returns the rows of one kind of an entity.
     *
     * @param entity the entity
     * @param kind the kind
     * @return by qualifier
     */
    List<StoredRow> getKind(EntityId entity, Kind kind);

    /**
     * Walks over rows in order.
     *
     * @param request which rows, and in which direction
     * @return a cursor before the first row; to be closed
     */
    Cursor scan(ScanRequest request);

    /**
     * Finds the vectors that are nearest to a given one, by comparing all of them.
     *
     * @param search which vectors, and how many
     * @return the nearest first
     */
    Neighbours nearest(VectorSearch search);

    /**
     * Reads single rows without allocating.
     *
     * @return a reader; to be closed
     */
    RowReader reader();
}
