package org.allidb.storage.engine.internal;

import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.engine.internal.read.RowCondition;
import org.allidb.storage.engine.internal.read.RowCondition.Demand;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.engine.internal.tenant.WriteRequest;
import org.allidb.storage.spi.replication.ProposedWrite;
import org.allidb.storage.spi.replication.ReplicaStore;
import org.jspecify.annotations.Nullable;

/** A tenant's handle, as a cluster sees it. */
final class ReplicaHandle implements ReplicaStore {

    private final TenantHandle handle;
    private final TenantLsm lsm;

    ReplicaHandle(TenantHandle handle, TenantLsm lsm) {
        this.handle = handle;
        this.lsm = lsm;
    }

    @Override
    public ProposedWrite propose(WriteBatch batch, WriteOptions options) {
        return proposed(batch, null, options);
    }

    @Override
    public ProposedWrite proposePutIfAbsent(Row row, WriteOptions options) {
        EncodedBatch batch = new EncodedBatch(handle);
        batch.put(row);
        return proposed(batch, batch.demand(row.key(), Demand.ABSENT, false), options);
    }

    @Override
    public ProposedWrite proposeGetAndPut(Row row, WriteOptions options) {
        EncodedBatch batch = new EncodedBatch(handle);
        batch.put(row);
        return proposed(batch, batch.demand(row.key(), Demand.NOTHING, true), options);
    }

    @Override
    public ProposedWrite proposeGetAndDelete(RowKey key, WriteOptions options) {
        EncodedBatch batch = new EncodedBatch(handle);
        batch.delete(key);
        return proposed(batch, batch.demand(key, Demand.PRESENT, true), options);
    }

    private ProposedWrite proposed(WriteBatch batch, @Nullable RowCondition answered, WriteOptions options) {
        if (options.timestamp().isPresent()) {
            throw new InvalidArgumentException("a write of " + handle.owner()
                    + " was given a timestamp; in a cluster the leader gives timestamps, so leave it out");
        }
        return new EncodedWrite(handle.id(), handle.request(batch, options), answered);
    }

    @Override
    public void admit(ProposedWrite write) {
        if (!(write instanceof EncodedWrite own)) {
            throw new InvalidArgumentException("this write was not encoded by a store of this platform");
        }
        lsm.writes().admitProposal(own.request());
    }

    @Override
    public byte[] apply(byte[] write, long wallMicros, long position) {
        handle.checkUsable();
        WriteRequest request = EncodedWrite.read(write);
        boolean fresh = lsm.writes().replica().apply(request, wallMicros, position);
        return fresh ? EncodedWrite.outcome(request) : EncodedWrite.skipped();
    }

    @Override
    public void found(long position) {
        handle.checkUsable();
        lsm.writes().replica().found(position);
    }

    @Override
    public long foundedAt() {
        return lsm.writes().replica().foundedAt();
    }

    @Override
    public long appliedPosition() {
        return lsm.writes().replica().appliedPosition();
    }
}
