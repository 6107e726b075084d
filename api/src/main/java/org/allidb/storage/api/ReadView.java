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

    /**
     * Returns this view with the changes of a batch over it, as if the batch had been written after all that this view shows. So a
     * unit of work reads what it has written before it is written:
     *
     * <pre>{@code
     * WriteBatch batch = store.newBatch();
     * ReadView view = store.snapshot().through(batch);     // or store.through(batch)
     * batch.put(EdgeRow.of(alice, "knows", bob));
     * view.getKind(alice, Kind.EDGE);                      // has the new edge
     * store.write(batch);
     * }</pre>
     *
     * <ul>
     *   <li>Changes that are added to the batch later are seen by the calls that come after them. An open cursor shows the batch as
     *       it was when the cursor was opened.
     *   <li>Rows of the batch have no timestamp and no sequence yet: both are 0.
     *   <li>Times to live of {@link WriteOptions}, a timestamp of the caller's and the batch's conditions are not known or
     *       not looked at: they belong to the write.
     *   <li>The batch keeps its changes a second time, sorted, as long as it is used.
     *   <li>The view has nothing to be closed. It is used by one thread at a time, the one that uses the batch. It
     *       ends with the view below it.
     * </ul>
     *
     * @param batch made by {@link TenantStore#newBatch()} of the same tenant
     * @return a view of both
     * @throws InvalidArgumentException if the batch is of another tenant
     */
    ReadView through(WriteBatch batch);
}
