package org.allidb.storage.engine.internal;

import java.util.Arrays;
import java.util.Map;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.tenant.TableLoad;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.KeyOrder;
import org.jspecify.annotations.Nullable;

/** A caller's bulk load. Rows are checked and encoded as those of a batch, and handed on in chunks. Used by one thread at a time. */
final class BulkLoadHandle implements BulkLoad, WriteRules {

    private static final int CHUNK_BYTES = 128 << 10;

    private final TenantHandle store;
    private final TableLoad load;
    private final boolean sorted;
    /** Wall time in milliseconds, 0 for never. */
    private final long expiresAt;

    private final EncodedBatch chunk = new EncodedBatch();
    private byte[] lastKey = new byte[128];
    private int lastLength;
    private long rows;
    private boolean ended;
    private LeakWatch.@Nullable Opened origin;

    private BulkLoadHandle(TenantHandle store, TableLoad load, boolean sorted, long expiresAt) {
        this.store = store;
        this.load = load;
        this.sorted = sorted;
        this.expiresAt = expiresAt;
    }

    /** Begins a load for a handle that is open. */
    static BulkLoadHandle open(TenantHandle store, TenantLsm lsm, BulkLoadOptions options) {
        long expiresAt = options.timeToLive()
                .map(life -> lsm.reads().nowMillis() + life.toMillis())
                .orElse(0L);
        TableLoad load = lsm.bulkLoads().begin(options);
        BulkLoadHandle handle = new BulkLoadHandle(store, load, options.sorted(), expiresAt);
        handle.chunk.use(handle);
        handle.origin = lsm.reads().leaks().opened(handle, LeakWatch.What.BULK_LOAD, lsm.id(), load::close);
        return handle;
    }

    @Override
    public BulkLoad add(Row row) {
        beforeRow();
        chunk.put(row);
        rows++;
        return this;
    }

    @Override
    public BulkLoad add(byte[] entity, byte[] value) {
        beforeRow();
        chunk.put(entity, value);
        rows++;
        return this;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public void finish() {
        checkOpen();
        load.checkTakesWrites();
        handOn();
        ended = true;
        LeakWatch.closed(origin);
        load.finish();
    }

    @Override
    public void close() {
        ended = true;
        LeakWatch.closed(origin);
        load.close();
    }

    @Override
    public void checkKey(byte[] key, int length) {
        if (!sorted) {
            return;
        }
        if (rows > 0 && KeyOrder.compare(key, 0, length, lastKey, 0, lastLength) < 0) {
            throw new InvalidArgumentException("row " + Human.count(rows + 1) + " of a bulk load of " + owner()
                    + " comes before the row that was added last, and the rows of a sorted load come in the order of a"
                    + " scan: by entity, kind, qualifier. The load is as it was before this row; add rows that come"
                    + " later, or begin a load with BulkLoadOptions.UNSORTED");
        }
        if (lastKey.length < length) {
            lastKey = Arrays.copyOf(lastKey, 2 * length);
        }
        System.arraycopy(key, 0, lastKey, 0, length);
        lastLength = length;
    }

    @Override
    public long maxRowBytes() {
        return store.maxRowBytes();
    }

    @Override
    public long nowMillis() {
        return store.nowMillis();
    }

    @Override
    public Map<String, Integer> vectorDimensions() {
        return store.vectorDimensions();
    }

    @Override
    public String owner() {
        return store.owner();
    }

    private void beforeRow() {
        checkOpen();
        if (chunk.bytes() >= CHUNK_BYTES) {
            handOn();
        }
    }

    private void checkOpen() {
        if (ended) {
            throw new StoreClosedException(
                    "this bulk load of " + owner() + " is finished or closed; begin another one");
        }
        store.checkUsable();
    }

    private void handOn() {
        if (chunk.size() > 0) {
            EntryBatch entries = expiresAt > 0 ? chunk.expiringAt(expiresAt).batch() : chunk.entries();
            load.add(entries);
            chunk.clear();
        }
    }
}
