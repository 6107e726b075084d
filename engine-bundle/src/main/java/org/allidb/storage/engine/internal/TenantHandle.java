package org.allidb.storage.engine.internal;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.ChangeFeed;
import org.allidb.storage.api.CompactionExplanation;
import org.allidb.storage.api.Durability;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.HistoryRecording;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.read.RowCondition;
import org.allidb.storage.engine.internal.read.RowCondition.Demand;
import org.allidb.storage.engine.internal.read.StoreHandle;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.engine.internal.tenant.TenantUse;
import org.allidb.storage.engine.internal.tenant.WriteRequest;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.spi.entry.KeyEncoding;
import org.allidb.storage.spi.replication.ReplicaStore;
import org.jspecify.annotations.Nullable;

/** A handle that writes and reads. */
final class TenantHandle extends StoreHandle implements WriteRules {

    private static final byte[] NO_BOUND = {};

    /** A batch that grew beyond this is not kept: a pool of the largest rows would fill the heap. */
    private static final int POOLED_BYTES = 1 << 20;

    /** Batches for single rows. */
    private static final ReusePool<EncodedBatch> SINGLE = new ReusePool<>(EncodedBatch::new);

    private final TenantLsm lsm;
    private final TenantUse use;

    private LeakWatch.@Nullable Opened origin;

    private TenantHandle(TenantUse use) {
        super(use.tree().reads());
        this.lsm = use.tree();
        this.use = use;
    }

    /**
     * Opens a handle.
     *
     * @param use ends when the handle is closed or forgotten
     * @param leaks watches the handle
     */
    static TenantHandle open(TenantUse use, LeakWatch leaks) {
        TenantHandle handle = new TenantHandle(use);
        handle.origin = leaks.opened(handle, LeakWatch.What.HANDLE, handle.lsm.id(), use::close);
        return handle;
    }

    @Override
    public void put(Row row, WriteOptions options) {
        EncodedBatch batch = single();
        batch.put(row);
        writeSingle(batch, options);
    }

    @Override
    public void put(byte[] entity, byte[] value, WriteOptions options) {
        EncodedBatch batch = single();
        batch.put(entity, value);
        writeSingle(batch, options);
    }

    @Override
    public void put(String entity, byte[] value, WriteOptions options) {
        put(EntityId.of(entity).toByteArray(), value, options);
    }

    @Override
    public void delete(RowKey key, WriteOptions options) {
        EncodedBatch batch = single();
        batch.delete(key);
        writeSingle(batch, options);
    }

    @Override
    public void delete(byte[] entity, WriteOptions options) {
        EncodedBatch batch = single();
        batch.delete(entity);
        writeSingle(batch, options);
    }

    @Override
    public void delete(String entity, WriteOptions options) {
        delete(EntityId.of(entity).toByteArray(), options);
    }

    @Override
    public void deleteEntity(EntityId entity) {
        EncodedBatch batch = single();
        batch.deleteEntity(entity);
        writeSingle(batch, WriteOptions.DEFAULTS);
    }

    @Override
    public void deleteRange(EntityId from, EntityId to) {
        EncodedBatch batch = single();
        batch.deleteRange(from, to);
        writeSingle(batch, WriteOptions.DEFAULTS);
    }

    @Override
    public void deleteFrom(EntityId from) {
        EncodedBatch batch = single();
        batch.deleteFrom(from);
        writeSingle(batch, WriteOptions.DEFAULTS);
    }

    @Override
    public Optional<StoredRow> putIfAbsent(Row row, WriteOptions options) {
        EncodedBatch batch = single();
        batch.put(row);
        return writeSingle(batch, batch.demand(row.key(), Demand.ABSENT, false), options);
    }

    @Override
    public Optional<StoredRow> getAndPut(Row row, WriteOptions options) {
        EncodedBatch batch = single();
        batch.put(row);
        return writeSingle(batch, batch.demand(row.key(), Demand.NOTHING, true), options);
    }

    @Override
    public Optional<StoredRow> getAndDelete(RowKey key, WriteOptions options) {
        EncodedBatch batch = single();
        batch.delete(key);
        return writeSingle(batch, batch.demand(key, Demand.PRESENT, true), options);
    }

    @Override
    public WriteBatch newBatch() {
        return new EncodedBatch(this);
    }

    @Override
    public void write(WriteBatch batch, WriteOptions options) {
        WriteRequest request = request(batch, options);
        if (!lsm.writes().write(request)) {
            throw Objects.requireNonNull(request.conditions()).refusal(id());
        }
    }

    @Override
    public CompletionStage<@Nullable Void> writeAsync(WriteBatch batch, WriteOptions options) {
        return lsm.writes().writeAsync(request(batch, options));
    }

