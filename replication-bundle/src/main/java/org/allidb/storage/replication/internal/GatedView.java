package org.allidb.storage.replication.internal;

import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Neighbours;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.RowReader;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.VectorSearch;
import org.allidb.storage.api.WriteBatch;

/** A view of a tenant on this node whose reads pass the shard's gate. Thread-safe. */
class GatedView implements ReadView {

    private final ReadView local;
    private final ReadGate gate;

    GatedView(ReadView local, ReadGate gate) {
        this.local = local;
        this.gate = gate;
    }

    ReadGate gate() {
        return gate;
    }

    @Override
    public Optional<StoredRow> get(RowKey key) {
        return gate.read(() -> local.get(key));
    }

    @Override
    public Optional<byte[]> get(byte[] entity) {
        return gate.read(() -> local.get(entity));
    }

    @Override
    public Optional<byte[]> get(String entity) {
        return gate.read(() -> local.get(entity));
    }

    @Override
    public List<Optional<StoredRow>> getAll(List<RowKey> keys) {
        return gate.read(() -> local.getAll(keys));
    }

    @Override
    public List<StoredRow> getEntity(EntityId entity) {
        return gate.read(() -> local.getEntity(entity));
    }

    @Override
    public List<StoredRow> getKind(EntityId entity, Kind kind) {
        return gate.read(() -> local.getKind(entity, kind));
    }

    @Override
    public Cursor scan(ScanRequest request) {
        return gate.read(() -> local.scan(request), Cursor::close);
    }

    @Override
    public Neighbours nearest(VectorSearch search) {
        return gate.read(() -> local.nearest(search));
    }

    @Override
    public RowReader reader() {
        return new GatedReader(local.reader(), gate);
    }

    @Override
    public ReadView through(WriteBatch batch) {
        return new GatedView(local.through(batch), gate);
    }
}
