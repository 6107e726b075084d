package org.allidb.storage.api;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The store of one tenant: a handle bound to that tenant and its generation. Thread-safe; one handle serves the whole
 * application. Write methods return when the write is acknowledged: visible to every later read, and as durable as
 * asked for.
 *
 * <p>Errors of all methods: {@link StoreClosedException} after the handle or the platform was closed,
 * {@link TenantUnknownException} after the tenant was dropped, {@link TenantSuspendedException} while it is suspended,
 * {@link QuotaExceededException} and {@link InvalidArgumentException} before anything is changed,
 * {@link CorruptionException} and {@link StorageIoException} for what the disk does.
 */
@ProviderType
public interface TenantStore extends ReadView, AutoCloseable {

    /**
     * Returns whose store it is.
     *
     * @return the tenant's id
     */
    TenantId id();

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
     */
    void write(WriteBatch batch);

    /**
     * Writes a batch, all or nothing.
     *
     * @param batch made by {@link #newBatch()}
     * @param options how
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

    /**
     * Begins a bulk load: many rows go straight into tables, past the log and the memtables. A tenant has one at a time.
     *
     * @param options the order of the rows, and how they are written
     * @return the load; to be closed
     * @throws InvalidArgumentException if a load of the tenant is under way, or the timestamp is refused as that of a write
     */
    BulkLoad bulkLoad(BulkLoadOptions options);

    /**
     * Makes every acknowledged write durable that is not yet: buffered ones too, and also with {@code wal.fsync: false}.
     */
    void sync();

    /**
     * Takes a snapshot.
     *
     * @return the snapshot; to be closed
     */
    Snapshot snapshot();

    /** Writes the memtables out as tables and waits for it. */
    void flush();

    /** Flushes, merges all tables into one and waits for it. */
    void compact();

    /**
     * Flushes, merges the tables that hold rows of a range of entities and waits for it.
     *
     * @param from the first entity, inclusive
     * @param to the last entity, exclusive
     */
    void compactRange(EntityId from, EntityId to);

    /**
     * Waits until no flush or compaction is running or due. A tenant for which a thread waits counts as idle: what is merged in
     * idle time is due too.
     */
    void awaitQuiet();

    /**
     * Asks the compaction strategy what it would do now, and why. Changes nothing; waits for ten seconds at most.
     *
     * @return its answer
     * @throws ReadOnlyException if the platform is open for reading only
     */
    CompactionExplanation explainCompaction();

    /**
     * Begins to record what flushes write. Tenants without a handle are closed when they are idle, and their recordings end then: keep
     * this handle.
     *
     * @return the recording, to be closed
     * @throws ReadOnlyException if the platform is open for reading only
     */
    HistoryRecording recordHistory();

    /**
     * Returns the tables on disk.
     *
     * @return oldest first
     */
    List<TableInfo> tables();

    /**
     * Figures.
     *
     * @return a snapshot of the counters
     */
    TenantStatistics statistics();

    /** Gives the handle back; the tenant itself stays open for others. Closing twice is allowed. */
    @Override
    void close();
}
