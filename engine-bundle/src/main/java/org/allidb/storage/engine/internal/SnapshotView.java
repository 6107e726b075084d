package org.allidb.storage.engine.internal;

import java.util.concurrent.atomic.AtomicBoolean;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.read.StoreView;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.jspecify.annotations.Nullable;

/** A snapshot: reads at the sequence that was visible when it was taken. */
final class SnapshotView extends StoreView implements Snapshot {

    private final TenantLsm lsm;
    private final long sequence;
    private final AtomicBoolean closed = new AtomicBoolean();
    private LeakWatch.@Nullable Opened origin;

    private SnapshotView(TenantLsm lsm) {
        super(lsm.reads());
        this.lsm = lsm;
        this.sequence = lsm.openSnapshot();
    }

    /** Takes a snapshot. */
    static SnapshotView open(TenantLsm lsm) {
        SnapshotView view = new SnapshotView(lsm);
        AtomicBoolean closed = view.closed;
        long sequence = view.sequence;
        view.origin =
                lsm.reads().leaks().opened(view, LeakWatch.What.SNAPSHOT, lsm.id(), () -> close(lsm, sequence, closed));
        return view;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public void close() {
        LeakWatch.closed(origin);
        close(lsm, sequence, closed);
    }

    private static void close(TenantLsm lsm, long sequence, AtomicBoolean closed) {
        if (closed.compareAndSet(false, true)) {
            lsm.closeSnapshot(sequence);
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
        return sequence;
    }
}
