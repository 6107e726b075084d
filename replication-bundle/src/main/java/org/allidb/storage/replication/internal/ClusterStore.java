package org.allidb.storage.replication.internal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.ChangeFeed;
import org.allidb.storage.api.CompactionExplanation;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.HistoryRecording;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.TooLargeException;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.spi.replication.Consensus;
import org.allidb.storage.spi.replication.ProposedWrite;
import org.allidb.storage.spi.replication.ReplicaStore;
import org.jspecify.annotations.Nullable;

/** A tenant of a cluster: writes go to the shard's log, reads are made on this node. Thread-safe. */
final class ClusterStore extends GatedView implements TenantStore {

    /** An entry has to hold the write, and say whose it is. */
    private static final int MOST_BYTES = Consensus.MAX_ENTRY_BYTES - 1_024;

    private final TenantStore local;
    private final ReplicaStore replica;
    private final Shard shard;

    /**
     * Creates a store.
     *
     * @param local the tenant on this node; closed with this
     * @param replica the same, as the cluster sees it
     * @param shard the tenant's shard
     */
    ClusterStore(TenantStore local, ReplicaStore replica, Shard shard) {
        super(local, shard.gate());
        this.local = local;
        this.replica = replica;
        this.shard = shard;
    }

    @Override
    public TenantId id() {
        return local.id();
    }

    @Override
    public void put(Row row) {
        put(row, WriteOptions.DEFAULTS);
    }

    @Override
    public void put(Row row, WriteOptions options) {
        write(newBatch().put(row), options);
    }

    @Override
    public void put(byte[] entity, byte[] value) {
        put(entity, value, WriteOptions.DEFAULTS);
    }

    @Override
    public void put(byte[] entity, byte[] value, WriteOptions options) {
        write(newBatch().put(entity, value), options);
    }

    @Override
    public void put(String entity, byte[] value) {
        put(entity, value, WriteOptions.DEFAULTS);
    }

    @Override
    public void put(String entity, byte[] value, WriteOptions options) {
        put(EntityId.of(entity).toByteArray(), value, options);
    }

    @Override
    public void delete(RowKey key) {
        delete(key, WriteOptions.DEFAULTS);
    }

    @Override
    public void delete(RowKey key, WriteOptions options) {
        write(newBatch().delete(key), options);
    }

    @Override
    public void delete(byte[] entity) {
        delete(entity, WriteOptions.DEFAULTS);
    }

    @Override
    public void delete(byte[] entity, WriteOptions options) {
        write(newBatch().delete(entity), options);
    }

    @Override
    public void delete(String entity) {
        delete(entity, WriteOptions.DEFAULTS);
    }

    @Override
    public void delete(String entity, WriteOptions options) {
        delete(EntityId.of(entity).toByteArray(), options);
    }

    @Override
    public Optional<byte[]> putIfAbsent(byte[] entity, byte[] value) {
        return putIfAbsent(entity, value, WriteOptions.DEFAULTS);
    }

    @Override
    public Optional<byte[]> putIfAbsent(byte[] entity, byte[] value, WriteOptions options) {
        return value(putIfAbsent(row(entity, value), options));
    }

    @Override
    public Optional<StoredRow> putIfAbsent(Row row) {
        return putIfAbsent(row, WriteOptions.DEFAULTS);
    }

    @Override
    public Optional<StoredRow> putIfAbsent(Row row, WriteOptions options) {
        return run(replica.proposePutIfAbsent(row, options));
    }

    @Override
    public Optional<byte[]> getAndPut(byte[] entity, byte[] value) {
        return getAndPut(entity, value, WriteOptions.DEFAULTS);
    }

    @Override
    public Optional<byte[]> getAndPut(byte[] entity, byte[] value, WriteOptions options) {
        return value(getAndPut(row(entity, value), options));
    }

    @Override
    public Optional<StoredRow> getAndPut(Row row) {
        return getAndPut(row, WriteOptions.DEFAULTS);
    }

    @Override
    public Optional<StoredRow> getAndPut(Row row, WriteOptions options) {
        return run(replica.proposeGetAndPut(row, options));
    }

    @Override
    public Optional<byte[]> getAndDelete(byte[] entity) {
        return getAndDelete(entity, WriteOptions.DEFAULTS);
    }

    @Override
    public Optional<byte[]> getAndDelete(byte[] entity, WriteOptions options) {
        return value(getAndDelete(RowKey.of(EntityId.of(entity), Kind.VALUE, Qualifier.NONE), options));
    }

