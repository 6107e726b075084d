package org.allidb.storage.api;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What can be written to a tenant's store. Methods return when the write is acknowledged: visible to every later read, and
 * as durable as asked for. Thread-safe.
 *
 * <p>Errors of all methods: those of {@link TenantStore}.
 */
@ProviderType
public interface TenantWriter {

    /**
     * Writes a row, replacing the one of the same identity.
     *
     * @param row the row
     */
    void put(Row row);

    /**
     * Writes a row.
     *
     * @param row the row
     * @param options how
     */
    void put(Row row, WriteOptions options);

    /**
     * Writes a plain value.
     *
     * @param entity the entity's id, 1 to 16,384 bytes
     * @param value the value
     */
    void put(byte[] entity, byte[] value);

    /**
     * Writes a plain value.
     *
     * @param entity the entity's id, 1 to 16,384 bytes
     * @param value the value
     * @param options how
     */
    void put(byte[] entity, byte[] value, WriteOptions options);

    /**
     * Writes a plain value.
     *
     * @param entity the entity's id as text
     * @param value the value
     */
    void put(String entity, byte[] value);

    /**
     * Writes a plain value.
     *
     * @param entity the entity's id as text
     * @param value the value
     * @param options how
     */
    void put(String entity, byte[] value, WriteOptions options);

    /**
     * Deletes a row, whether it exists or not.
     *
     * @param key the row
     */
    void delete(RowKey key);

    /**
     * Deletes a row, whether it exists or not.
     *
     * @param key the row
     * @param options how
     */
    void delete(RowKey key, WriteOptions options);

    /**
     * Deletes a plain value, whether it exists or not.
     *
     * @param entity the entity's id, 1 to 16,384 bytes
     */
    void delete(byte[] entity);

    /**
     * Deletes a plain value, whether it exists or not.
     *
     * @param entity the entity's id, 1 to 16,384 bytes
     * @param options how
     */
    void delete(byte[] entity, WriteOptions options);

    /**
     * Deletes a plain value, whether it exists or not.
     *
     * @param entity the entity's id as text
     */
    void delete(String entity);

    /**
     * Deletes a plain value, whether it exists or not.
     *
     * @param entity the entity's id as text
     * @param options how
     */
    void delete(String entity, WriteOptions options);

    /**
     * Writes a plain value unless there is one, decided in one step with the write.
     *
     * @param entity the entity's id, 1 to 16,384 bytes
     * @param value the value
     * @return the value that is there, and stays; empty if this one was written
     */
    Optional<byte[]> putIfAbsent(byte[] entity, byte[] value);

    /**
     * Writes a plain value unless there is one, decided in one step with the write.
     *
     * @param entity the entity's id, 1 to 16,384 bytes
     * @param value the value
     * @param options how; without a timestamp
     * @return the value that is there, and stays; empty if this one was written
     */
    Optional<byte[]> putIfAbsent(byte[] entity, byte[] value, WriteOptions options);

    /**
     * Writes a row unless there is one of the same identity, decided in one step with the write.
     *
     * @param row the row
     * @return the row that is there, and stays; empty if this one was written
     */
    Optional<StoredRow> putIfAbsent(Row row);

    /**
     * Writes a row unless there is one of the same identity, decided in one step with the write.
     *
     * @param row the row
     * @param options how; without a timestamp
     * @return the row that is there, and stays; empty if this one was written
     */
    Optional<StoredRow> putIfAbsent(Row row, WriteOptions options);

    /**
     * Writes a plain value, and returns the one that it replaces, in one step.
     *
     * @param entity the entity's id, 1 to 16,384 bytes
     * @param value the value
     * @return the value before it; empty if there was none
     */
    Optional<byte[]> getAndPut(byte[] entity, byte[] value);

    /**
     * Writes a plain value, and returns the one that it replaces, in one step.
     *
     * @param entity the entity's id, 1 to 16,384 bytes
     * @param value the value
     * @param options how; without a timestamp
     * @return the value before it; empty if there was none
     */
    Optional<byte[]> getAndPut(byte[] entity, byte[] value, WriteOptions options);

    /**
     * Writes a row, and returns the one that it replaces, in one step.
     *
     * @param row the row
     * @return the row before it; empty if there was none
     */
    Optional<StoredRow> getAndPut(Row row);

    /**
     * Writes a row, and returns the one that it replaces, in one step.
     *
     * @param row the row
     * @param options how; without a timestamp
     * @return the row before it; empty if there was none
     */
    Optional<StoredRow> getAndPut(Row row, WriteOptions options);

