package org.allidb.storage.engine.internal.reading;

import java.util.concurrent.atomic.AtomicBoolean;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.engine.internal.read.StoreView;

/** A snapshot of a tenant that stays as it is anyway. */
final class ReadOnlySnapshot extends StoreView implements Snapshot {

    private final ReadTenant tenant;
    private final AtomicBoolean closed = new AtomicBoolean();

    ReadOnlySnapshot(ReadTenant tenant) {
        super(tenant);
        this.tenant = tenant;
        tenant.snapshotOpened();
    }

    @Override
    public long sequence() {
        return tenant.visibleSequence();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            tenant.snapshotClosed();
        }
    }

    @Override
    protected void checkNotClosed() {
        if (closed.get()) {
            throw new StoreClosedException("this snapshot is closed; take another one");
        }
    }

    @Override
    protected long readSequence() {
        return tenant.visibleSequence();
    }
}
