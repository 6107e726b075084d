package org.allidb.storage.engine.internal.reading;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.ChangeFeed;
import org.allidb.storage.api.CompactionExplanation;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.HistoryRecording;
import org.allidb.storage.api.ReadOnlyException;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.engine.internal.read.StoreHandle;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.jspecify.annotations.Nullable;

/** A handle that reads the tenant as of its opening, and refuses every change. */
final class ReadOnlyStore extends StoreHandle {

    private final ReadTenant tenant;
    private final Runnable onClose;

    ReadOnlyStore(ReadTenant tenant, Runnable onClose) {
        super(tenant);
        this.tenant = tenant;
        this.onClose = onClose;
    }

    @Override
    public Snapshot snapshot() {
        checkOpen();
        tenant.checkUsable();
        return new ReadOnlySnapshot(tenant);
    }

    @Override
    public List<TableInfo> tables() {
        checkOpen();
        tenant.checkUsable();
        return tenant.tables().stream().map(TableHandle::info).toList();
    }

    @Override
    public TenantStatistics statistics() {
        checkOpen();
        return tenant.statistics();
    }

    @Override
    protected void release() {
        tenant.close();
        onClose.run();
    }

    @Override
    public void put(Row row, WriteOptions options) {
        throw refused("a put");
    }

    @Override
    public void put(byte[] entity, byte[] value, WriteOptions options) {
        throw refused("a put");
    }

    @Override
    public void put(String entity, byte[] value, WriteOptions options) {
        throw refused("a put");
    }

    @Override
    public void delete(RowKey key, WriteOptions options) {
        throw refused("a delete");
    }

    @Override
    public void delete(byte[] entity, WriteOptions options) {
        throw refused("a delete");
    }

    @Override
    public void delete(String entity, WriteOptions options) {
        throw refused("a delete");
    }

    @Override
    public Optional<StoredRow> putIfAbsent(Row row, WriteOptions options) {
        throw refused("a put");
    }

    @Override
    public Optional<StoredRow> getAndPut(Row row, WriteOptions options) {
        throw refused("a put");
    }

    @Override
    public Optional<StoredRow> getAndDelete(RowKey key, WriteOptions options) {
        throw refused("a delete");
    }

    @Override
    public void deleteEntity(EntityId entity) {
        throw refused("a delete");
    }

    @Override
    public void deleteRange(EntityId from, EntityId to) {
        throw refused("a delete");
    }

    @Override
    public void deleteFrom(EntityId from) {
        throw refused("a delete");
    }

    @Override
    public WriteBatch newBatch() {
        throw refused("a batch");
    }

    @Override
    public void write(WriteBatch batch, WriteOptions options) {
        throw refused("a batch");
    }

    @Override
    public CompletionStage<@Nullable Void> writeAsync(WriteBatch batch, WriteOptions options) {
        throw refused("a batch");
    }

    @Override
    public BulkLoad bulkLoad(BulkLoadOptions options) {
        throw refused("a bulk load");
    }

    @Override
    public ChangeFeed changeFeed() {
        throw refused("a change feed");
    }

    @Override
    public void sync() {
        throw refused("a sync");
    }

    @Override
    public void flush() {
        throw refused("a flush");
    }

    @Override
    public void compact() {
        throw refused("a compaction");
    }

    @Override
    public void compactRange(EntityId from, EntityId to) {
        throw refused("a compaction");
    }

    @Override
    public CompactionExplanation explainCompaction() {
        throw refused("an explanation of a compaction, of which there is none,");
    }

    @Override
    public HistoryRecording recordHistory() {
        throw refused("a recording of flushes, of which there is none,");
    }

    @Override
    public void awaitQuiet() {
        // nothing is running
        checkOpen();
    }

    private ReadOnlyException refused(String what) {
        return new ReadOnlyException("tenant '" + id() + "' is open for reading only, so " + what
                + " is refused; open the data directory with StoragePlatform.open to change it");
    }
}