    /**
     * Deletes a plain value, and returns it, in one step. Writes nothing if there is none.
     *
     * @param entity the entity's id, 1 to 16,384 bytes
     * @return the value; empty if there was none
     */
    Optional<byte[]> getAndDelete(byte[] entity);

    /**
     * Deletes a plain value, and returns it, in one step. Writes nothing if there is none.
     *
     * @param entity the entity's id, 1 to 16,384 bytes
     * @param options how; without a timestamp
     * @return the value; empty if there was none
     */
    Optional<byte[]> getAndDelete(byte[] entity, WriteOptions options);

    /**
     * Deletes a row, and returns it, in one step. Writes nothing if there is none.
     *
     * @param key the row
     * @return the row; empty if there was none
     */
    Optional<StoredRow> getAndDelete(RowKey key);

    /**
     * Deletes a row, and returns it, in one step. Writes nothing if there is none.
     *
     * @param key the row
     * @param options how; without a timestamp
     * @return the row; empty if there was none
     */
    Optional<StoredRow> getAndDelete(RowKey key, WriteOptions options);

    /**
     * Deletes all rows of an entity.
     *
     * @param entity the entity
     */
    void deleteEntity(EntityId entity);

    /**
     * Deletes all rows of a range of entities.
     *
     * @param from the first entity, inclusive
     * @param to the last entity, exclusive; the range is empty if it is {@code from}, and nothing is deleted
     * @throws InvalidArgumentException if {@code to} is before {@code from}
     */
    void deleteRange(EntityId from, EntityId to);

    /**
     * Deletes all rows of an entity and of all entities after it.
     *
     * @param from the first entity, inclusive
     */
    void deleteFrom(EntityId from);

    /**
     * Returns an empty batch for this tenant.
     *
     * @return the batch
     */
    WriteBatch newBatch();

    /**
     * Writes a batch, all or nothing.
     *
     * @param batch made by {@link #newBatch()}
     * @throws ConditionFailedException if a condition of the batch does not hold
     */
    void write(WriteBatch batch);

    /**
     * Writes a batch, all or nothing.
     *
     * @param batch made by {@link #newBatch()}
     * @param options how
     * @throws ConditionFailedException if a condition of the batch does not hold
     * @throws InvalidArgumentException if a batch with conditions is given a timestamp
     */
    void write(WriteBatch batch, WriteOptions options);

    /**
     * Writes a batch with the default options, and holds no thread until it is durable; see
     * {@link #writeAsync(WriteBatch, WriteOptions)}.
     *
     * @param batch made by {@link #newBatch()}
     * @return completes when the write is acknowledged
     */
    CompletionStage<@Nullable Void> writeAsync(WriteBatch batch);

    /**
     * Writes a batch, all or nothing, and holds no thread until it is durable. The call returns when the batch is in the
     * log and in memory. The stage completes when the write is acknowledged, as {@link #write(WriteBatch, WriteOptions)}
     * returns then.
     *
     * <ul>
     *   <li><b>Order.</b> Writes of one thread to one tenant become visible in the order of its calls, synchronous ones
     *       included. Stages may complete in any order.
     *   <li><b>Threads.</b> A stage is completed by a thread that holds no lock and syncs no log. So an action that
     *       follows it may block, throw or write, and delays no other stage. One that computes for long belongs on an
     *       executor of the caller: {@link CompletionStage#thenApplyAsync}.
     *   <li><b>Waiting.</b> The call waits as {@code write} does while flushes or merges are behind. It also waits while
     *       the tenant has {@code engine.max_in_flight_mb} of such writes under way. Both waits end after
     *       {@code engine.stall_timeout_ms}, with a {@link StalledException} of the stage.
     *   <li><b>Errors.</b> What {@code write} throws completes the stage exceptionally. If a sync fails, that is the error
     *       of all stages that waited for it. This call itself throws no more than what is named below.
     *   <li><b>End.</b> Each stage completes, also when the store, the tenant or the platform is closed or dropped
     *       meanwhile. To cancel a stage takes nothing back.
     * </ul>
     *
     * @param batch made by {@link #newBatch()}; may be cleared and used again when the call returns
     * @param options how; with {@link Durability#BUFFERED} the stage is complete when the call returns
     * @return completes when the write is acknowledged
     * @throws InvalidArgumentException if the batch was not made for this tenant
     * @throws StoreClosedException if this handle was closed before
     */
    CompletionStage<@Nullable Void> writeAsync(WriteBatch batch, WriteOptions options);
}
