package org.allidb.storage.engine.internal.read;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.jspecify.annotations.Nullable;

/**
 * A caller's handle of a tenant's store, which reads at the newest visible sequence. A change without options is one with
 * the default options. Thread-safe.
 */
public abstract class StoreHandle extends StoreView implements TenantStore {

    private final ReadContext context;
    private volatile boolean closed;

    /**
     * Creates a handle.
     *
     * @param context the tenant
     */
    protected StoreHandle(ReadContext context) {
        super(context);
        this.context = context;
    }

    /** Releases what the handle uses; called at each close, so that it does nothing the second time. */
    protected abstract void release();

    @Override
    public final TenantId id() {
        return context.id();
    }

    @Override
    public final void put(Row row) {
        put(row, WriteOptions.DEFAULTS);
    }

    @Override
    public final void put(byte[] entity, byte[] value) {
        put(entity, value, WriteOptions.DEFAULTS);
    }

    @Override
    public final void put(String entity, byte[] value) {
        put(entity, value, WriteOptions.DEFAULTS);
    }

    @Override
    public final void delete(RowKey key) {
        delete(key, WriteOptions.DEFAULTS);
    }

    @Override
    public final void delete(byte[] entity) {
        delete(entity, WriteOptions.DEFAULTS);
    }

    @Override
    public final void delete(String entity) {
        delete(entity, WriteOptions.DEFAULTS);
    }

    @Override
    public final Optional<byte[]> putIfAbsent(byte[] entity, byte[] value) {
        return putIfAbsent(entity, value, WriteOptions.DEFAULTS);
    }

    @Override
    public final Optional<byte[]> putIfAbsent(byte[] entity, byte[] value, WriteOptions options) {
        return value(putIfAbsent(ValueRow.of(EntityId.of(entity), value), options));
    }

    @Override
    public final Optional<StoredRow> putIfAbsent(Row row) {
        return putIfAbsent(row, WriteOptions.DEFAULTS);
    }

    @Override
    public final Optional<byte[]> getAndPut(byte[] entity, byte[] value) {
        return getAndPut(entity, value, WriteOptions.DEFAULTS);
    }

    @Override
    public final Optional<byte[]> getAndPut(byte[] entity, byte[] value, WriteOptions options) {
        return value(getAndPut(ValueRow.of(EntityId.of(entity), value), options));
    }

    @Override
    public final Optional<StoredRow> getAndPut(Row row) {
        return getAndPut(row, WriteOptions.DEFAULTS);
    }

    @Override
    public final Optional<byte[]> getAndDelete(byte[] entity) {
        return getAndDelete(entity, WriteOptions.DEFAULTS);
    }

    @Override
    public final Optional<byte[]> getAndDelete(byte[] entity, WriteOptions options) {
        return value(getAndDelete(RowKey.value(EntityId.of(entity)), options));
    }

    @Override
    public final Optional<StoredRow> getAndDelete(RowKey key) {
        return getAndDelete(key, WriteOptions.DEFAULTS);
    }

    private static Optional<byte[]> value(Optional<StoredRow> row) {
        return row.map(StoredRow::row).map(Row::encodedValue);
    }

    @Override
    public final void write(WriteBatch batch) {
        write(batch, WriteOptions.DEFAULTS);
    }

    @Override
    public final CompletionStage<@Nullable Void> writeAsync(WriteBatch batch) {
        return writeAsync(batch, WriteOptions.DEFAULTS);
    }

    @Override
    public final long estimateRows(ScanRequest request) {
        return estimate(request);
    }

    @Override
    public final void close() {
        closed = true;
        release();
    }

    @Override
    protected final void checkNotClosed() {
        if (closed) {
            throw new StoreClosedException(
                    "this handle of tenant '" + id() + "' is closed; open the tenant again from the platform");
        }
    }

    @Override
    protected final long readSequence() {
        return context.visibleSequence();
    }
}