    /** Returns the side of the tenant that a cluster sees. */
    ReplicaStore replica() {
        checkOpen();
        return new ReplicaHandle(this, lsm);
    }

    /** Returns the request to write a batch, checked. */
    WriteRequest request(WriteBatch batch, WriteOptions options) {
        checkOpen();
        if (!(batch instanceof EncodedBatch encoded) || !encoded.isFor(id())) {
            throw new InvalidArgumentException("this batch was not made by newBatch() of tenant '" + id() + "'");
        }
        WriteRequest request = options.timeToLive().isEmpty()
                ? encoded.request()
                : encoded.expiringAt(
                        lsm.reads().nowMillis() + options.timeToLive().get().toMillis());
        Durability durability =
                options.durability().orElse(lsm.configuration().engine().durability());
        request.synced(durability == Durability.SYNC);
        if (options.timestamp().isPresent()) {
            if (request.conditions() != null) {
                throw new InvalidArgumentException(
                        "a write with conditions was given a timestamp; leave it to the engine, or"
                                + " write without conditions");
            }
            request.at(options.timestamp().getAsLong());
        } else {
            request.atEnginesTime();
        }
        return request;
    }

    @Override
    public BulkLoad bulkLoad(BulkLoadOptions options) {
        checkOpen();
        return BulkLoadHandle.open(this, lsm, options);
    }

    @Override
    public ChangeFeed changeFeed() {
        checkOpen();
        return ChangeFeedHandle.open(this, lsm);
    }

    /** Checks that the handle is open, for what was begun with it. */
    void checkUsable() {
        checkOpen();
    }

    @Override
    public void sync() {
        checkOpen();
        lsm.writes().sync();
    }

    @Override
    public Snapshot snapshot() {
        checkOpen();
        return SnapshotView.open(lsm);
    }

    @Override
    public void flush() {
        checkOpen();
        lsm.flush();
    }

    @Override
    public void compact() {
        flush();
        lsm.compactions().compactRange(NO_BOUND, NO_BOUND);
    }

    @Override
    public void compactRange(EntityId from, EntityId to) {
        flush();
        lsm.compactions()
                .compactRange(KeyEncoding.entityStart(from.toByteArray()), KeyEncoding.entityStart(to.toByteArray()));
    }

    @Override
    public void awaitQuiet() {
        flush();
        lsm.awaitQuiet();
    }

    @Override
    public CompactionExplanation explainCompaction() {
        checkOpen();
        return lsm.compactions().explain(lsm.configuration().compaction().enabled());
    }

    @Override
    public HistoryRecording recordHistory() {
        checkOpen();
        return lsm.compactions().record();
    }

    @Override
    public List<TableInfo> tables() {
        checkOpen();
        ReadState state = lsm.reads().acquire();
        try {
            return state.version().tables().stream().map(TableHandle::info).toList();
        } finally {
            state.release();
        }
    }

    @Override
    public TenantStatistics statistics() {
        checkOpen();
        return lsm.statistics();
    }

    @Override
    public long maxRowBytes() {
        long own = lsm.access().descriptor().settings().quota().maxRowBytes();
        return own > 0 ? own : lsm.configuration().tenants().defaultRowBytes();
    }

    @Override
    public long nowMillis() {
        return lsm.reads().nowMillis();
    }

    @Override
    public Map<String, Integer> vectorDimensions() {
        return lsm.access().descriptor().settings().vectorDimensions();
    }

    @Override
    public String owner() {
        return "tenant '" + id() + "'";
    }

    @Override
    public void checkSnapshot(Snapshot snapshot) {
        if (!(snapshot instanceof SnapshotView view) || view.generation() != lsm.generation()) {
            throw new InvalidArgumentException("this snapshot was not taken from " + owner());
        }
    }

    @Override
    protected void release() {
        LeakWatch.closed(origin);
        use.close();
    }

    @Override
    public boolean isOf(TenantId tenant) {
        return id().equals(tenant);
    }

    private EncodedBatch single() {
        EncodedBatch batch = SINGLE.take();
        batch.use(this);
        return batch;
    }

    /** Writes a batch of {@link #single()}. One that fails is not used again: what failed may still read it. */
    private void writeSingle(EncodedBatch batch, WriteOptions options) {
        write(batch, options);
        giveBack(batch);
    }

    /** Writes a batch of {@link #single()} if its condition holds; returns the row that the condition has kept. */
    private Optional<StoredRow> writeSingle(EncodedBatch batch, RowCondition condition, WriteOptions options) {
        lsm.writes().write(request(batch, options));
        giveBack(batch);
        return condition.row();
    }

    private static void giveBack(EncodedBatch batch) {
        batch.letGo();
        if (batch.entries().bytes().length <= POOLED_BYTES) {
            SINGLE.give(batch);
        }
    }
}
