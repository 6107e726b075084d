package org.allidb.storage.engine.internal.read;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.RowReader;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.value.StoredRowValue;
import org.jspecify.annotations.Nullable;

/** A view with the changes of a batch over it. Used by one thread at a time, that of the batch. */
final class BatchView extends LayeredView {

    private final LayeredView below;
    private final PendingChanges changes;

    BatchView(LayeredView below, PendingChanges changes) {
        this.below = below;
        this.changes = changes;
    }

    @Override
    TenantId tenant() {
        return below.tenant();
    }

    @Override
    void begin(int rows) {
        below.begin(rows);
    }

    @Override
    long nowMillis() {
        return below.nowMillis();
    }

    @Override
    public Optional<StoredRow> get(RowKey key) {
        PendingChanges.Change change = changes.of(ScanBounds.encoded(key));
        if (change == null) {
            return below.get(key);
        }
        begin(1);
        return stored(key, change);
    }

    @Override
    public Optional<byte[]> get(byte[] entity) {
        PendingChanges.Change change = changes.of(ScanBounds.encoded(RowKey.value(EntityId.of(entity))));
        if (change == null) {
            return below.get(entity);
        }
        begin(1);
        byte[] value = change.liveAt(nowMillis());
        return value == null ? Optional.empty() : Optional.of(value.clone());
    }

    @Override
    public Optional<byte[]> get(String entity) {
        return get(EntityId.of(entity).toByteArray());
    }

    @Override
    public List<Optional<StoredRow>> getAll(List<RowKey> keys) {
        List<PendingChanges.@Nullable Change> known = new ArrayList<>(keys.size());
        List<RowKey> others = new ArrayList<>();
        for (RowKey key : keys) {
            PendingChanges.Change change = changes.of(ScanBounds.encoded(key));
            known.add(change);
            if (change == null) {
                others.add(key);
            }
        }
        begin(keys.size() - others.size());
        List<Optional<StoredRow>> found = below.getAll(others);
        List<Optional<StoredRow>> rows = new ArrayList<>(keys.size());
        int next = 0;
        for (int i = 0; i < keys.size(); i++) {
            PendingChanges.Change change = known.get(i);
            rows.add(change == null ? found.get(next++) : stored(keys.get(i), change));
        }
        return rows;
    }

    private Optional<StoredRow> stored(RowKey key, PendingChanges.Change change) {
        byte[] value = change.liveAt(nowMillis());
        return value == null ? Optional.empty() : Optional.of(stored(key, value, change.expiresAtMillis()));
    }

    /** Returns a row of the batch. */
    static StoredRow stored(RowKey key, byte[] value, long expiresAtMillis) {
        return new StoredRowValue(
                Row.decode(key, value.clone()),
                0,
                0,
                expiresAtMillis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expiresAtMillis)));
    }

    @Override
    KeyedCursor open(ScanRequest request, boolean staysOpen) {
        ScanBounds bounds = ScanBounds.of(request);
        // rows that the batch hides do not count
        KeyedCursor cursor = below.open(request.limit(0), staysOpen);
        return new BatchCursor(cursor, changes, bounds, request, nowMillis());
    }

    @Override
    public RowReader reader() {
        return new BatchReader(below.reader(), changes, below);
    }
}
