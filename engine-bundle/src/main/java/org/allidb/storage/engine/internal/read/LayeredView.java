package org.allidb.storage.engine.internal.read;

import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Neighbours;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.VectorSearch;
import org.allidb.storage.api.WriteBatch;

/** A view that a batch can be laid over. What walks over rows is the same for all of them. */
abstract class LayeredView implements ReadView {

    /** Returns the tenant. */
    abstract TenantId tenant();

    /** Checks that the view is open and that the caller may use it, and counts rows that are read. */
    abstract void begin(int rows);

    /** Returns the wall time in milliseconds. */
    abstract long nowMillis();

    /**
     * Opens a cursor.
     *
     * @param staysOpen whether its user has it between two calls
     */
    abstract KeyedCursor open(ScanRequest request, boolean staysOpen);

    @Override
    public final Cursor scan(ScanRequest request) {
        return open(request, true);
    }

    @Override
    public final Neighbours nearest(VectorSearch search) {
        NearestRows rows = new NearestRows(search);
        try (KeyedCursor cursor = open(rows.rows(), true)) {
            return rows.among(cursor);
        }
    }

    @Override
    public final List<StoredRow> getEntity(EntityId entity) {
        return collect(ScanRequest.of(entity));
    }

    @Override
    public final List<StoredRow> getKind(EntityId entity, Kind kind) {
        return collect(ScanRequest.of(entity, kind));
    }

    private List<StoredRow> collect(ScanRequest request) {
        List<StoredRow> rows = new ArrayList<>();
        // the caller has nothing to close, and nothing to be ended
        try (Cursor cursor = open(request, false)) {
            while (cursor.next()) {
                rows.add(cursor.row());
            }
        }
        return rows;
    }

    @Override
    public final ReadView through(WriteBatch batch) {
        begin(0);
        if (!(batch instanceof ReadableBatch readable) || !readable.isFor(tenant())) {
            throw new InvalidArgumentException("this batch was not made by newBatch() of tenant '" + tenant() + "'");
        }
        return new BatchView(this, readable.pending());
    }
}
