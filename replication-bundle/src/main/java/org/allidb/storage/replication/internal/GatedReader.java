package org.allidb.storage.replication.internal;

import java.lang.foreign.MemorySegment;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.RowReader;

/** A reader of single rows, each of which passes the shard's gate. Used by one thread at a time. */
final class GatedReader implements RowReader {

    private final RowReader local;
    private final ReadGate gate;

    GatedReader(RowReader local, ReadGate gate) {
        this.local = local;
        this.gate = gate;
    }

    @Override
    public boolean find(byte[] entity) {
        return gate.read(() -> local.find(entity));
    }

    @Override
    public boolean find(RowKey key) {
        return gate.read(() -> local.find(key));
    }

    @Override
    public MemorySegment value() {
        return local.value();
    }

    @Override
    public int valueLength() {
        return local.valueLength();
    }

    @Override
    public void copyValue(byte[] target, int offset) {
        local.copyValue(target, offset);
    }

    @Override
    public long timestamp() {
        return local.timestamp();
    }

    @Override
    public long sequence() {
        return local.sequence();
    }

    @Override
    public void close() {
        local.close();
    }
}
