package org.allidb.storage.engine.internal;

import java.util.concurrent.atomic.AtomicBoolean;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.engine.internal.read.StoreView;
import org.allidb.storage.engine.internal.tenant.TenantLsm;

/** A snapshot: reads at the sequence that was visible when it was taken. */
final class SnapshotView extends StoreView implements Snapshot {

    private final TenantLsm lsm;
    private final long sequence;
    private final AtomicBoolean closed = new AtomicBoolean();

    SnapshotView(TenantLsm lsm) {
        super(lsm);
        this.lsm = lsm;
        this.sequence = lsm.openSnapshot();
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            lsm.closeSnapshot(sequence);
        }
    }

    @Override
    protected void checkOpen() {
        if (closed.get()) {
            throw new StoreClosedException("this snapshot is closed; take another one");
        }
    }

    @Override
    protected long readSequence() {
        return sequence;
    }
}
