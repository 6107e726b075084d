package org.allidb.storage.api;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Rows and deletions that are written together, all or nothing, also over a crash. Later entries win over earlier ones
 * of the same row. Made by {@link TenantStore#newBatch()} for that tenant; used by one thread at a time; may be cleared
 * and used again after {@link TenantStore#write} or {@link TenantStore#writeAsync}.
 *
 * <p><b>Conditions.</b> A batch may be written on condition that rows are as its caller has seen them:
 *
 * <pre>{@code
 * StoredRow seen = store.get(key).orElseThrow();
 * store.write(store.newBatch().put(changed(seen)).onlyIfAt(key, seen.sequence()));
 * }</pre>
 *
 * <ul>
 *   <li>All conditions are decided together, in the place that the batch gets among the tenant's writes. They see everything
 *       that was written before it, and no row or deletion of the batch itself.
 *   <li>If one does not hold, nothing is written, and the write ends with a {@link ConditionFailedException}.
 *   <li>Conditions may be of any rows of the tenant. A batch of conditions alone is a check.
 *   <li>A row that has expired is absent.
 *   <li>A conditional write takes the engine's timestamp. As with any write, a row stays that has a later one of a caller.
 * </ul>
 *
 * <p>A batch holds at most {@link #MAX_BYTES}, as one record of the log does. The call that would add more throws an
 * {@link InvalidArgumentException} and leaves the batch as it was. A batch lies in memory as a whole, and once more in the
 * memtable: some MiB are as fast as large ones.
 */
@ProviderType
public interface WriteBatch {

    /** The most bytes of keys, values and what goes with them: 1 GiB. */
    long MAX_BYTES = 1 << 30;

    /** The most conditions: other writers wait while they are decided. */
    int MAX_CONDITIONS = 10_000;

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
     * Adds a row that expires, whatever the options of the write say.
     *
     * @param row the row
     * @param timeToLive how long it can be read from now on, 1 ms to 1,000,000 days
     * @return this
     * @throws InvalidArgumentException as {@link #put(Row)}, or if the time is not allowed
     */
    WriteBatch put(Row row, Duration timeToLive);

    /**
     * Adds a row that expires at a moment, whatever the options of the write say.
     *
     * @param row the row
     * @param expires until when it can be read, in whole milliseconds from 1970-01-01T00:00:00.001Z to 1,000,000 days from now on; if
     *     that is over, the row deletes the one before it
     * @return this
     * @throws InvalidArgumentException as {@link #put(Row)}, or if the moment is not allowed
     */
    WriteBatch put(Row row, Instant expires);

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
     * Demands that a row does not exist.
     *
     * @param key the row
     * @return this
     * @throws InvalidArgumentException if there are {@link #MAX_CONDITIONS}
     */
    WriteBatch onlyIfAbsent(RowKey key);

    /**
     * Demands that a row exists.
     *
     * @param key the row
     * @return this
     * @throws InvalidArgumentException if there are {@link #MAX_CONDITIONS}
     */
    WriteBatch onlyIfPresent(RowKey key);

    /**
     * Demands that a row exists and was not written since it was read.
     *
     * @param key the row
     * @param sequence what {@link StoredRow#sequence()} was then
     * @return this
     * @throws InvalidArgumentException if it is negative, or there are {@link #MAX_CONDITIONS}
     */
    WriteBatch onlyIfAt(RowKey key, long sequence);

    /**
     * Demands that a row is as a snapshot has it: at the same sequence, or absent as there. A deletion counts as any write
     * does. The snapshot is asked now, and may be closed after this call.
     *
     * @param key the row
     * @param snapshot taken from the same tenant, open
     * @return this
     * @throws InvalidArgumentException if it is of another tenant, or there are {@link #MAX_CONDITIONS}
     * @throws StoreClosedException if the snapshot is closed
     */
    WriteBatch onlyIfUnchanged(RowKey key, Snapshot snapshot);

    /**
     * Returns how many rows and deletions there are; conditions are not counted.
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

    /**
     * Returns the sequence that the last row or deletion got when the batch was written last; those before it have the sequences
     * before. So the row of a batch of one is found at {@link StoredRow#sequence()} of this, until it is written again.
     *
     * @return the sequence, once {@link TenantStore#write} has returned or the stage of {@link TenantStore#writeAsync} is complete;
     *     empty before, after {@link #clear()}, and if nothing was written
     */
    OptionalLong lastSequence();

    /** Removes everything, conditions too. */
    void clear();
}