    @Override
    public Optional<StoredRow> getAndDelete(RowKey key) {
        return getAndDelete(key, WriteOptions.DEFAULTS);
    }

    @Override
    public Optional<StoredRow> getAndDelete(RowKey key, WriteOptions options) {
        return run(replica.proposeGetAndDelete(key, options));
    }

    @Override
    public void deleteEntity(EntityId entity) {
        write(newBatch().deleteEntity(entity));
    }

    @Override
    public void deleteRange(EntityId from, EntityId to) {
        write(newBatch().deleteRange(from, to));
    }

    @Override
    public void deleteFrom(EntityId from) {
        write(newBatch().deleteFrom(from));
    }

    @Override
    public WriteBatch newBatch() {
        return local.newBatch();
    }

    @Override
    public void write(WriteBatch batch) {
        write(batch, WriteOptions.DEFAULTS);
    }

    @Override
    public void write(WriteBatch batch, WriteOptions options) {
        run(replica.propose(batch, options));
    }

    @Override
    public CompletionStage<@Nullable Void> writeAsync(WriteBatch batch) {
        return writeAsync(batch, WriteOptions.DEFAULTS);
    }

    @Override
    public CompletionStage<@Nullable Void> writeAsync(WriteBatch batch, WriteOptions options) {
        try {
            ProposedWrite write = replica.propose(batch, options);
            CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
            var _ = shard.packer().submit(admitted(write)).whenComplete((answer, failure) -> {
                try {
                    if (answer == null) {
                        done.completeExceptionally(Retries.cause(failure));
                    } else {
                        finish(write, answer);
                        done.complete(null);
                    }
                } catch (StorageException e) {
                    done.completeExceptionally(e);
                }
            });
            return done;
        } catch (StorageException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Optional<StoredRow> run(ProposedWrite write) {
        return finish(write, shard.run(admitted(write)));
    }

    private Command admitted(ProposedWrite write) {
        byte[] encoded = write.encoded();
        if (encoded.length > MOST_BYTES) {
            throw new TooLargeException("a write of tenant '" + id() + "' has " + encoded.length
                    + " bytes, and one in a cluster may have " + MOST_BYTES + "; write in parts");
        }
        replica.admit(write);
        return new Command(Command.Kind.WRITE, id(), replica.foundedAt(), encoded);
    }

    private Optional<StoredRow> finish(ProposedWrite write, Answer answer) {
        if (answer.status() == Answer.Status.UNKNOWN_TENANT) {
            throw new TenantUnknownException(
                    id(), "tenant '" + id() + "' was dropped; open it again if it was created again");
        }
        if (shard.gate().isLocal()) {
            // who writes here reads it here
            shard.machine().applied().await(answer.position(), shard.retries().patienceMillis());
        }
        return write.finish(answer.payload());
    }

    private static Row row(byte[] entity, byte[] value) {
        return ValueRow.of(EntityId.of(entity), value);
    }

    private static Optional<byte[]> value(Optional<StoredRow> row) {
        return row.map(found -> found.row().encodedValue());
    }

    @Override
    public BulkLoad bulkLoad(BulkLoadOptions options) {
        throw new InvalidArgumentException(
                "a cluster has no bulk loads yet; write batches, or load before the cluster is begun");
    }

    @Override
    public void sync() {
        // what was acknowledged is on stable storage of a majority
        gate().await();
    }

    @Override
    public Snapshot snapshot() {
        return gate().read(local::snapshot, Snapshot::close);
    }

    @Override
    public ChangeFeed changeFeed() {
        return local.changeFeed();
    }

    @Override
    public void flush() {
        local.flush();
    }

    @Override
    public void compact() {
        local.compact();
    }

    @Override
    public void compactRange(EntityId from, EntityId to) {
        local.compactRange(from, to);
    }

    @Override
    public void awaitQuiet() {
        local.awaitQuiet();
    }

    @Override
    public CompactionExplanation explainCompaction() {
        return local.explainCompaction();
    }

    @Override
    public HistoryRecording recordHistory() {
        return local.recordHistory();
    }

    @Override
    public List<TableInfo> tables() {
        return local.tables();
    }

    @Override
    public long estimateRows(ScanRequest request) {
        return local.estimateRows(request);
    }

    @Override
    public TenantStatistics statistics() {
        return local.statistics();
    }

    @Override
    public void close() {
        local.close();
    }
}
